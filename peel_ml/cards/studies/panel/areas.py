"""How sure each area's figure is. Areas stand in alphabetical order, with ranges; an order by value is never given."""

from __future__ import annotations

from peel_ml.cards.chart_content import Interval, IntervalChart
from peel_ml.cards.content import Block, Caution, Column, Figure, Paragraph, Section, Table
from peel_ml.cards.declared import Declaration
from peel_ml.cards.studies.panel.works import detail
from peel_ml.cards.words import counted, few, number, percent, sentence
from peel_ml.results.studies.panel import AreaValue, PanelDetail, RankStability
from peel_ml.results.studies.record import StudyRecord

NO_ORDER = (
    "Areas stand in alphabetical order. No area is first or last: many differences between two areas are "
    "no larger than "
    "chance makes them."
)


def section(record: StudyRecord, declaration: Declaration) -> Section | None:
    """Return the section, or nothing where no area has a value."""
    one = detail(record)
    if not one.areas:
        return None
    blocks: list[Block] = [Caution(NO_ORDER, "No league table."), Paragraph(basis(one))]
    if one.ranks is not None:
        blocks.append(Paragraph(order(one.ranks)))
    blocks.append(_figure(one, declaration))
    return Section("areas", "How sure each area’s figure is", tuple(blocks))


def basis(one: PanelDetail) -> str:
    """Return what the ranges rest on."""
    if one.sample == "published":
        wider = (
            f" and on how much figures vary from period to period beyond chance ({number(one.design_effect, 1)} times)"
            if one.design_effect > 1.05
            else ""
        )
        return f"The ranges rest on the published number each figure is a share of{wider}."
    if one.sample == "assumed":
        return f"The ranges rest on an assumption. {sentence(one.sample_basis or '')}"
    return "How many people each figure rests on is not known, so that no range can be given."


def order(ranks: RankStability) -> str:
    """Return whether areas could be put in an order."""
    if ranks.pairs_told is None or ranks.moved is None or ranks.places is None:
        return f"Whether areas could be put in an order cannot be told: {ranks.reason}."
    return (
        f"In a new sample of the same size, {percent(ranks.moved, 0)} of the areas would stand on another "
        "place. Half of "
        f"the areas could stand on any of {number(ranks.places, 0)} places or more. For {percent(ranks.pairs_told, 0)} "
        "of the pairs of areas it can be told which figure is higher; for the others it cannot."
    )


def _text(area: AreaValue, digits: int) -> str:
    value = area.value
    if value.value is None:
        return value.reason or "no value"
    if value.low is None or value.high is None:
        return f"{percent(value.value, digits)} (no range: {value.reason})"
    return f"{percent(value.value, digits)} ({percent(value.low, digits)} to {percent(value.high, digits)})"


def _figure(one: PanelDetail, declaration: Declaration) -> Figure:
    # A figure that rests on a few hundred answers has no tenths.
    digits = 1 if one.sample == "published" else 0
    rows = tuple(
        Interval(area.area, area.value.value, area.value.low, area.value.high, "other", _text(area, digits))
        for area in one.areas
    )
    known = one.sample == "published"
    words = declaration.text("task.target.words") or "the measure"
    told = one.ranks.pairs_told if one.ranks is not None else None
    headline = (
        f"Only {percent(told, 0)} of the pairs of areas can be told apart"
        if told is not None and told < 0.95
        else f"{counted(len(rows), 'area')}, each with its range"
    )
    return Figure(
        "f-areas",
        headline,
        f"{sentence(words)} {sentence(one.latest)} 95% ranges, alphabetical order.",
        "Most ranges overlap. Where two of them overlap widely, it is not known which area’s figure is higher."
        if told is None or told < 0.95
        else "Each line is the range within which an area’s figure lies, as far as chance goes.",
        " ".join(f"{row.label}: {row.text}." for row in rows),
        IntervalChart(rows, "per_hundred", "Per cent", (("other", "Figure, with 95% range"),)),
        Table(
            "Areas in alphabetical order",
            (Column("Area"), Column("Figure (95% range)", True), *((Column("Rests on", True),) if known else ())),
            tuple((area.area, _text(area, digits), *((few(area.people),) if known else ())) for area in one.areas),
        ),
    )
