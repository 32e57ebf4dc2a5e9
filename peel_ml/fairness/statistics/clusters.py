"""How much evidence rows that belong together are: for one group's figure, and for two that share clusters.

Two people searched in one event are not two independent pieces of evidence. The variance of a mean comes from
the sums of its residuals over clusters (linearisation), for all groups at once; a design effect is its ratio
to what independent rows would have, and rows divided by it are worth that many independent ones (Kish 1965).
A group with few events tells too little about its own clustering: there the correlation within clusters over
all groups stands in.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from peel_ml.fairness.metrics import Values
from peel_ml.fairness.statistics.intervals import Arm, Floats

Codes = NDArray[np.int64]

ENOUGH_EVENTS = 30
"""With fewer ones, or fewer zeros, a group's own design effect is too noisy to be used."""


@dataclass(frozen=True)
class Layout:
    """Rows arranged by group and cluster; built once for each characteristic and used for every metric."""

    codes: Codes
    """Group of each row, 0 to `groups` - 1; the rows of a layout all have one."""
    groups: int
    rows: Codes
    """Index of the layout's rows in the whole."""
    pair: Codes
    """For each row its (group, cluster) pair."""
    pair_group: Codes
    pair_cluster: Codes
    clusters: int
    shared: bool
    """Whether any cluster holds two rows."""

    @classmethod
    def of(cls, codes: Codes, groups: int, clusters: Codes) -> Layout:
        """Arrange the rows whose code is not negative."""
        rows = np.flatnonzero(codes >= 0)
        kept = codes[rows]
        numbers, cluster = np.unique(clusters[rows], return_inverse=True)
        if len(numbers) == len(rows):
            order = np.arange(len(rows))
            return cls(kept, groups, rows, order, kept, order, len(rows), False)
        pairs, pair = np.unique(cluster * groups + kept, return_inverse=True)
        return cls(kept, groups, rows, pair, pairs % groups, pairs // groups, len(numbers), True)


@dataclass(frozen=True)
class Sums:
    """What a metric comes to in every group, and in every group's rest."""

    group: Arm
    rest: Arm
    correlation: Floats
    """Of a group's figure with its rest's, through the clusters they share; shape (groups,)."""
    own: _Spread


@dataclass(frozen=True)
class _Spread:
    """Cluster sums of one metric by (group, cluster) pair, for comparisons with one other group."""

    deviation: Floats
    size: Floats
    within: float


def sums(layout: Layout, values: Values) -> Sums:
    """Return both sides of every group's comparison with everyone else."""
    eligible = values.eligible[layout.rows].astype(np.float64)
    ones = values.value[layout.rows] * eligible
    expected = values.expected[layout.rows] * eligible

    def by_group(weights: Floats) -> Floats:
        return _summed(layout.codes, weights, layout.groups)

    n, x, e = by_group(eligible), by_group(ones), by_group(expected)
    # The variance of independent rows with unequal probabilities, for which the model's own are used.
    spread = by_group(expected * (1 - values.expected[layout.rows]))
    residual = ones - expected
    if not layout.shared:
        empty = np.zeros(0)
        return Sums(
            _arm(n, x, e, spread),
            _arm(n.sum() - n, x.sum() - x, e.sum() - e, spread.sum() - spread),
            np.zeros(layout.groups),
            _Spread(empty, empty, 0.0),
        )
    return _clustered(layout, n, x, e, spread, residual, eligible, by_group(residual**2))


def _summed(codes: Codes, weights: Floats, length: int) -> Floats:
    return np.bincount(codes, weights, minlength=length).astype(np.float64)


def _arm(
    n: Floats,
    x: Floats,
    e: Floats,
    spread: Floats,
    effect: Floats | float = 1.0,
    effective_clusters: Floats | None = None,
    clusters: Floats | None = None,
) -> Arm:
    with np.errstate(divide="ignore", invalid="ignore"):
        observed, expected = x / n, e / n
        even = expected * (1 - expected)
        # Rows that differ vary less than if each had the mean probability.
        uneven = np.where(even > 0, np.clip(spread / n / even, 0.05, 1.0), 1.0)
        effective = n / (uneven * effect)
    freedom = np.full(len(n), np.inf) if effective_clusters is None else np.maximum(effective_clusters - 1, 1.0)
    return Arm(n, observed, expected, effective, freedom, n if clusters is None else clusters)


def _clustered(
    layout: Layout, n: Floats, x: Floats, e: Floats, spread: Floats, residual: Floats, eligible: Floats, squares: Floats
) -> Sums:
    pairs, groups, cluster = len(layout.pair_group), layout.pair_group, layout.pair_cluster

    def by_pair(weights: Floats) -> Floats:
        return _summed(layout.pair, weights, pairs)

    def by_group(weights: Floats) -> Floats:
        return _summed(groups, weights, layout.groups)

    def by_cluster(weights: Floats) -> Floats:
        return _summed(cluster, weights, layout.clusters)

    total, size = by_pair(residual), by_pair(eligible)
    all_total, all_size = by_cluster(total), by_cluster(size)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.nan_to_num(by_group(total) / n)
        others = n.sum() - n
        rest_mean = np.nan_to_num((total.sum() - by_group(total)) / others)
    own = total - size * mean[groups]
    # The rest's share of each cluster that the group touches; elsewhere the whole cluster is the rest.
    outside = (all_total[cluster] - total) - (all_size[cluster] - size) * rest_mean[groups]
    whole = all_total[cluster] - all_size[cluster] * rest_mean[groups]
    everywhere = (
        (all_total**2).sum() - 2 * rest_mean * (all_total * all_size).sum() + rest_mean**2 * (all_size**2).sum()
    )
    between, shared = by_group(own**2), by_group(own * outside)
    rest_between = np.maximum(everywhere + by_group(outside**2 - whole**2), 0.0)
    within = squares - n * mean**2
    rest_within = (squares.sum() - squares) - others * rest_mean**2

    sizes2, all_sizes2 = by_group(size**2), (all_size**2).sum()
    outside_size = all_size[cluster] - size
    rest_sizes2 = all_sizes2 + by_group(outside_size**2 - all_size[cluster] ** 2)
    counts = by_group((size > 0).astype(np.float64))
    rest_counts = (all_size > 0).sum() - by_group(((size > 0) & (outside_size <= 0)).astype(np.float64))

    # Correlation of two rows of one cluster over all groups: products of residuals over variance.
    overall = np.maximum(within.sum(), 1e-300)
    products = (by_cluster(own) ** 2).sum() - within.sum()
    possible = all_sizes2 - all_size.sum()
    alike = float(np.clip(products / possible / (overall / n.sum()), 0.0, 1.0)) if possible > 0 else 0.0

    enough = np.minimum(x, n - x) >= ENOUGH_EVENTS
    rest_enough = np.minimum(x.sum() - x, others - (x.sum() - x)) >= ENOUGH_EVENTS
    effect = _effect(n, between, within, sizes2, counts, alike, enough)
    rest_effect = _effect(others, rest_between, rest_within, rest_sizes2, rest_counts, alike, rest_enough)
    with np.errstate(divide="ignore", invalid="ignore"):
        measured = shared / np.sqrt(between * rest_between)
        assumed = alike * by_group(size * outside_size) / np.sqrt(n * others * effect * rest_effect)
        effective_counts, rest_effective = n**2 / sizes2, others**2 / rest_sizes2
    correlation = np.clip(np.nan_to_num(np.where(enough & rest_enough, measured, assumed)), -0.99, 0.99)
    return Sums(
        _arm(n, x, e, spread, effect, _freedom(n, counts, effective_counts), counts),
        _arm(
            others,
            x.sum() - x,
            e.sum() - e,
            spread.sum() - spread,
            rest_effect,
            _freedom(others, rest_counts, rest_effective),
            rest_counts,
        ),
        correlation,
        _Spread(own, size, alike),
    )


def _freedom(n: Floats, counts: Floats, effective: Floats) -> Floats:
    """Return effective clusters; infinite where every row is a cluster of its own."""
    chosen: Floats = np.where(counts >= n, np.inf, np.nan_to_num(effective, nan=1.0))
    return chosen


def _effect(
    n: Floats, between: Floats, within: Floats, sizes2: Floats, counts: Floats, alike: float, enough: NDArray[np.bool_]
) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        own = between / within * counts / (counts - 1)
        pooled = 1 + alike * (sizes2 / n - 1)
    chosen = np.where(enough & np.isfinite(own), own, pooled)
    effect: Floats = np.maximum(np.nan_to_num(chosen, nan=1.0), 1.0)
    return effect


def correlation_with(layout: Layout, found: Sums, reference: int) -> Floats:
    """Return the correlation of every group's figure with one other group's; shape (groups,)."""
    if not layout.shared:
        return np.zeros(layout.groups)
    groups, cluster, own, size = layout.pair_group, layout.pair_cluster, found.own.deviation, found.own.size
    here = groups == reference
    theirs = np.bincount(cluster[here], own[here], minlength=layout.clusters)
    their_size = np.bincount(cluster[here], size[here], minlength=layout.clusters)
    between = np.bincount(groups, own**2, minlength=layout.groups)
    shared = np.bincount(groups, own * theirs[cluster], minlength=layout.groups)
    meet = np.bincount(groups, size * their_size[cluster], minlength=layout.groups)
    arm = found.group
    ones = arm.observed * arm.rows
    enough = np.minimum(ones, arm.rows - ones) >= ENOUGH_EVENTS
    with np.errstate(divide="ignore", invalid="ignore"):
        measured = shared / np.sqrt(between * between[reference])
        assumed = found.own.within * meet / np.sqrt(arm.rows * arm.rows[reference])
    chosen = np.nan_to_num(np.where(enough & enough[reference], measured, assumed))
    clipped: Floats = np.clip(chosen, -0.99, 0.99)
    return clipped
