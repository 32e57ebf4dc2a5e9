"""Can the percentages be trusted? Expected beside recorded, in bands."""

from __future__ import annotations

from peel_ml.cards.chart_content import CalibrationChart, CalibrationPoint
from peel_ml.cards.content import Block, Column, Figure, Paragraph, Section, Table
from peel_ml.cards.declared import Declaration
from peel_ml.cards.sections.facts import covers, period_name
from peel_ml.cards.words import count, number, percent, plain, points, spread, units
from peel_ml.results.record import RunRecord
from peel_ml.results.scores import CalibrationBin


def section(record: RunRecord, declaration: Declaration) -> Section:
    """Return the section."""
    bins = [one for one in record.scores.calibration.bins if one.observed.value is not None]
    blocks: list[Block] = [Paragraph("If the model says 20 in 100, then about 20 in 100 should have the outcome.")]
    if bins:
        blocks.append(_figure(bins, record, declaration))
    else:
        reason = record.scores.calibration.slope.reason or "too few rows"
        blocks.append(Paragraph(f"This could not be measured: {plain(reason)}."))
    return Section("trust", "Can the percentages be trusted?", tuple(blocks))


def _figure(bins: list[CalibrationBin], record: RunRecord, declaration: Declaration) -> Figure:
    off = [one for one in bins if not covers(one)]
    widest = max(bins, key=lambda one: abs((one.observed.value or 0) - one.expected))
    headline = (
        "The percentages match what happened"
        if not off
        else f"The percentages match what happened in {len(bins) - len(off)} of {len(bins)} bands"
    )
    noun = units(declaration)
    shows = (
        f"Where the model expected {number(100 * widest.expected, 0)} in 100, "
        f"{number(100 * (widest.observed.value or 0), 0)} in 100 had the outcome (95% range: "
        f"{spread(widest.observed.low, widest.observed.high, digits=0)}; {count(widest.n)} {noun}). "
        "This is the widest gap of all bands."
    )
    return Figure(
        "f-calibration",
        headline,
        f"Expected and recorded share in {len(bins)} bands of about equal size, {period_name(record)}. 95% ranges.",
        shows,
        " ".join(f"Expected {percent(one.expected)}, recorded {percent(one.observed.value)}." for one in bins),
        CalibrationChart(
            tuple(
                CalibrationPoint(one.expected, one.observed.value or 0.0, one.observed.low, one.observed.high, one.n)
                for one in bins
            ),
            "Expected, in 100",
            "Recorded, in 100",
            ("What happened, with 95% range", "Where both would agree"),
        ),
        Table(
            "Expected and recorded share",
            (
                Column("Band"),
                Column("Number", True),
                Column("Expected", True),
                Column("Recorded", True),
                Column("95% range", True),
                Column("Gap in points", True),
            ),
            tuple(
                (
                    f"Band {index}",
                    count(one.n),
                    percent(one.expected),
                    percent(one.observed.value),
                    spread(one.observed.low, one.observed.high),
                    points((one.observed.value or 0) - one.expected),
                )
                for index, one in enumerate(bins, 1)
            ),
        ),
    )
