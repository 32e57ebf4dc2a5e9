"""Whether leaving out the records that lack something turns an answer around."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from peel_ml.fairness.groups import MISSING, Grouping
from peel_ml.fairness.metrics import OBSERVED_MINUS_EXPECTED, OBSERVED_RATE, Values
from peel_ml.fairness.policy import Policy
from peel_ml.fairness.statistics.clusters import Codes, Layout, correlation_with, sums
from peel_ml.fairness.statistics.comparison import Compared, Pairs, compare
from peel_ml.fairness.statistics.correction import holm
from peel_ml.fairness.statistics.intervals import Floats
from peel_ml.results.fairness import MissingSensitivity


def sensitivity(
    y: np.typing.NDArray[np.int8], expected: Floats, clusters: Codes, groupings: Sequence[Grouping], policy: Policy
) -> tuple[MissingSensitivity, ...]:
    """Compare every group twice: among people with this measure recorded, and with all measures recorded.

    Groups are compared with everyone else and with the declared reference, or with the largest group where
    none is declared, on the observed rate and on observed minus expected.

    Returns
    -------
    tuple of MissingSensitivity
        Empty where every measure is recorded for the same people.
    """
    single = [grouping for grouping in groupings if grouping.parts.shape[1] == 1]
    if not single:
        return ()
    recorded = np.stack([grouping.codes != MISSING for grouping in single]).all(axis=0)
    found: list[tuple[str, str, str | None, str, Compared, Compared, int]] = []
    for grouping in single:
        if not ((grouping.codes != MISSING) & ~recorded).any():
            continue
        complete = np.where(recorded, grouping.codes, MISSING)
        sizes = np.bincount(grouping.codes[grouping.codes != MISSING], minlength=len(grouping.levels))
        reference = int(sizes.argmax()) if grouping.reference is None else grouping.reference
        layouts = [Layout.of(codes, len(grouping.levels), clusters) for codes in (grouping.codes, complete)]
        for metric in (OBSERVED_RATE, OBSERVED_MINUS_EXPECTED):
            due = expected if metric == OBSERVED_MINUS_EXPECTED else np.zeros(len(y))
            values = Values(y.astype(np.float64), due, np.ones(len(y), dtype=bool))
            for against, codes, both in _pairs(layouts, values, reference, policy.reliability.shown):
                first, second = (
                    compare(one, worse="higher", adjusted=False, tail=(1 - policy.confidence) / 2) for one in both
                )
                name = None if against is None else grouping.levels[against]
                found += [
                    (grouping.name, grouping.levels[code], name, metric, first, second, at)
                    for at, code in enumerate(codes)
                ]
    return _corrected(found, policy)


def _pairs(
    layouts: list[Layout], values: Values, reference: int, fewest: int
) -> Iterator[tuple[int | None, Codes, tuple[Pairs, Pairs]]]:
    found = [sums(layout, values) for layout in layouts]
    enough = np.all([(one.group.rows >= fewest) & (one.rest.rows >= fewest) for one in found], axis=0)
    codes = np.flatnonzero(enough)
    if len(codes):
        first, second = (Pairs(one.group.take(codes), one.rest.take(codes), one.correlation[codes]) for one in found)
        yield None, codes, (first, second)
    others = codes[codes != reference]
    if enough[reference] and len(others):
        at = np.full(len(others), reference)
        first, second = (
            Pairs(one.group.take(others), one.group.take(at), correlation_with(layout, one, reference)[others])
            for one, layout in zip(found, layouts, strict=True)
        )
        yield reference, others, (first, second)


def _corrected(
    found: list[tuple[str, str, str | None, str, Compared, Compared, int]], policy: Policy
) -> tuple[MissingSensitivity, ...]:
    p_values = np.array([float(one.p_zero[row[-1]]) for row in found for one in row[4:6]])
    keys = [frozenset({(str(number),)}) for number in range(len(p_values))]
    shown = holm(p_values, keys, policy.alpha).rejected.reshape(-1, 2)
    return tuple(
        MissingSensitivity(
            name,
            group,
            against,
            metric,
            float(first.difference[at]),
            float(first.low[at]),
            float(first.high[at]),
            bool(pair[0]),
            float(second.difference[at]),
            float(second.low[at]),
            float(second.high[at]),
            bool(pair[1]),
        )
        for (name, group, against, metric, first, second, at), pair in zip(found, shown, strict=True)
    )
