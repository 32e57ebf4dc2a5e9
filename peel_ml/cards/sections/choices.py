"""What other cut-offs and other capacities would give, beside what is done today; only where something is decided."""

from __future__ import annotations

from peel_ml.cards.chart_series import Curve, CurveChart, CurvePoint
from peel_ml.cards.content import Block, Column, Figure, Table
from peel_ml.cards.declared import Declaration
from peel_ml.cards.names import candidate_in_sentence, candidate_name
from peel_ml.cards.sections.facts import period_name
from peel_ml.cards.words import count, few, number, per_hundred, plain, points, sentence, spread, units
from peel_ml.results.estimate import Estimate
from peel_ml.results.record import RunRecord
from peel_ml.results.scores import OperatingPoint

TODAY = candidate_name("previous_process")
_SAME = 0.005
"""Shares closer together than this are as many."""


def blocks(record: RunRecord, declaration: Declaration) -> list[Block]:
    """Return the curves of the operating point that were measured; none where nothing is decided."""
    point = record.scores.operating_point
    if point is None:
        return []
    made = (
        _capacity(point, record, declaration),
        _thresholds(point, record, declaration),
        _benefit(point, record, declaration),
    )
    return [figure for figure in made if figure is not None]


def _line(found: tuple[tuple[float, Estimate], ...]) -> tuple[CurvePoint, ...]:
    pairs = sorted(found, key=lambda pair: pair[0])
    return tuple(CurvePoint(x, one.value, one.low, one.high) for x, one in pairs if one.value is not None)


def _cell(one: Estimate | None) -> str:
    if one is None:
        return "Not measured"
    if one.value is None:
        return sentence(plain(one.reason or "not measured"))
    return points(one.value, sign=False) + ("" if one.low is None else f" ({spread(one.low, one.high)})")


def _capacity(point: OperatingPoint, record: RunRecord, declaration: Declaration) -> Figure | None:
    ours, today = _line(point.capture_at_capacity), _line(point.today_at_capacity)
    if not ours:
        return None
    noun, chosen = units(declaration), point.flagged_share.value
    nearest = min(ours, key=lambda one: abs(one.x - (chosen if chosen is not None else 0.0)))
    beside = next((one for one in today if abs(one.x - nearest.x) < 1e-9), None)
    looking = f"Looking at {per_hundred(nearest.x)} {noun}"
    headline = f"{looking}, the model finds {per_hundred(nearest.y)} of those with the outcome"
    headline += f"; {candidate_in_sentence('previous_process')} finds {number(100 * beside.y, 0)}" if beside else ""
    said = [
        f"{looking}, the model finds {_sure(nearest, record)}",
        f"{candidate_in_sentence('previous_process')} finds {_sure(beside, record)}"
        if beside
        else "no method of today was measured that puts cases in an order",
    ]
    end = max(one.x for one in (*ours, *today))
    mine, theirs = dict(point.capture_at_capacity), dict(point.today_at_capacity)
    return Figure(
        "f-capacity",
        headline,
        f"Across: how many of 100 {noun} are looked at, the highest scores first. Up: how many of those with the "
        f"outcome are among them. {count(record.scores.rows)} rows of the {period_name(record)}, 95% ranges.",
        sentence("; ".join(said)),
        " ".join(f"Looking at {per_hundred(one.x)}: {per_hundred(one.y)} found." for one in ours),
        CurveChart(
            (
                Curve("This model", ours, "solid"),
                *([Curve(TODAY, today, "dashed")] if today else []),
                Curve("Picked by chance", (CurvePoint(0.0, 0.0), CurvePoint(end, end)), "thin"),
            ),
            "Looked at",
            "Found, of those with the outcome",
            chosen,
            "" if chosen is None else f"Chosen: {per_hundred(chosen)}",
        ),
        Table(
            "Found when so many are looked at, in 100 (95% range)",
            (Column("Looked at, in 100"), Column("This model", True), *([Column(TODAY, True)] if today else [])),
            tuple(
                (number(100 * x, 0), _cell(mine.get(x)), *([_cell(theirs.get(x))] if today else []))
                for x in sorted({*mine, *theirs})
            ),
        ),
    )


def _sure(one: CurvePoint, record: RunRecord) -> str:
    sure = f"{count(record.scores.rows)} rows"
    if one.low is not None and one.high is not None:
        sure = f"95% range: {spread(one.low, one.high, digits=0)}; {sure}"
    return f"{per_hundred(one.y)} of those with the outcome ({sure})"


def _thresholds(point: OperatingPoint, record: RunRecord, declaration: Declaration) -> Figure | None:
    found = sorted(point.thresholds, key=lambda one: one.threshold)
    if len(found) < 2:
        return None
    noun, flagged, right = units(declaration), point.flagged_share.value, point.precision.value
    columns = ("Found, of those with the outcome", "Right, of those flagged", "Flagged, of all")
    found_ = tuple(CurvePoint(one.threshold, one.recall) for one in found if one.recall is not None)
    right_ = tuple(CurvePoint(one.threshold, one.precision) for one in found if one.precision is not None)
    flagged_ = tuple(CurvePoint(one.threshold, one.flagged_share) for one in found)
    some = found[:: max(1, len(found) // 5)]
    as_many = _as_many(point)
    today = () if as_many is None else (CurvePoint(point.threshold, as_many.y, as_many.low, as_many.high),)
    return Figure(
        "f-thresholds",
        f"At the chosen cut-off, {per_hundred(flagged)} {noun} are flagged and {per_hundred(right)} of these are right",
        f"What each cut-off would give on {count(record.scores.rows)} rows of the {period_name(record)}. Those with a "
        "score at or above the cut-off are flagged.",
        f"A higher cut-off flags fewer {noun} and misses more. The chosen one is {per_hundred(point.threshold)}: it "
        f"flags {_part(point.flagged_share)}, {_part(point.precision)} of these rightly, and finds "
        f"{_part(point.recall)} of those with the outcome ({count(record.scores.rows)} rows)."
        + (
            ""
            if as_many is None
            else f" Looking at as many, {candidate_in_sentence('previous_process')} finds {_sure(as_many, record)}."
        ),
        " ".join(f"Cut-off {per_hundred(one.threshold)}: {per_hundred(one.flagged_share)} flagged." for one in some),
        CurveChart(
            (
                Curve(columns[0], found_, "solid"),
                Curve(columns[1], right_, "dashed"),
                Curve(columns[2], flagged_, "thin"),
                *([Curve(f"Found by {candidate_in_sentence('previous_process')}", today, "dashed")] if today else []),
            ),
            "Cut-off",
            "Share",
            point.threshold,
            f"Chosen: {per_hundred(point.threshold)}",
        ),
        Table(
            "What each cut-off would give, in 100",
            (Column("Cut-off"), *(Column(name, True) for name in columns)),
            tuple(
                (
                    number(100 * one.threshold, 1),
                    _share(one.recall),
                    _share(one.precision),
                    points(one.flagged_share, sign=False),
                )
                for one in found
            )
            + (() if as_many is None else ((f"{TODAY}, as many", _share(as_many.y), "–", _share(as_many.x)),)),
        ),
    )


def _as_many(point: OperatingPoint) -> CurvePoint | None:
    """Return what is done today where it looks at as many as the model flags; none where that was not measured."""
    chosen = point.flagged_share.value
    near = [one for one in _line(point.today_at_capacity) if chosen is not None and abs(one.x - chosen) < _SAME]
    return near[0] if near else None


def _share(value: float | None) -> str:
    return few(None) if value is None else points(value, sign=False)


def _part(one: Estimate) -> str:
    if one.value is None:
        return plain(one.reason or "not measured")
    return per_hundred(one.value) + ("" if one.low is None else f" (95% range: {spread(one.low, one.high, digits=0)})")


def _benefit(point: OperatingPoint, record: RunRecord, declaration: Declaration) -> Figure | None:
    found = sorted(point.net_benefit)
    if len(found) < 2:
        return None
    noun = units(declaration)
    nearest = min(found, key=lambda one: abs(one[0] - point.threshold))
    _, ours, everybody = nearest
    best = "more than" if ours > max(everybody, 0.0) else "no more than"
    return Figure(
        "f-benefit",
        f"At the chosen cut-off the model gains {best} flagging everybody or nobody",
        f"Gain in every 100 {noun}: those rightly flagged, less those needlessly flagged, where the cut-off says how "
        f"many needless ones weigh as much as one right one (Vickers and Elkin 2006). {count(record.scores.rows)} rows "
        f"of the {period_name(record)}; no ranges were measured.",
        f"At the cut-off nearest the chosen one, {per_hundred(nearest[0])}, the model gains {number(100 * ours, 1)} in "
        f"every 100 {noun}; flagging everybody gains {number(100 * everybody, 1)}; flagging nobody gains 0.",
        " ".join(
            f"Cut-off {per_hundred(x)}: {number(100 * a, 1)}; everybody {number(100 * b, 1)}."
            for x, a, b in found[:: max(1, len(found) // 5)]
        ),
        CurveChart(
            (
                Curve("This model", tuple(CurvePoint(x, a) for x, a, _ in found), "solid"),
                Curve("Flag everybody", _floor(found), "dashed"),
            ),
            "Cut-off",
            "Gain (flagging nobody gains 0)",
            point.threshold,
            f"Chosen: {per_hundred(point.threshold)}",
        ),
        Table(
            f"Gain in every 100 {noun}",
            (Column("Cut-off, in 100"), Column("This model", True), Column("Flag everybody", True)),
            tuple((number(100 * x, 1), number(100 * a, 1), number(100 * b, 1)) for x, a, b in found),
        ),
    )


def _floor(found: list[tuple[float, float, float]]) -> tuple[CurvePoint, ...]:
    """Leave out where flagging everybody loses more than the model could ever gain: it would squeeze all else."""
    most = max(a for _, a, _ in found)
    return tuple(CurvePoint(x, b) for x, _, b in found if b >= -max(most, 0.01))
