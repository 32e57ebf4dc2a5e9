"""Counts of people by group, with bounds for those whose group is unknown."""

from __future__ import annotations

from peel_ml.cards.chart_content import Interval, IntervalChart
from peel_ml.cards.content import Block, Caution, Column, Figure, Heading, Paragraph, Section, Table
from peel_ml.cards.declared import Declaration
from peel_ml.cards.studies.panel.works import detail
from peel_ml.cards.words import few, number, percent, sentence
from peel_ml.results.estimate import Estimate
from peel_ml.results.studies.panel import CountedPeople
from peel_ml.results.studies.record import StudyRecord


def section(record: StudyRecord, declaration: Declaration) -> Section | None:
    """Return the section, or nothing where no people are counted."""
    counted = detail(record).people
    if not counted:
        return None
    blocks: list[Block] = []
    for one in counted:
        blocks += _told(one)
    return Section("people", "Who is counted, and who is unknown", tuple(blocks))


def _told(one: CountedPeople) -> list[Block]:
    made: list[Block] = [Heading(one.name)]
    if one.label:
        made.append(Caution(sentence(one.label), "Read with care."))
    made.append(
        Paragraph(
            f"{one.first} to {one.last}: {one.total:,} people. For {percent(one.unknown)} of them the group is "
            "unknown. "
            "Each range holds whatever groups the unknown belong to. It is not a range of chance."
            if one.unknown
            else f"{one.first} to {one.last}: {one.total:,} people, all of a known group."
        )
    )
    made.append(_rates(one) if any(group.ratio.value is not None for group in one.groups) else _shares(one))
    return made


def _bounds(value: Estimate, scale: str) -> str:
    if value.value is None or value.low is None or value.high is None:
        return value.reason or "not known"
    low, high = value.low, value.high
    if scale == "share":
        return f"{percent(low)} to {percent(high)}" if low != high else percent(low)
    return f"{number(low, 2)} to {number(high, 2)}" if low != high else number(low, 2)


def _answer(value: Estimate) -> str:
    if value.low is None or value.high is None:
        return "Cannot tell"
    if value.low > 1:
        return "Higher, wherever the unknown belong"
    return "Lower, wherever the unknown belong" if value.high < 1 else "Cannot tell"


def _table(one: CountedPeople) -> Table:
    rates = any(group.rate.value is not None for group in one.groups)
    columns = [Column("Group"), Column("Known", True), Column("Share of all", True)]
    if rates:
        columns += [Column("Per 1,000 residents a year", True), Column("Against everybody else", True)]
    return Table(
        f"{one.name}{': every way of placing the unknown' if one.unknown else ''}",
        tuple(columns),
        tuple(
            (
                group.group,
                few(group.people),
                _bounds(group.share, "share"),
                *((_bounds(group.rate, "number"), _bounds(group.ratio, "number")) if rates else ()),
            )
            for group in one.groups
        ),
    )


def _rates(one: CountedPeople) -> Figure:
    rows = tuple(
        Interval(
            group.group,
            group.ratio.value,
            group.ratio.low,
            group.ratio.high,
            "cannot_tell" if (word := _answer(group.ratio)) == "Cannot tell" else "shown",
            f"{_bounds(group.ratio, 'number')} times everybody else’s",
            word,
            strong=word != "Cannot tell",
        )
        for group in one.groups
    )
    told = sum(row.words != "Cannot tell" for row in rows)
    return Figure(
        f"f-people-{one.key}",
        f"For {told or 'none'} of {len(rows)} groups it can be told whether more or fewer are counted than of "
        "everybody else",
        "People counted per resident, against everybody else’s (1 is the same). The line is every way of placing the "
        "unknown; the dot, if the unknown are like the known.",
        " ".join(f"{row.label}: {row.text}. {row.words}." for row in rows),
        " ".join(f"{row.label}: {row.text}. {row.words}." for row in rows),
        IntervalChart(
            rows,
            "number",
            "Times everybody else’s rate",
            (("shown", "Higher or lower, wherever the unknown belong"), ("cannot_tell", "Cannot tell")),
            zero=True,
            centre=1.0,
        ),
        _table(one),
    )


def _shares(one: CountedPeople) -> Figure:
    rows = tuple(
        Interval(
            group.group, group.share.value, group.share.low, group.share.high, "other", _bounds(group.share, "share")
        )
        for group in one.groups
    )
    return Figure(
        f"f-people-{one.key}",
        f"{one.name}: shares, with every way of placing the unknown" if one.unknown else f"{one.name}: shares",
        f"Share of all people counted.{' The line is every way of placing the unknown.' if one.unknown else ''}",
        " ".join(f"{row.label}: {row.text}." for row in rows),
        " ".join(f"{row.label}: {row.text}." for row in rows),
        IntervalChart(
            rows, "per_hundred", "Per cent of all", (("other", "Share, with its bounds" if one.unknown else "Share"),)
        ),
        _table(one),
    )
