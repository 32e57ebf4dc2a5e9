"""For whom changes are missed: by kind of series, and by size."""

from __future__ import annotations

from peel_ml.cards.chart_content import Interval, IntervalChart
from peel_ml.cards.content import Block, Column, Figure, Heading, Paragraph, Table
from peel_ml.cards.declared import Declaration
from peel_ml.cards.studies.changes.words import change_words, detail_of, range_of
from peel_ml.cards.words import number, percent
from peel_ml.results.studies.changes import SeriesGroup
from peel_ml.results.studies.record import StudyRecord


def groups(record: StudyRecord, declaration: Declaration) -> list[Block]:
    """Return the blocks after those on composition."""
    detail = detail_of(record)
    if not detail.by_series:
        return []
    named = [one for one in detail.by_series if one.found.value is not None]
    most = max(named, key=lambda one: one.found.value or 0)
    least = min(named, key=lambda one: one.found.value or 0)
    return [
        Heading("For which series changes are missed"),
        Paragraph("Where few are counted, chance hides a change. No alarm there does not mean that nothing changed."),
        Figure(
            "f-by-series",
            f"{most.name}: {percent(most.found.value, 0)} of planted changes found; {least.name}: "
            f"{percent(least.found.value, 0)}",
            f"Planted changes found, by kind of series: {change_words(detail)}. 95% ranges.",
            " ".join(f"{one.name}: {number(one.usual, 1)} expected in a usual period." for one in detail.by_series),
            " ".join(f"{one.name}: {range_of(one.found)}." for one in detail.by_series),
            IntervalChart(
                tuple(
                    Interval(one.name, one.found.value, one.found.low, one.found.high, "model", range_of(one.found))
                    for one in detail.by_series
                ),
                "per_hundred",
                "Share of planted changes found (higher is better)",
                (("model", "Share found, with 95% range"),),
            ),
            table("By kind of series", detail.by_series),
        ),
    ]


def table(caption: str, rows: tuple[SeriesGroup, ...]) -> Table:
    """Return groups of series as a table."""
    return Table(
        caption,
        (
            Column("Series"),
            Column("How many", True),
            Column("Usual in a period", True),
            Column("Changes found", True),
            Column("Found in period", True),
            Column("False alarms", True),
            Column("Alarms seen", True),
        ),
        tuple(
            (
                one.name,
                str(one.series),
                number(one.usual, 1),
                range_of(one.found),
                number(one.delay.value, 1) if one.delay.value is not None else "–",
                range_of(one.false_alarms),
                str(one.alarms),
            )
            for one in rows
        ),
    )
