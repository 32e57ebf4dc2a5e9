"""The alarms of the judged periods: by area, with no cause and no order."""

from __future__ import annotations

from peel_ml.cards.chart_content import Interval, Mark
from peel_ml.cards.chart_series import TimeChart
from peel_ml.cards.content import Block, Caution, Column, Figure, Fold, Paragraph, Section, Table
from peel_ml.cards.declared import Declaration
from peel_ml.cards.studies.changes.words import detail_of, month, series_name
from peel_ml.cards.words import count, counted, number, percent, points
from peel_ml.results.studies.changes import Alarm, ChangeDetail, Drawn, Moment
from peel_ml.results.studies.record import StudyRecord

_UNFOLDED = 12
"""Alarms up to which the table stands open."""


def sections(record: StudyRecord, declaration: Declaration) -> tuple[Section, ...]:
    """Return the section on what was seen."""
    detail = detail_of(record)
    span = f"{month(detail.judged[0])} to {month(detail.judged[1])}"
    blocks: list[Block] = [
        Caution(
            "A change was recorded, not its cause. More reports and more of what is reported look the same.",
            "Read this first.",
        ),
        Paragraph(_summed_up(detail, span)),
        *_listed(detail, span),
        *(_figure(place, one, detail) for place, one in enumerate(detail.drawn)),
    ]
    return (Section("alarms", "What was seen", tuple(blocks)),)


def _summed_up(detail: ChangeDetail, span: str) -> str:
    raised = sum(group.alarms for group in detail.by_series) or len(detail.alarms)
    expected = detail.expected_false
    by_chance = (
        f" If nothing had changed anywhere, about {number(expected.value, 0)} would be expected."
        if expected and expected.value is not None
        else ""
    )
    return (
        f"{counted(raised, 'series', 'series').capitalize()} of {detail.series} raised an alarm from {span}."
        f"{by_chance} {_together(detail)}"
    )


def _together(detail: ChangeDetail) -> str:
    rate = percent(detail.false_alarm_rate)
    if not detail.stand_together:
        return (
            "With so many series looked at, none of these alarms can be told from chance by itself: no list of them "
            f"could be kept to {rate} false ones."
        )
    one = detail.stand_together == 1
    return (
        f"{counted(detail.stand_together, 'alarm').capitalize()} {'stands' if one else 'stand'} also when all series "
        f"are looked at together: of such a list, no more than {rate} are expected to be false."
    )


def _listed(detail: ChangeDetail, span: str) -> list[Block]:
    if not detail.alarms:
        return [Paragraph("No alarm is listed here.")]
    several = any(one.series for one in detail.alarms)
    counts = detail.unit == "count"
    columns = [Column("Area"), *([Column("Series")] if several else []), Column("First alarm"), Column("Direction")]
    columns += [Column("Recorded", True), Column("Expected", True)] if counts else []
    columns.append(Column("Stands with others"))
    table = Table(
        f"Alarms from {span}, by area in alphabetical order"
        + ("; counts from the first judged period to the alarm" if counts else ""),
        tuple(columns),
        tuple(_cells(one, several, counts) for one in detail.alarms),
    )
    if len(detail.alarms) <= _UNFOLDED:
        return [table]
    return [Fold(f"All {len(detail.alarms)} alarms, by area in alphabetical order", (table,))]


def _cells(one: Alarm, several: bool, counts: bool) -> tuple[str, ...]:
    figures = (count(one.recorded), number(one.expected.value, 0) if one.expected.value is not None else "Withheld")
    return (
        one.area,
        *((one.series,) if several else ()),
        month(one.period),
        "Rise" if one.way == "rise" else "Fall",
        *(figures if counts else ()),
        "Yes" if one.stands else "No",
    )


def _figure(place: int, one: Drawn, detail: ChangeDetail) -> Figure:
    counts = detail.unit == "count"
    name = series_name(one.area, one.series)
    rows = tuple(_interval(moment) for moment in one.moments)
    first = next((moment for moment in one.moments if moment.beyond), None)
    seen = f"beyond the limits in {month(first.period)}" if first else "within the limits throughout"
    what = "as a share of what is expected" if counts else "as a difference from what is expected"
    return Figure(
        f"f-series-{place}",
        f"{name}: {seen}",
        f"What was recorded, {what}; later periods have more weight. The lines are the limits of a calm series.",
        f"{name} was picked by the alphabet among series with enough counts, not for how far it went. A dot outside "
        "its line is an alarm; the limits hold for all judged periods together.",
        f"{name}: "
        + "; ".join(f"{month(m.period)} {row.text}" for m, row in zip(one.moments, rows, strict=True))
        + ".",
        TimeChart(
            rows,
            "points",
            f"{name}: against expected, in {'per cent' if counts else 'points'}",
            (("shown", "Alarm"), ("not_shown", "No alarm")),
            whole=0.0,
            whole_words="As expected",
        ),
        Table(
            name,
            (
                Column("Period"),
                *([Column("Recorded", True)] if counts else []),
                Column("Against expected (limits)", True),
            ),
            tuple(
                (month(m.period), *((count(m.recorded),) if counts else ()), row.text)
                for m, row in zip(one.moments, rows, strict=True)
            ),
        ),
    )


def _interval(moment: Moment) -> Interval:
    one = moment.moved
    if one.value is None:
        return Interval(moment.period[:7], None, None, None, "not_shown", one.reason or "not known")
    text = f"{points(one.value)} ({points(one.low)} to {points(one.high)})"
    mark: Mark = "shown" if moment.beyond else "not_shown"
    return Interval(moment.period[:7], one.value, one.low, one.high, mark, text, strong=moment.beyond)
