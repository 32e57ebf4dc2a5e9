"""What lies behind one figure a group: calibration, curves, like with like, errors in the label, planning, reasons."""

from __future__ import annotations

from dataclasses import replace

from peel_ml.disclosure.counts import Who
from peel_ml.disclosure.hidden import Tally
from peel_ml.disclosure.parts.verdicts import Groups
from peel_ml.disclosure.rounding import coarse, nice, people, step, to_step
from peel_ml.disclosure.text import rounded_points, without_brackets
from peel_ml.results.estimate import Estimate
from peel_ml.results.explanation import Explanation, FeatureEffect, GroupContrast
from peel_ml.results.label_bias import LabelBiasRow
from peel_ml.results.planning import PlannedGroup
from peel_ml.results.record import RunRecord
from peel_ml.results.within_groups import ConditionalRow, CurvePoint, ErrorCurve, GroupCalibration, PooledRow

_COEFFICIENT = 0.05


def show_calibration(record: RunRecord, tally: Tally) -> RunRecord:
    """Return the record with the calibration of groups as the view may show it."""
    if record.within_groups is None:
        return record
    groups, view = Groups(record.fairness), tally.hidden.view

    def shown(one: GroupCalibration) -> GroupCalibration:
        who = groups.who(one.characteristic, one.group)
        hidden = tally.hidden.count(who)
        if not tally.figure(one.slope.value, who, "ones") or hidden:
            n = None if hidden else people(one.n, view)
            gone = Estimate(None, reason=tally.hidden.reason(who))
            return replace(one, n=n, slope=gone, intercept=gone, points=(), sentence="")
        few = any(point.n is None or _few(point.n, point.observed, view.minimum) for point in one.points)
        points = () if few else one.points
        if view.base == 1:
            return replace(one, points=points)
        return replace(
            one,
            n=people(one.n, view),
            slope=coarse(one.slope, _COEFFICIENT),
            intercept=coarse(one.intercept, _COEFFICIENT),
            points=tuple(
                replace(
                    point,
                    n=people(point.n, view),
                    expected=to_step(point.expected, step(point.n, view)) or 0.0,
                    observed=to_step(point.observed, step(point.n, view)) or 0.0,
                )
                for point in points
            ),
            sentence=without_brackets(one.sentence),
        )

    within = replace(record.within_groups, calibration=tuple(map(shown, record.within_groups.calibration)))
    return replace(record, within_groups=within)


def _few(n: int, share: float, minimum: int) -> bool:
    return min(round(n * share), n - round(n * share)) < minimum


def show_curves(record: RunRecord, tally: Tally) -> RunRecord:
    """Return the record with error curves as the view may show them.

    Between two thresholds a curve moves by single people. So its rates stand on steps of the smallest count shown.
    """
    if record.within_groups is None:
        return record
    groups, minimum = Groups(record.fairness), tally.hidden.view.minimum

    def shown(one: ErrorCurve) -> ErrorCurve:
        who = groups.who(one.characteristic, one.group)
        sizes = [tally.hidden.values.get((who, what)) for what in ("n", "zeros", "ones")]
        if not tally.figure(one.points or None, who, "ones") or None in sizes or tally.hidden.count(who):
            return replace(one, points=())
        steps = [min(1.0, nice(minimum / size)) if size else 1.0 for size in sizes]

        def at(point: CurvePoint) -> CurvePoint:
            rates = (point.selection_rate, point.false_positive_rate, point.false_negative_rate)
            selected, wrongly, missed = (to_step(rate, size) for rate, size in zip(rates, steps, strict=True))
            return replace(point, selection_rate=selected, false_positive_rate=wrongly, false_negative_rate=missed)

        return replace(one, points=tuple(map(at, one.points)))

    within = replace(record.within_groups, curves=tuple(map(shown, record.within_groups.curves)))
    return replace(record, within_groups=within)


def show_conditional(record: RunRecord, tally: Tally) -> RunRecord:
    """Return the record with comparisons of like with like, and pooled ones, as the view may show them."""
    if record.within_groups is None:
        return record
    groups, view = Groups(record.fairness), tally.hidden.view

    def shown(row: ConditionalRow) -> ConditionalRow:
        who = groups.who(row.characteristic, row.group)
        if not tally.figure(row.plain.value, who, "ones"):
            gone = Estimate(None, reason=tally.hidden.reason(who))
            return replace(row, plain=gone, conditional=gone, left_out=None, sentence="")
        n = tally.hidden.values.get((who, "n"))
        left_out = row.left_out
        if left_out and (n is None or round(left_out * n) < view.minimum):
            left_out = None
        size = step(n, view)
        if not size:
            return replace(row, left_out=left_out)
        return replace(
            row,
            plain=coarse(row.plain, size),
            conditional=coarse(row.conditional, size),
            left_out=to_step(left_out, max(size, 0.01)),
            sentence=tally.hidden.said(rounded_points(row.sentence, size)),
        )

    def pooled(row: PooledRow) -> PooledRow | None:
        who = groups.who(row.characteristic, row.group)
        if not tally.figure(row.raw, who, "ones"):
            return None
        size = step(tally.hidden.values.get((who, "n")), view)
        one = coarse(Estimate(row.pooled, row.low, row.high), size)
        return replace(
            row, raw=to_step(row.raw, size) or 0.0, pooled=one.value or 0.0, low=one.low or 0.0, high=one.high or 0.0
        )

    within = record.within_groups
    kept = tuple(found for row in within.pooled if (found := pooled(row)) is not None)
    return replace(
        record, within_groups=replace(within, conditional=tuple(map(shown, within.conditional)), pooled=kept)
    )


def show_label_bias(record: RunRecord, tally: Tally) -> RunRecord:
    """Return the record without the curves of withheld groups: without any error they are the difference itself."""
    if record.label_bias is None:
        return record
    groups, view = Groups(record.fairness), tally.hidden.view

    def shown(row: LabelBiasRow) -> LabelBiasRow | None:
        who = groups.who(row.characteristic, row.group)
        if not tally.figure(row.points or None, who, "ones"):
            return None
        size = step(tally.hidden.values.get((who, "n")), view)
        points = []
        for point in row.points:
            one = coarse(Estimate(point.difference, point.low, point.high), size)
            points.append(replace(point, difference=one.value or 0.0, low=one.low or 0.0, high=one.high or 0.0))
        return replace(row, points=tuple(points))

    kept = tuple(found for row in record.label_bias.rows if (found := shown(row)) is not None)
    return replace(record, label_bias=replace(record.label_bias, rows=kept))


def show_planning(record: RunRecord, tally: Tally) -> RunRecord:
    """Return the record with what groups of these sizes could show."""
    if record.planning is None:
        return record
    groups, view = Groups(record.fairness), tally.hidden.view

    def shown(one: PlannedGroup) -> PlannedGroup:
        who = groups.who(one.characteristic, one.group)
        if not tally.figure(one.n, who):
            return replace(one, n=None, denominator=None, detectable=None, chance_within=None)
        if view.base == 1:
            return one
        return replace(
            one,
            n=people(one.n, view),
            denominator=people(one.denominator, view),
            detectable=to_step(one.detectable, 0.01),
            chance_within=to_step(one.chance_within, 0.05),
        )

    return replace(record, planning=replace(record.planning, groups=tuple(map(shown, record.planning.groups))))


def show_reasons(record: RunRecord, tally: Tally) -> RunRecord:
    """Return the record with what the score goes by: never a mean over few people."""
    view, groups = tally.hidden.view, Groups(record.fairness)

    def effect(one: FeatureEffect) -> FeatureEffect:
        kept = []
        for part in one.bins:
            few = part.n < max(view.minimum, 10)
            tally.plain(small=few, rounded=view.base > 1)
            if not few:
                kept.append(
                    replace(
                        part, n=people(part.n, view) or 0, mean_contribution=_digits(part.mean_contribution, view.base)
                    )
                )
        return replace(one, bins=tuple(kept))

    def contrast(one: GroupContrast) -> bool:
        who: Who = groups.who(one.characteristic, one.group)
        few = one.n < view.minimum or tally.hidden.count(who)
        tally.plain(small=few, rounded=view.base > 1)
        return not few

    found: Explanation = record.explanation
    contrasts = tuple(filter(contrast, found.contrasts))
    if view.base > 1:
        contrasts = tuple(replace(one, n=people(one.n, view) or 0) for one in contrasts)
    return replace(record, explanation=replace(found, features=tuple(map(effect, found.features)), contrasts=contrasts))


def _digits(value: float, base: int) -> float:
    return value if base == 1 else round(value, 3)
