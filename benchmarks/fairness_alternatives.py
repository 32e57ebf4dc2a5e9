"""The usual ways to look for disparity, on data whose truth is known, with the tolerance the engine is given."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from benchmarks.fairness_designs import Answers, Design, answers, drawn, paired
from peel_ml.results.fairness import Tolerance

Floats = NDArray[np.float64]
LIMIT = 0.05
FOUR_FIFTHS = 0.8


@dataclass(frozen=True)
class Alternative:
    """How often a rule is wrong about groups that are truly equal, and the engine on the same data."""

    what: str
    wrong: int
    of: int
    engine: int
    engine_of: int
    """0 where the engine has no such answer."""


def alternatives() -> list[Alternative]:
    """Return every comparison; about ten seconds."""
    return [
        *(_four_fifths(size) for size in (200, 1000)),
        *(_points(size) for size in (200, 1000)),
        _bootstrap(),
        _rank_rule(),
        _masked(),
    ]


def _equal(groups: int, size: int, rate: float, replicates: int, seed: int) -> tuple[Floats, Answers, Design]:
    """Return shares of equal groups, shape (replicates, groups), and what the engine says of the same counts."""
    design = Design("equal", (size,) * groups, (rate,), LIMIT)
    pairs = drawn(design, "equal", replicates, np.random.default_rng(seed))
    return pairs.a.observed.reshape(replicates, groups), answers(design, pairs), design


def _four_fifths(size: int) -> Alternative:
    class Ratio(Design):
        """The same limit, on the scale of the rule."""

        @property
        def tolerance(self) -> Tolerance:
            """Return four fifths."""
            return Tolerance("ratio", FOUR_FIFTHS, True, "")

    design = Ratio("equal", (size,) * 5, (0.1,), LIMIT)
    pairs = drawn(design, "equal", 10_000, np.random.default_rng(11))
    share = pairs.a.observed.reshape(-1, 5)
    alarm = share.min(axis=1) < FOUR_FIFTHS * share.max(axis=1)
    ours = answers(design, pairs).outside.any(axis=1)
    return Alternative(
        f"Four-fifths rule on points, five equal groups of {size:,} at 10%: alarm",
        int(alarm.sum()),
        len(alarm),
        int(ours.sum()),
        len(ours),
    )


def _points(size: int) -> Alternative:
    """Fairlearn's own MetricFrame: the difference of the highest and the lowest share, held to the limit as it is."""
    from fairlearn.metrics import MetricFrame, selection_rate

    share, ours, design = _equal(5, size, 0.1, 10_000, 12)
    few = 200
    groups = np.repeat(np.arange(5), size)
    found = []
    for row in share[:few]:
        decision = np.concatenate([np.arange(size) < round(one * size) for one in row]).astype(int)
        frame = MetricFrame(metrics=selection_rate, y_true=decision, y_pred=decision, sensitive_features=groups)
        found.append(frame.difference())
    spread = share.max(axis=1) - share.min(axis=1)
    # Fairlearn gives the first ones; the others are the same figure without the frame.
    assert np.allclose(found, spread[:few], atol=1e-12)
    return Alternative(
        f"Fairlearn's MetricFrame.difference() over {LIMIT:g}, five equal groups of {size:,} at 10%: alarm",
        int((spread > design.limit).sum()),
        len(spread),
        int(ours.outside.any(axis=1).sum()),
        len(spread),
    )


def _bootstrap(data_sets: int = 1000, draws: int = 1000) -> Alternative:
    share, ours, _ = _equal(5, 1000, 0.1, data_sets, 13)
    rng, missed = np.random.default_rng(14), 0
    for row in share:
        again = rng.binomial(1000, row, (draws, 5)) / 1000
        low = np.quantile(again.max(axis=1) - again.min(axis=1), 0.025)
        missed += low > 0
    covered = (ours.compared.low <= 0) & (ours.compared.high >= 0)
    return Alternative(
        "Percentile bootstrap of highest minus lowest share, five equal groups of 1,000: interval without the true 0",
        int(missed),
        data_sets,
        int((~covered).sum()),
        len(covered),
    )


def _rank_rule() -> Alternative:
    """Benjamini-Hochberg with the ranks the wrong way round: the smallest p-value is held to the whole error rate."""
    share, ours, _ = _equal(10, 1000, 0.1, 10_000, 15)
    size, rate = 1000, 0.1
    z = (share - rate) / np.sqrt(rate * (1 - rate) / size)
    p_values = 2 * special.ndtr(-np.abs(z))
    rank = (-p_values).argsort(axis=1).argsort(axis=1) + 1
    alarm = (p_values <= rank * 0.05 / 10).any(axis=1)
    return Alternative(
        "A rank rule mistaken for Benjamini-Hochberg, ten equal groups of 1,000: any difference found",
        int(alarm.sum()),
        len(alarm),
        int(ours.shown.any(axis=1).sum()),
        len(alarm),
    )


def _masked() -> Alternative:
    """A gap in false positive rates, tested on the rows predicted positive instead of truly negative."""
    rng, size, replicates = np.random.default_rng(16), 1000, 10_000
    base = np.array([0.2, 0.4])
    positives = rng.binomial(size, base, (replicates, 2))
    negatives = size - positives
    false, true = rng.binomial(negatives, 0.1), rng.binomial(positives, 0.6)
    share, n = false / (false + true), false + true
    pooled = false.sum(axis=1) / n.sum(axis=1)
    z = (share[:, 0] - share[:, 1]) / np.sqrt(pooled * (1 - pooled) * (1 / n).sum(axis=1))
    alarm = 2 * special.ndtr(-np.abs(z)) <= 0.05
    design = Design("negatives", (size, size), (0.1,), LIMIT)
    ours = answers(design, paired(design, false.astype(np.float64), negatives.astype(np.float64)))
    return Alternative(
        "Equal false positive rates, tested on rows predicted positive, shares of 20% and 40%: significant",
        int(alarm.sum()),
        len(alarm),
        int(ours.shown.any(axis=1).sum()),
        len(alarm),
    )
