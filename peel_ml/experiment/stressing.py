"""How far the result hangs on chance, and on every fact being there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from peel_ml.evaluation.bootstrap import metric_statistics, resample
from peel_ml.evaluation.clusters import Clusters
from peel_ml.evaluation.intervals import barrier, from_draws
from peel_ml.evaluation.metrics import METRICS, Floats
from peel_ml.experiment.drawing import drawn
from peel_ml.experiment.judging import Judged
from peel_ml.experiment.learning import Learned
from peel_ml.experiment.request import RunRequest
from peel_ml.modelling.encoding import Matrix
from peel_ml.results.estimate import PairedDifference
from peel_ml.results.explanation import Explanation
from peel_ml.results.stability import Stability, Stress

FEATURES = 5
"""Leading features that are taken away, one at a time."""
CELLS = 0.10
"""Share of all cells that are taken away together."""
ROWS = 20_000
"""Evaluated rows the stresses are measured on at most, whole clusters of them: each stress scores them all again."""
FIRST = 5_000
"""Rows they are measured on at first; then twice as many, until the changes are known to `PRECISION`."""
PRECISION = 0.01
"""Half an interval of a change of the metric, at most."""
DRAWS = 300
UNDISTURBED = "undisturbed"


def stability(
    request: RunRequest, judged: Judged, learned: Learned, probabilities: Floats, explanation: Explanation
) -> Stability:
    """Measure the primary metric fold by fold, and with facts taken away.

    A missing fact is scored as one that was never recorded: the model is not fitted again. Rows are added until every
    change is known to `PRECISION`, or there are `ROWS` of them.
    """
    metric = request.case.tuning.objective
    evaluated = judged.evaluated
    most = drawn(evaluated.clusters, ROWS, request.seed)
    rows = evaluated.rows(most)
    matrix = learned.model.encoder.transform(rows.features)
    stressed = dict(_stressed(matrix, explanation, request.seed))
    scored = {what: np.full(len(most), np.nan) for what in stressed}
    for size in portions(len(evaluated), len(most)):
        # The fewer are some of the more, so that no row is scored twice.
        some = np.searchsorted(most, drawn(evaluated.clusters, size, request.seed))
        for what, one in stressed.items():
            new = some[np.isnan(scored[what][some])]
            scored[what][new] = learned.model.score(one.rows(new))
        changes = changed(
            rows.target[some].astype(np.float64),
            probabilities[most[some]],
            {what: values[some] for what, values in scored.items()},
            metric,
            Clusters.of(rows.clusters[some], len(some)),
            seed=request.seed,
        )
        if precise(changes.values()):
            break
    sign = 1.0 if METRICS[metric].higher_is_better else -1.0
    return Stability(
        metric,
        tuple(sign * value for value in learned.fold_values["model"]),
        tuple(Stress(what, change) for what, change in changes.items()),
        rows=len(some),
        rule=rule(len(some), len(evaluated), precise(changes.values())),
    )


def portions(evaluated: int, most: int) -> tuple[int, ...]:
    """Return how many rows are measured on, one after another.

    Examples
    --------
    >>> portions(90_000, 20_000), portions(7_000, 7_000), portions(900, 900)
    ((5000, 10000, 20000), (5000, 7000), (900,))
    """
    sizes = [FIRST * 2**step for step in range(most.bit_length()) if FIRST * 2**step < most]
    return *sizes, min(ROWS, evaluated)


def precise(changes: Iterable[PairedDifference]) -> bool:
    """Return whether every change has an interval no wider than `PRECISION` to either side."""
    return all(one.low is not None and one.high is not None and one.high - one.low <= 2 * PRECISION for one in changes)


def rule(measured: int, evaluated: int, enough: bool) -> str:
    """Say which rows the stresses were measured on, and why no more of them.

    Examples
    --------
    >>> rule(900, 900, False)
    ''
    >>> rule(5_000, 9_000, True)
    'On 5,000 of the 9,000 evaluated rows, drawn at random: enough to know every change within 0.01 either way.'
    """
    if measured == evaluated:
        return ""
    rows = f"On {measured:,} of the {evaluated:,} evaluated rows, drawn at random"
    return f"{rows}: enough to know every change within {PRECISION:g} either way." if enough else f"{rows}."


def _stressed(matrix: Matrix, explanation: Explanation, seed: int) -> Iterator[tuple[str, Matrix]]:
    """Yield each stress in plain words with the rows as the model then sees them."""
    leading = sorted(explanation.features, key=lambda effect: effect.rank)[:FEATURES]
    for effect in leading:
        values = matrix.values.copy()
        values[:, matrix.names.index(effect.feature)] = np.nan
        yield f"{effect.plain_name} missing in every row", Matrix(values, matrix.names, matrix.categorical)
    gone = np.random.default_rng([seed, len(matrix)]).random(matrix.values.shape) < CELLS
    values = np.where(gone, np.float32(np.nan), matrix.values)
    yield f"{CELLS:.0%} of all facts missing at random", Matrix(values, matrix.names, matrix.categorical)


def changed(
    y: Floats,
    undisturbed: Floats,
    stressed: dict[str, Floats],
    metric: str,
    clusters: Clusters,
    *,
    seed: int,
    draws: int = DRAWS,
) -> dict[str, PairedDifference]:
    """Return for each stress how much better (positive) or worse the metric is than undisturbed, resampled together.

    Parameters
    ----------
    y, undisturbed : ndarray of shape (n,)
        Outcomes, and probabilities with nothing taken away.
    stressed : dict of str to ndarray of shape (n,)
        Probabilities under each stress.
    metric : str
        A key of `peel_ml.evaluation.metrics.METRICS`.
    clusters : Clusters
        Drawn whole.

    Examples
    --------
    >>> y, p = np.array([0.0, 1.0] * 50), np.linspace(0.1, 0.9, 100)
    >>> same = changed(y, p, {"nothing": p}, "roc_auc", Clusters.of(None, 100), seed=0)["nothing"]
    >>> same.value, same.low, same.high
    (0.0, 0.0, 0.0)
    """
    blocked = barrier(y, clusters)
    parts = [metric_statistics(y, p, (metric,))[0] for p in (undisturbed, *stressed.values())]
    drawn = [one[metric] for one in resample(tuple(parts), clusters, draws=0 if blocked else draws, seed=seed)]
    points = [part.point()[metric] for part in parts]
    sign = 1.0 if METRICS[metric].higher_is_better else -1.0
    found = {}
    for what, point, draw in zip(stressed, points[1:], drawn[1:], strict=True):
        gap = from_draws(sign * (point - points[0]), sign * (draw - drawn[0]), blocked)
        found[what] = PairedDifference(metric, UNDISTURBED, gap.value, gap.low, gap.high, gap.reason)
    return found
