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
from peel_ml.fairness.statistics.intervals import Arm, Floats, unevenness
from peel_ml.fairness.statistics.layout import Arranged, Codes, Crowd, Layout

__all__ = ["Codes", "Layout", "Moments", "Sums", "correlation_with", "sums", "sums_of"]

ENOUGH_EVENTS = 30
"""With fewer ones, or fewer zeros, a group's own design effect is too noisy to be used."""
MANY_CLUSTERS = 100
"""With fewer, worth of even size, a group's own design effect is drawn up towards that of all groups."""


@dataclass(frozen=True)
class Moments:
    """What a metric adds up to; arrays of shape (groups,), and of shape (pairs,) for the clusters with several rows."""

    rows: Floats
    ones: Floats
    expected: Floats
    spread: Floats
    """Of expected x (1 - expected): the variance of rows with unequal probabilities, for which the model's own are
    used."""
    squares: Floats
    """Of observed minus expected."""
    crowd_squares: Floats
    """The same over the clusters with several rows."""
    total: Floats
    """Of observed minus expected, by pair."""
    size: Floats
    """Rows, by pair."""


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
    between: Floats
    """Squared deviations of all clusters, by group."""
    within: float


def sums(layout: Layout, values: Values) -> Sums:
    """Return both sides of every group's comparison with everyone else."""
    counts = values.eligible[layout.rows].astype(np.float64)
    if layout.weights is not None:
        counts *= layout.weights
    value, due = values.value[layout.rows], values.expected[layout.rows]
    adjusted = bool(due.any())

    def by_group(weights: Floats) -> Floats:
        return _summed(layout.codes, weights, layout.groups)

    ones = counts * value
    residual = ones - counts * due if adjusted else ones
    squares = residual * (value - due) if adjusted else ones * value
    zero, crowd, none = np.zeros(layout.groups), layout.crowd, np.zeros(0)
    return sums_of(
        Moments(
            by_group(counts),
            by_group(ones),
            by_group(counts * due) if adjusted else zero,
            by_group(counts * due * (1 - due)) if adjusted else zero,
            by_group(squares),
            none if crowd is None else _summed(layout.codes[crowd.rows], squares[crowd.rows], layout.groups),
            none if crowd is None else _summed(crowd.pair, residual[crowd.rows], len(crowd.group)),
            none if crowd is None else _summed(crowd.pair, counts[crowd.rows], len(crowd.group)),
        ),
        crowd,
    )


def sums_of(found: Moments, crowd: Crowd | None) -> Sums:
    """Return both sides of every group's comparison with everyone else, from what was added up."""
    n, x, e, spread = found.rows, found.ones, found.expected, found.spread
    if crowd is None:
        none = np.zeros(0)
        return Sums(
            _arm(n, x, e, spread, found.squares),
            _arm(
                n.sum() - n,
                x.sum() - x,
                e.sum() - e,
                spread.sum() - spread,
                found.squares.sum() - found.squares,
            ),
            np.zeros(len(n)),
            _Spread(none, none, none, 0.0),
        )
    return _clustered(found, crowd)


def _summed(codes: Codes, weights: Floats, length: int) -> Floats:
    return np.bincount(codes, weights, minlength=length).astype(np.float64)


def _arm(
    n: Floats,
    x: Floats,
    e: Floats,
    spread: Floats,
    squares: Floats,
    effect: Floats | float = 1.0,
    effective_clusters: Floats | None = None,
    clusters: Floats | None = None,
) -> Arm:
    with np.errstate(divide="ignore", invalid="ignore"):
        observed, expected = x / n, e / n
        # Rows that differ vary less than if each had the mean probability.
        effective = n / (unevenness(n, x, e, spread, squares) * effect)
    freedom = np.full(len(n), np.inf) if effective_clusters is None else np.maximum(effective_clusters - 1, 1.0)
    return Arm(n, observed, expected, effective, freedom, n if clusters is None else clusters)


def _clustered(found: Moments, crowd: Crowd) -> Sums:
    groups, cluster, total, size = crowd.group, crowd.cluster, found.total, found.size
    n, x, e, spread, squares = found.rows, found.ones, found.expected, found.spread, found.squares

    def by_group(weights: Floats) -> Floats:
        return _summed(groups, weights, len(n))

    def by_cluster(weights: Floats) -> Floats:
        return _summed(cluster, weights, crowd.clusters)

    all_total, all_size = by_cluster(total), by_cluster(size)
    # Rows that are alone in their cluster: their number, sum and squares say all there is to say of them.
    alone = n - by_group(size)
    alone_total, alone_squares = (x - e) - by_group(total), squares - found.crowd_squares

    def apart(mean: Floats) -> Floats:
        """Return squared deviations of the rows that are alone, by group."""
        return alone_squares - 2 * mean * alone_total + mean**2 * alone

    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.nan_to_num((x - e) / n)
        others = n.sum() - n
        rest_mean = np.nan_to_num(((x - e).sum() - (x - e)) / others)
    own = total - size * mean[groups]
    # The rest's share of each cluster that the group touches; elsewhere the whole cluster is the rest.
    outside = (all_total[cluster] - total) - (all_size[cluster] - size) * rest_mean[groups]
    whole = all_total[cluster] - all_size[cluster] * rest_mean[groups]
    everywhere = (
        ((all_total**2).sum() + alone_squares.sum())
        - 2 * rest_mean * ((all_total * all_size).sum() + alone_total.sum())
        + rest_mean**2 * ((all_size**2).sum() + alone.sum())
    )
    between, shared = by_group(own**2) + apart(mean), by_group(own * outside)
    rest_between = np.maximum(everywhere + by_group(outside**2 - whole**2) - apart(rest_mean), 0.0)
    within = squares - n * mean**2
    rest_within = (squares.sum() - squares) - others * rest_mean**2

    sizes2, all_sizes2 = by_group(size**2) + alone, (all_size**2).sum() + alone.sum()
    outside_size = all_size[cluster] - size
    rest_sizes2 = all_sizes2 + by_group(outside_size**2 - all_size[cluster] ** 2) - alone
    counts = by_group((size > 0).astype(np.float64)) + alone
    rest_counts = (
        (all_size > 0).sum() + (alone.sum() - alone) - by_group(((size > 0) & (outside_size <= 0)).astype(np.float64))
    )

    # Correlation of two rows of one cluster over all groups: products of residuals over variance.
    overall = np.maximum(within.sum(), 1e-300)
    products = (by_cluster(own) ** 2).sum() + apart(mean).sum() - within.sum()
    possible = all_sizes2 - n.sum()
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
        _arm(n, x, e, spread, squares, effect, _freedom(n, counts, effective_counts), counts),
        _arm(
            others,
            x.sum() - x,
            e.sum() - e,
            spread.sum() - spread,
            squares.sum() - squares,
            rest_effect,
            _freedom(others, rest_counts, rest_effective),
            rest_counts,
        ),
        correlation,
        _Spread(own, size, between, alike),
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
        few = n**2 / sizes2 < MANY_CLUSTERS
    # With few clusters a group's own figure can come out low by chance, and with it the interval: half of what it is
    # below that of all groups is made up.
    chosen = np.where(enough & np.isfinite(own), np.where(few, np.fmax(own, (own + pooled) / 2), own), pooled)
    effect: Floats = np.maximum(np.nan_to_num(chosen, nan=1.0), 1.0)
    return effect


def correlation_with(arranged: Arranged, found: Sums, reference: int) -> Floats:
    """Return the correlation of every group's figure with one other group's; shape (groups,)."""
    crowd = arranged.crowd
    if crowd is None:
        return np.zeros(arranged.groups)
    groups, cluster, own, size = crowd.group, crowd.cluster, found.own.deviation, found.own.size
    here = groups == reference
    theirs = np.bincount(cluster[here], own[here], minlength=crowd.clusters)
    their_size = np.bincount(cluster[here], size[here], minlength=crowd.clusters)
    between = found.own.between
    shared = np.bincount(groups, own * theirs[cluster], minlength=arranged.groups)
    meet = np.bincount(groups, size * their_size[cluster], minlength=arranged.groups)
    arm = found.group
    ones = arm.observed * arm.rows
    enough = np.minimum(ones, arm.rows - ones) >= ENOUGH_EVENTS
    with np.errstate(divide="ignore", invalid="ignore"):
        measured = shared / np.sqrt(between * between[reference])
        assumed = found.own.within * meet / np.sqrt(arm.rows * arm.rows[reference])
    chosen = np.nan_to_num(np.where(enough & enough[reference], measured, assumed))
    clipped: Floats = np.clip(chosen, -0.99, 0.99)
    return clipped
