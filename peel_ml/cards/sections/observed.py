"""What was recorded set beside what was expected, by object, power, place and time."""

from __future__ import annotations

from peel_ml.cards.chart_content import Interval, IntervalChart, Mark
from peel_ml.cards.chart_series import ManyChart
from peel_ml.cards.content import Block, Caution, Column, Figure, Paragraph, Section, Table
from peel_ml.cards.declared import Declaration
from peel_ml.cards.names import column_name
from peel_ml.cards.sections.facts import period_name
from peel_ml.cards.words import count, percent, plain, points, sentence, spread, units
from peel_ml.results.record import RunRecord
from peel_ml.results.scores import ObservedExpected

MANY = 12
"""With more rows than this a chart is drawn small."""
_COLUMNS = (
    Column("Slice"),
    Column("Number", True),
    Column("Recorded", True),
    Column("Expected", True),
    Column("Difference in points (95% range)", True),
)


_CLAIM = {True: "A difference is shown.", False: "No difference is shown.", None: "Whether it differs is not tested."}


def section(record: RunRecord, declaration: Declaration) -> Section:
    """Return the section; without slices it says so."""
    rows = record.scores.observed_expected
    dimensions = list(dict.fromkeys(row.dimension for row in rows))
    noun = units(declaration)
    blocks: list[Block] = [
        Paragraph(
            f"For each part of the data we set two shares side by side: how many {noun} had the outcome, and "
            "how many we would expect from the other facts that were recorded. A gap is a question to ask. "
            "It does not say why."
        )
    ]
    if not dimensions:
        blocks.append(Paragraph("Not measured in this run."))
    for index, dimension in enumerate(dimensions):
        parts = [row for row in rows if row.dimension == dimension]
        blocks.append(
            _figure(index, dimension, parts, record, declaration)
            if len(parts) > 1
            else _alone(parts[0], column_name(dimension, declaration), noun)
        )
    blocks.append(
        Caution(
            "The expected share comes from recorded facts, and those can carry past practice with "
            "them. No gap does not mean no unfairness."
        )
    )
    return Section("observed", "What was recorded, beside what was expected", tuple(blocks))


def _alone(row: ObservedExpected, name: str, noun: str) -> Paragraph:
    """Say the one part of a dimension in words: a chart of one row shows nothing to compare."""
    lead = f"{name}: only {row.level}."
    if row.difference.value is None or row.observed is None or row.expected is None:
        return Paragraph(_text(row), lead)
    return Paragraph(
        f"{percent(row.observed)} recorded, {percent(row.expected)} expected. That is "
        f"{points(row.difference.value)} points (95% range: {spread(row.difference.low, row.difference.high)}; "
        f"{count(row.n)} {noun}). {_CLAIM[row.shown]}",
        lead,
    )


def _text(row: ObservedExpected) -> str:
    difference = row.difference
    if difference.value is None:
        return sentence(plain(difference.reason or "withheld"))
    if difference.low is None or difference.high is None:
        return points(difference.value)
    return f"{points(difference.value)} ({spread(difference.low, difference.high)})"


def _words(row: ObservedExpected) -> str:
    if row.difference.value is None:
        return ""
    if row.shown is None:
        return sentence(plain(row.difference.reason or "cannot tell")).rstrip(".")
    return "Shown" if row.shown else "Not shown"


def _chart(rows: tuple[Interval, ...], first: bool) -> IntervalChart | ManyChart:
    """Return the chart: with many rows the figures stand in the table alone. The first one's legend holds for all."""
    axis = "Recorded minus expected, in percentage points"
    legend: tuple[tuple[Mark, str], ...] = (("shown", "Difference shown"), ("not_shown", "Difference not shown"))
    legend = legend if first or len(rows) > MANY else ()
    if len(rows) > MANY:
        return ManyChart(rows, "points", axis, legend, centre_words="As expected", below="Fewer", above="More")
    return IntervalChart(
        rows, "points", axis, legend, zero=True, below="Fewer than expected", above="More than expected"
    )


def _figure(
    index: int, dimension: str, rows: list[ObservedExpected], record: RunRecord, declaration: Declaration
) -> Figure:
    name = column_name(dimension, declaration)
    shown = [row for row in rows if row.shown]
    headline = (
        f"{name}: a difference is shown for {len(shown)} of {len(rows)}"
        if shown
        else f"{name}: no difference is shown for any of {len(rows)}"
    )
    intervals = tuple(
        Interval(
            row.level,
            row.difference.value,
            row.difference.low,
            row.difference.high,
            "shown" if row.shown else "not_shown",
            _text(row) + (", shown" if row.shown else ""),
            "" if row.shown is not None else _words(row),
            bool(row.shown),
        )
        for row in rows
    )
    widest = max(shown, key=lambda row: abs(row.difference.value or 0), default=None)
    if widest is not None and widest.observed is not None and widest.expected is not None:
        shows = (
            f"The largest difference shown is for “{widest.level}”: {percent(widest.observed)} recorded, "
            f"{percent(widest.expected)} expected. That is {points(widest.difference.value)} points (95% "
            f"range: {spread(widest.difference.low, widest.difference.high)}; {count(widest.n)} rows)."
        )
    else:
        shows = "The ranges are too wide, or the gaps too small, to show a difference."
    return Figure(
        f"f-observed-{index + 1}",
        headline,
        f"Recorded minus expected share, in percentage points, {period_name(record)}. 95% ranges; “shown” is "
        "corrected for looking at many parts."
        if not index
        else f"In percentage points, {period_name(record)}. 95% ranges.",
        shows,
        f"{len(rows)} rows; the table below has every figure.",
        _chart(intervals, index == 0),
        Table(
            f"{name}: recorded and expected",
            _COLUMNS,
            tuple(
                (
                    row.level,
                    count(row.n),
                    percent(row.observed) if row.observed is not None else "Withheld",
                    percent(row.expected) if row.expected is not None else "Withheld",
                    _text(row) + (", shown" if row.shown else ""),
                )
                for row in rows
            ),
        ),
    )
