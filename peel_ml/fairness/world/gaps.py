"""Outcomes of like records: each group against everyone else, within one object, power or area."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from peel_ml.disclosure import TOO_FEW, suppress_table
from peel_ml.evaluation.intervals import FEW_CLUSTERS, MIN_SCORE_CLUSTERS
from peel_ml.fairness.assessed import Assessed
from peel_ml.fairness.groups import Grouping, groupings
from peel_ml.fairness.metrics import OBSERVED_RATE, Values, values_of
from peel_ml.fairness.statistics.clusters import Codes, Layout, Sums, sums
from peel_ml.fairness.statistics.comparison import Pairs, compare, joined
from peel_ml.fairness.statistics.correction import Key, holm
from peel_ml.results.estimate import Estimate
from peel_ml.results.world import OutcomeGap


def gaps(rows: Assessed) -> tuple[OutcomeGap, ...]:
    """Return the gaps of every measure in every level of every slice, in the order they were declared.

    Rows without a recorded group are left out, and slices of one level. A level in which fewer rows have a group
    than a figure needs is left out as a whole. Holm's correction runs over all comparisons of one measure in one
    slice.
    """
    values = values_of(OBSERVED_RATE, rows.y, rows.expected, None)
    measures = rows.declared.model_copy(update={"intersections": (), "combinations": ()})
    found: list[OutcomeGap] = []
    for grouping in groupings(measures, rows.protected):
        for dimension in rows.slices.columns:
            if rows.slices[dimension].n_unique() == 1:
                continue  # every record is of the one kind: nothing is compared within anything
            found += _of_dimension(rows, grouping, dimension, values)
    return tuple(found)


def _of_dimension(rows: Assessed, grouping: Grouping, dimension: str, values: Values) -> list[OutcomeGap]:
    """Return the gaps of one measure in one slice."""
    names = sorted(str(name) for name in rows.slices[dimension].unique())
    level = rows.slices[dimension].replace_strict(
        {name: index for index, name in enumerate(names)}, return_dtype=pl.Int64
    )
    codes = level.to_numpy()
    counts = _counts(codes, len(names), grouping)
    shown = suppress_table(counts.tolist(), rows.policy.publication.internal).cells
    groups, least = len(grouping.levels), rows.policy.reliability.shown
    answers: list[OutcomeGap] = []
    pairs: list[Pairs] = []
    keys: list[Key] = []
    places: list[int] = []
    for place, name in enumerate(names):
        if counts[place, :groups].sum() < least:
            continue
        inside = np.flatnonzero(codes == place)
        layout = Layout.of(grouping.codes[inside], groups, rows.clusters[inside])
        summed = sums(layout, Values(values.value[inside], values.expected[inside], values.eligible[inside]))
        for code, group in enumerate(grouping.levels):
            why = _reason(summed, code, shown[place][code], least)
            if not why:
                places.append(len(answers))
                keys.append(_key(name, group, grouping))
                pairs.append(_pair(summed, code))
            answers.append(
                OutcomeGap(
                    grouping.name,
                    group,
                    dimension,
                    name,
                    shown[place][code],
                    float(summed.group.observed[code]) if _has_share(summed, code, shown[place][code], least) else None,
                    Estimate(None, reason=why or None),
                    None,
                )
            )
    return _filled(rows, answers, pairs, keys, places)


def _counts(codes: Codes, levels: int, grouping: Grouping) -> NDArray[np.int64]:
    """Count rows by level and group; without a recorded group in columns of their own, which stand last."""
    groups = len(grouping.all_levels)
    counted = np.bincount(codes * groups + grouping.all_codes, minlength=levels * groups)
    return counted.reshape(levels, groups)


def _has_share(summed: Sums, code: int, n: int | None, least: int) -> bool:
    return n is not None and summed.group.rows[code] >= least


def _reason(summed: Sums, code: int, n: int | None, least: int) -> str:
    """Say why a gap is not shown; empty where it is."""
    if n is None:
        return TOO_FEW
    if summed.group.rows[code] < least:
        return f"fewer than {least} records"
    if summed.rest.rows[code] < least:
        return f"fewer than {least} records of everyone else"
    clustered = [arm for arm in (summed.group, summed.rest) if np.isfinite(arm.freedom[code])]
    if any(arm.clusters[code] < MIN_SCORE_CLUSTERS for arm in clustered):
        return FEW_CLUSTERS
    return ""


def _pair(summed: Sums, code: int) -> Pairs:
    at = np.array([code])
    return Pairs(summed.group.take(at), summed.rest.take(at), summed.correlation[at])


def _key(level: str, group: str, grouping: Grouping) -> Key:
    """Name a comparison: of two groups the gap of the one is that of the other, and counts once."""
    others = tuple(other for other in grouping.levels if other != group)
    return frozenset({(level, group), (level, *others)})


def _filled(
    rows: Assessed, answers: list[OutcomeGap], pairs: list[Pairs], keys: list[Key], places: list[int]
) -> list[OutcomeGap]:
    if not pairs:
        return answers
    tail = (1 - rows.policy.confidence) / 2
    compared = compare(joined(pairs), worse=rows.fairness.worse, adjusted=False, tail=tail)
    rejected = holm(compared.p_zero, keys, rows.policy.alpha).rejected
    for index, place in enumerate(places):
        gap = Estimate(float(compared.difference[index]), float(compared.low[index]), float(compared.high[index]))
        answers[place] = replace(answers[place], gap=gap, shown=bool(rejected[index]))
    return answers
