"""A group's difference to everyone else, plain, and beside it among rows alike in the declared controls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from peel_ml.disclosure import TOO_FEW
from peel_ml.errors import BadRequest, Problem
from peel_ml.fairness import sentences
from peel_ml.fairness.assessed import Assessed
from peel_ml.fairness.groups import Codes
from peel_ml.fairness.metrics import OBSERVED_MINUS_EXPECTED, OBSERVED_RATE, Flags
from peel_ml.fairness.statistics.comparison import joined
from peel_ml.fairness.statistics.correction import Key, holm
from peel_ml.fairness.within.plain import Differences, Plain, differences
from peel_ml.fairness.within.standardised import Alike, alike
from peel_ml.fairness.within.strata import Stratified, strata_of
from peel_ml.results.estimate import Estimate
from peel_ml.results.fairness import Tolerance
from peel_ml.results.within_groups import ConditionalRow

FEW_OTHERS = "too few others to compare with"
_NO_LIMIT = Tolerance("difference", 1.0, False, "")
"""Nothing here is judged."""
FEW_ALIKE = "too few are in strata that hold others to compare with"


def metrics_of(rows: Assessed) -> tuple[str, ...]:
    """Return the metrics that are compared among like: the primary one and the rate it starts from."""
    beside = OBSERVED_RATE if rows.decision is None else "selection_rate"
    return tuple(dict.fromkeys((rows.fairness.primary, beside)))


def controls_of(rows: Assessed) -> tuple[tuple[str, ...], ...]:
    """Return the sets of controls: all of them, and first those without the area, which is a caution of its own.

    Raises
    ------
    BadRequest
        A control is not one of the slices.
    """
    declared = tuple(dict.fromkeys(rows.fairness.controls))
    unknown = [name for name in declared if name not in rows.slices.columns]
    if unknown:
        raise BadRequest(
            "Like cannot be compared with like.",
            [
                Problem(
                    f"control {name!r} is not one of the slices",
                    f"Declare it under slices, or take it out of fairness.controls. "
                    f"The slices are: {', '.join(rows.slices.columns) or 'none'}.",
                )
                for name in unknown
            ],
        )
    without = tuple(name for name in declared if name != rows.area)
    return tuple(dict.fromkeys(names for names in (without, declared) if names))


def conditional_rows(rows: Assessed, plain: Sequence[Plain], hidden: Mapping[str, Flags]) -> tuple[ConditionalRow, ...]:
    """Return one row for every recorded group, metric and set of controls.

    Parameters
    ----------
    plain : sequence of Plain
        The uncontrolled comparisons, by grouping and metric.
    hidden : mapping
        For each grouping which groups' numbers are withheld.
    """
    built = [
        one
        for controls in controls_of(rows)
        for one in _built(rows, plain, hidden, controls, strata_of(rows.slices, controls))
    ]
    return tuple(_corrected(rows, built))


@dataclass(frozen=True)
class _Built:
    """A row before correction, and what its sentence needs."""

    row: ConditionalRow
    who: str
    n: int | None
    hidden_left_out: bool = False
    p_zero: float | None = None


def _built(
    rows: Assessed, plain: Sequence[Plain], hidden: Mapping[str, Flags], controls: tuple[str, ...], stratum: Codes
) -> Iterator[_Built]:
    for one in plain:
        found = _alike(rows, one, stratum)
        pairs = joined([like.pair for like in found.values()]) if found else None
        conditional = None if pairs is None else differences(rows, one.metric, np.array(list(found)), pairs)
        for code in range(len(one.grouping.levels)):
            n = None if hidden[one.grouping.name][code] else int(one.sums.group.rows[code])
            built = _Built(_uncontrolled(rows, one, code, controls), one.grouping.phrases[code], n)
            if conditional is None or code not in found:
                yield built
            else:
                yield _controlled(rows, built, found[code], conditional, list(found).index(code))


def _alike(rows: Assessed, plain: Plain, stratum: Codes) -> dict[int, Alike]:
    """Return by code the groups that have rows enough to be shown, on both sides, in the strata that are kept."""
    stratified = Stratified.of(plain.layout, stratum, plain.values, plain.sums.own.within)
    found = {}
    for code in plain.differences.codes.tolist():
        like = alike(stratified, code, rows.policy.publication.internal)
        if like is not None and min(like.rows, like.pair.b.rows[0]) >= rows.policy.reliability.shown:
            found[code] = like
    return found


def _uncontrolled(rows: Assessed, plain: Plain, code: int, controls: tuple[str, ...]) -> ConditionalRow:
    """Return the row with the plain difference, or with the reason why there is none."""
    compared = plain.differences.codes.tolist()
    if code in compared:
        first, second = plain.differences.estimate(compared.index(code)), _nothing(FEW_ALIKE)
    else:
        enough = plain.sums.group.rows[code] >= rows.policy.reliability.shown
        first = second = _nothing(FEW_OTHERS if enough else TOO_FEW)
    grouping = plain.grouping
    return ConditionalRow(
        grouping.name, grouping.levels[code], plain.metric, controls, first, second, 0, None, None, ""
    )


def _controlled(rows: Assessed, built: _Built, like: Alike, conditional: Differences, at: int) -> _Built:
    """Return the row with the difference among like."""
    secret = 0 < like.left_out < rows.policy.publication.internal
    estimate = conditional.estimate(at)
    row = replace(
        built.row,
        conditional=estimate,
        strata=like.strata,
        left_out=None if secret else like.left_out / (like.left_out + like.rows),
    )
    p_zero = None if estimate.reason else float(conditional.compared.p_zero[at])
    return replace(built, row=row, hidden_left_out=secret, p_zero=p_zero)


def _nothing(reason: str) -> Estimate:
    return Estimate(None, reason=reason)


def _corrected(rows: Assessed, built: Sequence[_Built]) -> Iterator[ConditionalRow]:
    """Give every row Holm's answer over all of them, and its sentence."""
    tested = [one for one in built if one.p_zero is not None]
    keys: list[Key] = [
        frozenset({(one.row.characteristic, one.row.group, one.row.metric, *one.row.controls)}) for one in tested
    ]
    corrected = holm(np.array([one.p_zero for one in tested]), keys, rows.policy.alpha)
    shown = dict(zip(map(id, tested), corrected.rejected.tolist(), strict=True))
    for one in built:
        row = replace(one.row, difference_shown=shown.get(id(one)))
        yield replace(row, sentence=_sentence(rows, one, row, corrected.family))


def _sentence(rows: Assessed, built: _Built, row: ConditionalRow, family: int) -> str:
    if row.plain.value is None:
        return sentences.withheld(built.who, str(row.plain.reason))
    words = sentences.Words(rows.unit, rows.positive_words, _NO_LIMIT)
    if row.plain.low is None or row.plain.high is None:
        return sentences.withheld(built.who, str(row.plain.reason))
    first = sentences.compared(words, row.metric, built.who, built.n, row.plain.value, row.plain.low, row.plain.high)
    alike_in = f"Among {rows.unit} alike in {_listed(row.controls)}"
    estimate = row.conditional
    if estimate.value is None or estimate.low is None or estimate.high is None:
        return f"{first} {alike_in}, the difference cannot be told: {estimate.reason}."
    less, more = ("less often", "more often") if row.metric == OBSERVED_MINUS_EXPECTED else ("lower", "higher")
    points = sentences.points(estimate.value)
    size = "no difference" if points == "0.0" else f"{points} points {more if estimate.value > 0 else less}"
    sure = f"95% interval {sentences.span(estimate.low, estimate.high, less, more)}"
    if row.difference_shown:
        answer = "a difference is shown"
    elif estimate.low <= 0 <= estimate.high:
        answer = "no difference is shown"
    else:
        answer = f"not shown to differ once {family:,} comparisons of this kind are allowed for"
    share = "a few" if built.hidden_left_out else f"{row.left_out:.1%}" if row.left_out else ""
    left = "less than 0.1%" if share == "0.0%" else share
    out = f" Left out, for want of enough others alike: {left} of this group’s {rows.unit}." if left else ""
    return f"{first} {alike_in}: {size} ({sure}); {answer}.{out}"


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
