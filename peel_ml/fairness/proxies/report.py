"""The proxy report: how far the features, each of them and the score give protected characteristics away."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from peel_ml.data.parts import Features
from peel_ml.evaluation.clusters import Clusters
from peel_ml.fairness.assessed import Assessed
from peel_ml.fairness.groups import MISSING, Grouping
from peel_ml.fairness.proxies.ablation import Names, Refit, ablations, left_out
from peel_ml.fairness.proxies.names import flagged_name
from peel_ml.fairness.proxies.ranking import separation
from peel_ml.fairness.proxies.scores import FOLDS, alone, folds_of, steps, together
from peel_ml.fairness.proxies.sentences import row_sentence, statement_of
from peel_ml.modelling.encoding import Encoder, Matrix
from peel_ml.results.proxies import FeatureProxy, Proxies, ProxyRow

Codes = NDArray[np.int64]

SAMPLE = 20_000
"""Rows that are measured on: an area of .60 then has an interval of less than .01 either way."""
FEW_CLUSTERS = FOLDS
"""With fewer clusters there are no folds."""


@dataclass(frozen=True)
class _Facts:
    """The sampled rows, made ready once for every characteristic."""

    sampled: Codes
    """Which of the evaluated rows they are."""
    levels: dict[str, Codes]
    score: Codes
    matrix: Matrix
    folds: Codes
    clusters: Codes
    seed: int


def proxies(
    rows: Assessed,
    features: Features,
    refit: Refit | None,
    *,
    seed: int,
    performance: str = "roc_auc",
    refitted: Assessed | None = None,
) -> Proxies:
    """Measure how well facts tell groups apart, and what leaving the strongest out would do.

    Parameters
    ----------
    rows : Assessed
        The evaluated rows.
    features : Features
        What the model is given of the same rows.
    refit : callable or None
        ``refit(without)`` fits the model again without some features and returns its probabilities on the evaluated
        rows; ``refit(())`` fits it the same way with all of them. ``None`` where the model cannot be fitted again.
    seed : int
        Draws the folds and the sample.
    performance : str
        Performance metric of the ablations, a name of `peel_ml.evaluation.metrics.METRICS`.
    refitted : Assessed, optional
        Those of the evaluated rows that `refit` scores, where it is not all of them.

    Returns
    -------
    Proxies
        One row a measure, in the order of the declaration; the same for any number of threads and workers.

    Notes
    -----
    Every figure is cross-fitted in folds of whole clusters: a row's score comes from other rows. One feature
    alone: the shares of the groups at each of its levels. All features: boosted trees, one quick fit a group and
    fold. Protected columns are predicted here to measure how far they can be; the fits are thrown away.
    """
    enough = len(np.unique(rows.clusters)) >= FEW_CLUSTERS
    crossed = [one for one in rows.groupings if one.parts.shape[1] == 1] if enough else []
    facts = _facts(rows, features, seed) if crossed else None
    names = {name: measure.name or name for name, measure in rows.declared.measured.items()}
    found = [row for one in crossed if facts is not None and (row := _row(one, facts, rows, names[one.name]))]
    headline = [one for one in crossed if one.headline]
    sets = left_out(found, [one.name for one in headline]) if refit is not None else ()
    judged = rows if refitted is None else refitted
    named = [one.name for one in headline or crossed]
    return Proxies(
        tuple(found),
        ()
        if refit is None or not sets
        else ablations(
            judged,
            [one for one in judged.groupings if one.name in named],
            sets,
            refit,
            Names(names, rows.unit, performance),
            seed,
        ),
        _rule(rows, facts),
        statement_of(found, names, None if enough else f"fewer than {FEW_CLUSTERS} clusters"),
    )


def _facts(rows: Assessed, features: Features, seed: int) -> _Facts:
    sampled = _sample(rows.clusters, seed)
    some, clusters = features.rows(sampled), rows.clusters[sampled]
    return _Facts(
        sampled,
        {name: steps(some.frame[name], kind) for name, kind in some.kinds.items()},
        steps(pl.Series(rows.expected[sampled]), "number"),
        Encoder.fit(some).transform(some),
        folds_of(clusters, seed),
        clusters,
        seed,
    )


def _sample(clusters: Codes, seed: int) -> Codes:
    """Return the rows of clusters drawn at random until there are enough rows, in their order."""
    if len(clusters) <= SAMPLE:
        return np.arange(len(clusters))
    _, index, sizes = np.unique(clusters, return_inverse=True, return_counts=True)
    order = np.random.default_rng([seed, len(sizes)]).permutation(len(sizes))
    kept = np.zeros(len(sizes), dtype=bool)
    kept[order[: int(np.searchsorted(np.cumsum(sizes[order]), SAMPLE, "right"))]] = True
    return np.flatnonzero(kept[index])


def _row(grouping: Grouping, facts: _Facts, rows: Assessed, name: str) -> ProxyRow | None:
    """Measure one characteristic; ``None`` where fewer than two groups are large enough."""
    smallest, codes = rows.policy.reliability.shown, grouping.codes[facts.sampled]
    sizes = np.bincount(codes[codes != MISSING], minlength=len(grouping.levels))
    large = np.flatnonzero(sizes >= smallest)
    if len(large) < 2:
        return None
    # The last place takes the rows without a recorded group, whose code is -1.
    renumbered = np.full(len(grouping.levels) + 1, MISSING)
    renumbered[large] = np.arange(len(large))
    kept = np.flatnonzero(renumbered[codes] != MISSING)
    groups, folds = renumbered[codes][kept], facts.folds[kept]
    clusters = Clusters.of(facts.clusters[kept], len(kept))

    count = len(large)
    single = single_features({name: levels[kept] for name, levels in facts.levels.items()}, groups, folds, clusters)
    trees = together(facts.matrix.rows(kept), groups, folds, count, facts.seed)
    everything = separation(trees, groups, folds, clusters)
    score = separation(alone(facts.score[kept], groups, folds, count), groups, folds, clusters)
    return ProxyRow(
        grouping.name,
        tuple(grouping.levels[code] for code in large),
        len(kept),
        everything,
        score,
        single,
        row_sentence(
            name,
            rows.unit,
            len(kept),
            everything,
            score,
            single[0] if single else None,
            without_group=int((codes == MISSING).sum()),
            smallest=rows.policy.publication.internal,
            small=[grouping.levels[code] for code in np.flatnonzero(sizes < smallest)],
        ),
    )


def single_features(
    levels: dict[str, Codes], groups: Codes, folds: Codes, clusters: Clusters
) -> tuple[FeatureProxy, ...]:
    """Measure each feature alone, the strongest first.

    Parameters
    ----------
    levels : dict of str to ndarray of int, shape (n,)
        For each feature the level of each row, from `steps`.
    groups, folds : ndarray of int, shape (n,)
        From 0.
    clusters : Clusters
        Of the n rows.
    """
    count = int(groups.max()) + 1
    found = [
        FeatureProxy(name, separation(alone(own, groups, folds, count), groups, folds, clusters), flagged_name(name))
        for name, own in levels.items()
    ]
    return tuple(sorted(found, key=lambda one: -(one.auc.value or 0.0)))


def _rule(rows: Assessed, facts: _Facts | None) -> str:
    if facts is None:
        return "Nothing was measured."
    total, some = len(rows.y), len(facts.sampled)
    sample = (
        f"all {total:,} evaluated {rows.unit}"
        if some == total
        else f"{some:,} of the {total:,} evaluated {rows.unit}, whole clusters drawn at random"
    )
    return (
        f"On {sample}. Each row is scored by what rows of other folds taught ({FOLDS} folds of whole clusters): all "
        "features together by boosted trees, one feature or the score by the shares of the groups at each level. "
        "With more than two groups, the mean over pairs (Hand and Till 2001). Groups with fewer than "
        f"{rows.policy.reliability.shown} {rows.unit} and people without a recorded group are left out. Intervals "
        "take clusters into account (LeDell et al. 2015, variance doubled for what the folds teach one another)."
    )
