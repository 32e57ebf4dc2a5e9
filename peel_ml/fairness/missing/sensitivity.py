"""Whether leaving out the records that lack something turns an answer around."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from peel_ml.disclosure import suppress_small
from peel_ml.fairness.groups import MISSING, Grouping
from peel_ml.fairness.metrics import OBSERVED_MINUS_EXPECTED, OBSERVED_RATE, Values
from peel_ml.fairness.policy import Policy
from peel_ml.fairness.statistics.clusters import Codes, Layout, correlation_with, sums
from peel_ml.fairness.statistics.comparison import Compared, Pairs, compare
from peel_ml.fairness.statistics.correction import holm
from peel_ml.fairness.statistics.intervals import Floats
from peel_ml.results.fairness import MissingSensitivity


def sensitivity(
    y: np.typing.NDArray[np.int8],
    expected: Floats | None,
    clusters: Codes,
    groupings: Sequence[Grouping],
    policy: Policy,
    weights: Codes | None = None,
) -> tuple[MissingSensitivity, ...]:
    """Compare every group twice: among people with this measure recorded, and with all measures recorded.

    Groups are compared with everyone else and with the declared reference, or with the largest group where
    none is declared, on the observed rate and, where something is expected, on observed minus expected.

    Returns
    -------
    tuple of MissingSensitivity
        Empty where every measure is recorded for the same people.
    """
    single = [grouping for grouping in groupings if grouping.parts.shape[1] == 1]
    if not single:
        return ()
    recorded = np.stack([grouping.codes != MISSING for grouping in single]).all(axis=0)
    found: list[_Twice] = []
    for grouping in single:
        if not ((grouping.codes != MISSING) & ~recorded).any():
            continue
        complete = np.where(recorded, grouping.codes, MISSING)
        sizes, whole = (_sizes(codes, len(grouping.levels), weights) for codes in (grouping.codes, complete))
        numbers = _shown(grouping, sizes, whole, weights, policy)
        reference = int(sizes.argmax()) if grouping.reference is None else grouping.reference
        layouts = [Layout.of(codes, len(grouping.levels), clusters, weights) for codes in (grouping.codes, complete)]
        none = np.zeros(len(y))
        for metric, due in ((OBSERVED_RATE, none), (OBSERVED_MINUS_EXPECTED, expected)):
            if due is None:
                continue
            values = Values(y.astype(np.float64), due, np.ones(len(y), dtype=bool))
            for against, codes, both in _pairs(layouts, values, reference, policy.reliability.shown):
                made = [compare(one, worse="higher", adjusted=False, tail=(1 - policy.confidence) / 2) for one in both]
                name = None if against is None else grouping.levels[against]
                found += [
                    _Twice(
                        grouping.name, grouping.levels[code], name, metric, both, (made[0], made[1]), at, numbers[code]
                    )
                    for at, code in enumerate(codes.tolist())
                ]
    return _corrected(found, policy)


@dataclass(frozen=True)
class _Twice:
    """One comparison under both treatments."""

    characteristic: str
    group: str
    against: str | None
    metric: str
    pairs: tuple[Pairs, Pairs]
    compared: tuple[Compared, Compared]
    at: int
    numbers: tuple[int | None, int | None]


def _sizes(codes: Codes, groups: int, weights: Codes | None) -> Codes:
    known = codes != MISSING
    found: Codes = np.bincount(codes[known], None if weights is None else weights[known], minlength=groups)
    return found.astype(np.int64)


def _shown(
    grouping: Grouping, sizes: Codes, complete: Codes, weights: Codes | None, policy: Policy
) -> list[tuple[int | None, int | None]]:
    """Return the two numbers of people in every group; ``None`` where one is withheld.

    A group's number is withheld where its row withholds it. The second number is withheld as well where those
    whom it leaves out are too few.
    """
    minimum = policy.publication.internal
    everybody = _sizes(grouping.all_codes, len(grouping.all_levels), weights)
    alone, among = (suppress_small(one.tolist(), minimum) for one in (sizes, everybody))
    found: list[tuple[int | None, int | None]] = []
    for code, (n, fully) in enumerate(zip(sizes.tolist(), complete.tolist(), strict=True)):
        hidden = alone[code] is None or among[code] is None
        few = fully < minimum or 0 < n - fully < minimum
        found.append((None if hidden else n, None if hidden or few else fully))
    return found


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


def _corrected(found: list[_Twice], policy: Policy) -> tuple[MissingSensitivity, ...]:
    p_values = np.array([float(one.p_zero[row.at]) for row in found for one in row.compared])
    keys = [frozenset({(str(number),)}) for number in range(len(p_values))]
    shown = holm(p_values, keys, policy.alpha).rejected.reshape(-1, 2)
    return tuple(_row(one, bool(first), bool(second)) for one, (first, second) in zip(found, shown, strict=True))


def _row(one: _Twice, shown: bool, complete_shown: bool) -> MissingSensitivity:
    (first, second), (pairs, fully), at = one.compared, one.pairs, one.at
    return MissingSensitivity(
        one.characteristic,
        one.group,
        one.against,
        one.metric,
        float(first.difference[at]),
        float(first.low[at]),
        float(first.high[at]),
        shown,
        float(second.difference[at]),
        float(second.low[at]),
        float(second.high[at]),
        complete_shown,
        *one.numbers,
        float(pairs.a.observed[at]),
        float(pairs.b.observed[at]),
        float(fully.a.observed[at]),
        float(fully.b.observed[at]),
    )
