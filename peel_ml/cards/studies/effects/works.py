"""The effect by method."""

from __future__ import annotations

from peel_ml.cards.chart_content import Interval, IntervalChart
from peel_ml.cards.content import Block, Column, Figure, Paragraph, Table
from peel_ml.cards.declared import Declaration
from peel_ml.cards.studies.effects.found import target_words
from peel_ml.cards.studies.effects.words import METHODS, axis, detail, drawn, ranged, shown, unit_of
from peel_ml.cards.words import counted, sentence
from peel_ml.results.studies.effects import MethodEffect
from peel_ml.results.studies.record import StudyRecord


def blocks(record: StudyRecord, declaration: Declaration) -> list[Block]:
    """Return the question, the chart of methods and further outcomes."""
    one = detail(record)
    made: list[Block] = [Paragraph(f"What is estimated: {sentence(one.estimand)}"), _methods(record, declaration)]
    if one.further:
        made.append(_further(record))
        made += [Paragraph(f"{sentence(each.words)} {sentence(each.why)}") for each in one.further]
    return made


def _rows(record: StudyRecord) -> list[tuple[str, MethodEffect, bool]]:
    one = detail(record)
    rows = [(METHODS.get(each.method, each.method), each, place == 0) for place, each in enumerate(one.methods)]
    if one.replication is not None:
        rows.append(("Main method on the held-out period alone", one.replication, False))
    return rows


def _methods(record: StudyRecord, declaration: Declaration) -> Figure:
    one, unit = detail(record), unit_of(record)
    rows = _rows(record)
    intervals = tuple(
        Interval(
            label,
            drawn(each.effect.value, unit),
            drawn(each.effect.low, unit),
            drawn(each.effect.high, unit),
            "model" if main else "other",
            ranged(each.effect, unit),
            strong=main,
        )
        for label, each, main in rows
    )
    least = one.smallest_effect
    agree = sum(_meets(one.methods[0], each) for each in one.methods[1:])
    headline = (
        f"The ranges of {agree} of {counted(len(one.methods) - 1, 'further method')} overlap that of the main one"
        if len(one.methods) > 1
        else "One method fits this treatment"
    )
    return Figure(
        "f-methods",
        headline,
        f"Effect of {one.step_words} on {target_words(declaration)}. {one.methods[0].rows:,} rows of "
        f"{one.methods[0].areas} areas, {one.first} to {one.last}; 95% ranges.",
        "The methods assume different things, as the technical annex says. The main one was fixed beforehand by the "
        "kind of treatment.",
        " ".join(f"{row.label}: {row.text}." for row in intervals),
        IntervalChart(
            intervals,
            "signed" if unit == "number" else "points",
            axis(unit),
            (("model", "Main method"), ("other", "Further methods")),
            band=drawn(least, unit),
            band_words="" if least is None else f"Too small to matter (under {shown(least, unit, sign=False)})",
            zero=True,
            below="Lower",
            above="Higher",
        ),
        Table(
            "Effect by method",
            (
                Column("Method"),
                Column("Effect (95% range)", True),
                Column("Rows", True),
                Column("Groups of areas", True),
            ),
            tuple((label, ranged(each.effect, unit), f"{each.rows:,}", str(each.clusters)) for label, each, _ in rows),
        ),
    )


def _meets(main: MethodEffect, other: MethodEffect) -> bool:
    ends = (main.effect.low, main.effect.high, other.effect.low, other.effect.high)
    if any(end is None for end in ends):
        return False
    return bool(ends[0] <= ends[3] and ends[2] <= ends[1])  # type: ignore[operator]


def _further(record: StudyRecord) -> Table:
    one = detail(record)
    rows = []
    for each in one.further:
        unit = "per_cent" if each.scale == "log" else "points" if each.unit == "share" else "number"
        if each.main is None:
            rows.append((sentence(each.words).rstrip("."), f"Could not be estimated: {each.reason}", "–", "–"))
            continue
        answer = "Shown" if each.shown else "None that matters" if each.ruled_out else "Cannot be told"
        rows.append(
            (
                sentence(each.words).rstrip("."),
                ranged(each.main.effect, unit),
                f"{shown(each.largest, unit, sign=False)}",
                f"{answer} ({counted(each.periods, 'period')})",
            )
        )
    return Table(
        f"Further outcomes, for {one.step_words}",
        (Column("Outcome"), Column("Effect (95% range)", True), Column("Largest ruled in", True), Column("Answer")),
        tuple(rows),
    )
