"""Inverse-probability weights: people with a recorded group also stand for those like them without one.

The probability that the group is recorded is modelled from the outcome, the area and the other measures, and
everybody with a recorded group counts for one over it (Seaman and White 2013, "Review of inverse probability
weighting for dealing with missing data", Stat. Methods Med. Res. 22:278). It is right where, among people who are
alike in these, recording does not depend on the group. Weights are held at `LARGEST` (Cole and Hernán 2008).

The variance is that of the estimating equations of the weights and of the figure together (Robins, Rotnitzky and
Zhao 1994), summed over clusters, so that it counts the estimation of the weights.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from peel_ml.fairness.metrics import Values
from peel_ml.fairness.statistics.clusters import ENOUGH_EVENTS, Sums
from peel_ml.fairness.statistics.comparison import Pairs
from peel_ml.fairness.statistics.intervals import Arm, Floats

Codes = NDArray[np.int64]

LARGEST = 10.0
"""Nobody stands for more people than this."""
PENALTY = 0.01
"""Slight, so that levels that are always recorded do not run off; at scikit-learn's 1 weights kept 7% of the bias."""
MOST_LEVELS = 60
"""Levels of one column that the model tells apart; the smallest ones are taken together."""


@dataclass(frozen=True)
class Recording:
    """How likely each row was to have its group recorded."""

    recorded: NDArray[np.bool_]
    weight: Floats
    """One over the probability, at most `LARGEST`; 0 where no group is recorded; shape (n,)."""
    held_back: float
    """Share of the recorded rows whose weight was held at the largest."""
    cell: Codes
    design: Floats
    """Shape (cells, columns)."""
    residual: Floats
    """Recorded less its probability; shape (n,)."""
    inverse: Floats
    """Of the information matrix."""
    slope: Floats
    """Of the weight on the linear predictor, for each row; 0 where it was held back."""


def numbered(numbers: Codes) -> tuple[Codes, Codes]:
    """Return the distinct numbers from 0 upwards in order, and which of them each row has.

    Examples
    --------
    >>> distinct, place = numbered(np.array([7, 2, 7]))
    >>> distinct.tolist(), place.tolist()
    ([2, 7], [1, 0, 1])
    """
    largest = int(numbers.max(initial=0))
    if largest > 4 * len(numbers) + 1_000 or numbers.min(initial=0) < 0:
        distinct, place = np.unique(numbers, return_inverse=True)
        return distinct, place.reshape(-1)
    # Without sorting the rows.
    present = np.bincount(numbers, minlength=largest + 1) > 0
    return np.flatnonzero(present), (np.cumsum(present) - 1)[numbers]


def _levels(column: Codes) -> Codes:
    """Number the levels from 0, the smallest ones taken together where there are too many."""
    distinct, codes = numbered(column)
    if len(distinct) <= MOST_LEVELS:
        return codes
    kept = np.argsort(-np.bincount(codes), kind="stable")[: MOST_LEVELS - 1]
    place = np.full(len(distinct), MOST_LEVELS - 1, dtype=np.int64)
    place[kept] = np.arange(MOST_LEVELS - 1)
    found: Codes = place[codes]
    return found


def recording(recorded: NDArray[np.bool_], outcome: Codes, known: list[Codes]) -> Recording:
    """Model whether the group is recorded: outcome, each known column, and each of them by outcome.

    Parameters
    ----------
    recorded : ndarray of shape (n,)
        At least one row with and one without a recorded group.
    outcome : ndarray of shape (n,)
    known : list of ndarray of shape (n,)
        Codes of the area and of the other measures, their missing codes as levels.
    """
    from sklearn.linear_model import LogisticRegression

    distinct, cell = _cells([_levels(outcome), *(_levels(one) for one in known)])
    design = _design(distinct)
    rows = np.bincount(cell, minlength=len(distinct)).astype(np.float64)
    ones = np.bincount(cell, recorded, minlength=len(distinct)).astype(np.float64)
    model = LogisticRegression(solver="newton-cholesky", C=1 / PENALTY, max_iter=200)
    model.fit(
        np.concatenate([design[:, 1:], design[:, 1:]]),
        np.repeat([1, 0], len(distinct)),
        sample_weight=np.concatenate([ones, rows - ones]),
    )
    share = model.predict_proba(design[:, 1:])[:, 1]
    information = (design * (rows * share * (1 - share))[:, None]).T @ design
    information[np.arange(1, len(information)), np.arange(1, len(information))] += PENALTY
    weight = 1 / share
    held = weight > LARGEST
    return Recording(
        recorded,
        np.where(recorded, np.minimum(weight, LARGEST)[cell], 0.0),
        float(held[cell][recorded].mean()),
        cell,
        design,
        recorded - share[cell],
        np.linalg.inv(information),
        np.where(recorded, np.where(held, 0.0, 1 - weight)[cell], 0.0),
    )


def _cells(columns: list[Codes]) -> tuple[Codes, Codes]:
    """Return the distinct rows of several columns of levels, and which of them each row is."""
    cell = columns[0]
    for column in columns[1:]:
        _, cell = numbered(cell * (int(column.max(initial=0)) + 1) + column)
    first = np.zeros(int(cell.max(initial=0)) + 1, dtype=np.int64)
    first[cell] = np.arange(len(cell))
    return np.stack([column[first] for column in columns], axis=1), cell


def _design(distinct: Codes) -> Floats:
    """Return intercept, indicators of every level but the first, and those of the known columns by outcome."""

    def indicators(column: Codes) -> Floats:
        found: Floats = (column[:, None] == np.arange(1, column.max(initial=0) + 1)).astype(np.float64)
        return found

    outcome = indicators(distinct[:, 0])
    parts = [np.ones((len(distinct), 1)), outcome]
    for at in range(1, distinct.shape[1]):
        one = indicators(distinct[:, at])
        parts.append(one)
        parts += [one * outcome[:, [level]] for level in range(outcome.shape[1])]
    whole = np.concatenate(parts, axis=1)
    # A column no row is in tells nothing.
    kept: Floats = whole[:, whole.any(axis=0)]
    return kept


@dataclass(frozen=True)
class Weighted:
    """Weighted figures of every group, of everyone else, and how they vary together."""

    group: Arm
    rest: Arm
    correlation: Floats
    influence: Floats
    """Of each group's figure, by cluster; shape (groups, clusters)."""

    def pair(self, code: int, reference: int | None) -> Pairs:
        """Return a group against everyone else, or against the reference group."""
        one = np.array([code])
        if reference is None:
            return Pairs(self.group.take(one), self.rest.take(one), self.correlation[one])
        other, enough = np.array([reference]), _enough(self.group)
        both = _correlated(self.influence[one], self.influence[other])
        return Pairs(self.group.take(one), self.group.take(other), np.where(enough[one] & enough[other], both, 0.0))


def weighted(fit: Recording, codes: Codes, found: Sums, values: Values, clusters: Codes) -> Weighted:
    """Return every group's weighted figure and that of its rest.

    Parameters
    ----------
    codes : ndarray of shape (n,)
        Group of each row; negative where none is recorded.
    found : Sums
        The same without weights: what a group with few events falls back on for its clustering.
    clusters : ndarray of shape (n,)
        Rows with one number belong together.
    """
    groups = len(found.group.rows)
    number, cluster = numbered(clusters)
    counts = values.eligible & fit.recorded
    weight = np.where(counts, fit.weight, 0.0)
    of_all = np.where(codes >= 0, codes, groups)

    def summed(what: Floats) -> Floats:
        return np.bincount(of_all, weight * what, minlength=groups + 1)[:groups].astype(np.float64)

    ones, due, total, squares = (
        summed(what) for what in (values.value, values.expected, np.ones(len(codes)), fit.weight)
    )
    gap = values.value - values.expected

    def influences(member: NDArray[np.bool_], size: float, mean: float) -> Floats:
        own = np.where(member & counts, gap - mean, 0.0) / size
        # How the figure moves with the weights' model, and the model with this row.
        moved = np.bincount(fit.cell, own * fit.slope, minlength=len(fit.design)) @ fit.design
        whole = own * weight + (fit.design @ (fit.inverse @ moved))[fit.cell] * fit.residual
        return np.bincount(cluster, whole, minlength=len(number)).astype(np.float64)

    arms, by_cluster = [], []
    for sums, plain, inside in (
        ((ones, due, total, squares), found.group, True),
        (tuple(one.sum() - one for one in (ones, due, total, squares)), found.rest, False),
    ):
        one, expected, size, square = sums
        with np.errstate(divide="ignore", invalid="ignore"):
            means, kish = (one - expected) / size, size**2 / square / plain.rows
            each = np.stack(
                [
                    influences((codes == code) if inside else (codes >= 0) & (codes != code), size[code], means[code])
                    if size[code] > 0
                    else np.zeros(len(number))
                    for code in range(groups)
                ]
            )
            observed = np.clip(one / size, 0.0, 1.0)
            variance = (each**2).sum(axis=1) * len(number) / max(len(number) - 1, 1)
            measured = observed * (1 - observed) / variance
            effective = np.where(_enough(plain) & np.isfinite(measured), measured, plain.effective * kish)
            arms.append(replace(plain, observed=observed, expected=expected / size, effective=effective))
        by_cluster.append(each)
    both = _enough(found.group) & _enough(found.rest)
    return Weighted(
        arms[0],
        arms[1],
        np.where(both, _correlated(*by_cluster), found.correlation),
        by_cluster[0],
    )


def _enough(arm: Arm) -> NDArray[np.bool_]:
    ones = np.nan_to_num(arm.observed) * arm.rows
    enough: NDArray[np.bool_] = np.minimum(ones, arm.rows - ones) >= ENOUGH_EVENTS
    return enough


def _correlated(one: Floats, other: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        found = (one * other).sum(axis=1) / np.sqrt((one**2).sum(axis=1) * (other**2).sum(axis=1))
    clipped: Floats = np.clip(np.nan_to_num(found), -0.99, 0.99)
    return clipped
