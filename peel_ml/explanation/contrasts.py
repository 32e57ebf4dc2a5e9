"""Which features make the score of a group differ from everyone else's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import stdtrit

from peel_ml.results.estimate import Estimate
from peel_ml.results.explanation import GroupContrast

LEAST_GROUP = 30
"""Rows a group, and everyone else, must have in the sample."""
KEPT = 5
"""Features kept for a group, those that make the most difference."""
NAMED = 3
"""Features a sentence names at most."""

Floats = NDArray[np.float64]


def group_contrasts(
    protected: pl.DataFrame,
    features: Sequence[str],
    contributions: Floats,
    clusters: NDArray[np.int64] | None = None,
) -> tuple[GroupContrast, ...]:
    """Return the mean contribution in each group minus that in everyone else, with 95% intervals.

    Parameters
    ----------
    protected : polars.DataFrame
        One text column a measure; people not stated or not recorded are groups of their own.
    features : sequence of str
        Names of the columns of `contributions`.
    contributions : ndarray, shape (n, p)
        SHAP values in log-odds.
    clusters : ndarray of shape (n,), optional
        Rows with one number belong together; without it every row stands for itself.

    Returns
    -------
    tuple of GroupContrast
        By measure and group, the `KEPT` largest contrasts first. Groups below `LEAST_GROUP` rows are left out.

    Notes
    -----
    Contributions add up to the score, so the contrasts of all features add up to the group's mean score minus
    everyone else's, which is `GroupContrast.total`. Intervals are Welch's (1947, Biometrika 34:28), from sums
    over clusters where rows share one; the model is taken as given.
    """
    cluster = None if clusters is None else np.unique(clusters, return_inverse=True)[1]
    columns = np.column_stack([contributions, contributions.sum(axis=1)])
    found = []
    for characteristic in protected.columns:
        values = protected[characteristic].to_numpy()
        for group in sorted(set(values.tolist())):
            inside = values == group
            n = int(inside.sum())
            if min(n, len(values) - n) < LEAST_GROUP:
                continue
            contrast, half = _difference(columns, inside, cluster)
            total = Estimate(float(contrast[-1]), float(contrast[-1] - half[-1]), float(contrast[-1] + half[-1]))
            found += [
                GroupContrast(
                    characteristic,
                    str(group),
                    features[i],
                    float(contrast[i]),
                    n,
                    float(contrast[i] - half[i]),
                    float(contrast[i] + half[i]),
                    total,
                )
                for i in np.argsort(-np.abs(contrast[:-1]), kind="stable")[:KEPT]
            ]
    return tuple(found)


def _difference(columns: Floats, inside: NDArray[np.bool_], cluster: NDArray[np.int64] | None) -> tuple[Floats, Floats]:
    """Return the difference of means inside and outside, and half its interval; shape (columns,) each."""
    sides = (inside, ~inside)
    means = [columns[side].mean(axis=0) for side in sides]
    if cluster is None:
        variances = [columns[side].var(axis=0, ddof=1) / side.sum() for side in sides]
        counts = [int(side.sum()) for side in sides]
        total = variances[0] + variances[1]
    else:
        # Rows of one event on both sides move both means: their parts are summed before they are squared.
        parts = [_parts(columns, side, mean, cluster) for side, mean in zip(sides, means, strict=True)]
        counts = [len(np.unique(cluster[side])) for side in sides]
        variances = [(part**2).sum(axis=0) * k / max(k - 1, 1) for part, k in zip(parts, counts, strict=True)]
        total = np.maximum(variances[0] + variances[1] - 2 * (parts[0] * parts[1]).sum(axis=0), 0.0)
    # Satterthwaite's degrees of freedom.
    with np.errstate(invalid="ignore", divide="ignore"):
        doubt = sum(variance**2 / max(count - 1, 1) for variance, count in zip(variances, counts, strict=True))
        freedom = np.nan_to_num((variances[0] + variances[1]) ** 2 / doubt, nan=1.0, posinf=1e9)
    half: Floats = stdtrit(np.maximum(freedom, 1.0), 0.975) * np.sqrt(total)
    return means[0] - means[1], half


def _parts(columns: Floats, side: NDArray[np.bool_], mean: Floats, cluster: NDArray[np.int64]) -> Floats:
    """Return each cluster's part in the error of a mean; shape (clusters, columns)."""
    size = int(cluster.max()) + 1
    return np.stack(
        [np.bincount(cluster[side], one, minlength=size) for one in ((columns[side] - mean) / side.sum()).T], axis=1
    )


def in_words(
    contrasts: Sequence[GroupContrast], who: str, names: Mapping[str, str] | None = None, unit: str = "cases"
) -> str:
    """Say in one sentence which features make one group's score differ from everyone else's.

    Parameters
    ----------
    contrasts : sequence of GroupContrast
        Of one group of one measure, from `group_contrasts`.
    who : str
        The group in a sentence, for example "Black people".
    names : mapping, optional
        Plain names of features.
    unit : str
        What a row is called, in the plural.

    Returns
    -------
    str
        Only features whose own interval leaves out 0 are named: first those that push the way the score
        differs, then those that pull the other way. Associations in the model, not causes.

    Examples
    --------
    >>> total = Estimate(0.3, 0.2, 0.4)
    >>> one = GroupContrast("ethnicity", "Black", "object", 0.25, 80, 0.2, 0.3, total)
    >>> two = GroupContrast("ethnicity", "Black", "hour", 0.05, 80, -0.1, 0.2, total)
    >>> said = in_words([one, two], "Black people", {"object": "Object of search"}, "searches")
    >>> start, end = said.split(" (0.30 log-odds; ")
    >>> start
    'For Black people the score is higher than for everyone else'
    >>> end
    '95% interval 0.20 to 0.40, 80 searches explained), mainly through “Object of search”.'
    """
    plain = names or {}
    total = contrasts[0].total
    assert total is not None
    assert total.value is not None
    assert total.low is not None
    assert total.high is not None
    up = [one for one in contrasts if one.low is not None and one.low > 0][:NAMED]
    down = [one for one in contrasts if one.high is not None and one.high < 0][:NAMED]
    sure = f"95% interval {total.low:z.2f} to {total.high:z.2f}, {contrasts[0].n:,} {unit} explained"
    scale = f"({total.value:z.2f} log-odds; {sure})"
    if total.low <= 0 <= total.high:
        parts = [f"{_listed(some, plain, verb)} it" for some, verb in ((up, "raise"), (down, "lower")) if some]
        said = f"For {who} the score is not shown to differ from everyone else’s {scale}"
        return f"{said}: {' and '.join(parts)}." if parts else f"{said}."
    side, mainly, against = ("higher", up, down) if total.value > 0 else ("lower", down, up)
    said = f"For {who} the score is {side} than for everyone else {scale}"
    said += f", mainly through {_listed(mainly, plain)}" if mainly else ", through no single fact"
    return f"{said}; {_listed(against, plain, 'pull')} the other way." if against else f"{said}."


def _listed(some: Sequence[GroupContrast], names: Mapping[str, str], verb: str = "") -> str:
    quoted = [f"“{names.get(one.feature, one.feature)}”" for one in some]
    if len(quoted) == 1:
        return f"{quoted[0]} {verb}s" if verb else quoted[0]
    listed = f"{', '.join(quoted[:-1])} and {quoted[-1]}"
    return f"{listed} {verb}" if verb else listed
