"""Area by area: how often ranges held, and how far forecasts ran high or low. Never without their ranges."""

from __future__ import annotations

from peel_ml.cards.chart_content import Interval
from peel_ml.cards.chart_series import ManyChart
from peel_ml.cards.content import Block, Caution, Column, Figure, Paragraph, Section, Table
from peel_ml.cards.declared import Declaration
from peel_ml.cards.studies.forecast.found import detail_of
from peel_ml.cards.studies.forecast.reasons import reasons
from peel_ml.cards.words import count, counted, percent, points, spread
from peel_ml.results.studies.forecast import AreaForecast
from peel_ml.results.studies.record import StudyRecord

NO_DEMAND = (
    "Recorded crime is not demand. Most calls to the police are not crimes, much crime is not reported, and what is "
    "reported differs by place and by trust. A forecast of recorded crime is a part of what a plan needs."
)
CHANCE = 0.05
"""Share of areas whose 95% range leaves out the truth by chance."""
NO_PLACES = "No area is named in the public view of work that may send officers to places."


def sections(record: StudyRecord, declaration: Declaration) -> tuple[Section, ...]:
    """Return the sections of a forecast's own."""
    return (_areas(record), *reasons(record, declaration))


def _areas(record: StudyRecord) -> Section:
    detail = detail_of(record)
    blocks: list[Block] = [Caution(NO_DEMAND, "What it is not.")]
    if not detail.areas:
        blocks.append(Paragraph(NO_PLACES))
        return Section("areas", "Area by area", tuple(blocks))
    blocks.append(_held(detail.areas, detail.promised, detail.held_everywhere))
    blocks.append(_off(detail.areas))
    return Section("areas", "Area by area", tuple(blocks))


def _held(areas: tuple[AreaForecast, ...], promised: float, reached: int | None) -> Figure:
    return Figure(
        "f-held",
        f"In {reached} of {counted(len(areas), 'area')} ranges held as often as they promise, as far as can be told",
        f"Share of counts inside their range, by area, over all months and kinds. Made to hold {percent(promised, 0)}. "
        "95% ranges, months as clusters.",
        "An area whose line does not reach the dashed line has ranges that are too narrow or too wide there.",
        " ".join(f"{one.area}: {percent(one.coverage.value)}." for one in areas),
        ManyChart(
            tuple(
                Interval(
                    one.area,
                    one.coverage.value,
                    one.coverage.low,
                    one.coverage.high,
                    "model",
                    percent(one.coverage.value) if one.coverage.value is not None else one.coverage.reason or "",
                )
                for one in areas
            ),
            "per_hundred",
            "Counts inside their range, of every 100",
            (("model", "Share that held, with 95% range"),),
            centre=promised,
            centre_words=f"What ranges promise: {percent(promised, 0)}",
        ),
        Table(
            "How often ranges held, by area",
            (Column("Area"), Column("Counted", True), Column("Inside their range", True), Column("95% range", True)),
            tuple(
                (
                    one.area,
                    count(one.observed),
                    percent(one.coverage.value),
                    spread(one.coverage.low, one.coverage.high),
                )
                for one in areas
            ),
        ),
    )


def _off(areas: tuple[AreaForecast, ...]) -> Figure:
    apart = [
        one
        for one in areas
        if one.signed_error.low is not None
        and one.signed_error.high is not None
        and not one.signed_error.low <= 0 <= one.signed_error.high
    ]
    return Figure(
        "f-off",
        f"Forecasts ran high or low in {len(apart) or 'none'} of {counted(len(areas), 'area')}; chance alone would "
        f"show about {CHANCE * len(areas):.0f}",
        "Forecast minus counted, of everything counted, by area. 95% ranges, months as clusters, without a correction "
        "for the number of areas.",
        "Right of the line more was forecast than came, left of it less. Areas stand by name, in no order of size.",
        " ".join(f"{one.area}: {points(one.signed_error.value)} points." for one in areas),
        ManyChart(
            tuple(
                Interval(
                    one.area,
                    one.signed_error.value,
                    one.signed_error.low,
                    one.signed_error.high,
                    "shown" if one in apart else "not_shown",
                    points(one.signed_error.value),
                    strong=one in apart,
                )
                for one in areas
            ),
            "points",
            "Forecast minus counted, in points",
            (("shown", "Range without zero"), ("not_shown", "Range with zero")),
            centre_words="As many forecast as came",
            below="Too few",
            above="Too many",
        ),
        Table(
            "How far forecasts ran high or low, by area",
            (Column("Area"), Column("Forecast minus counted, in points", True), Column("95% range", True)),
            tuple(
                (
                    one.area,
                    points(one.signed_error.value),
                    f"{points(one.signed_error.low)} to {points(one.signed_error.high)}",
                )
                for one in areas
            ),
        ),
    )
