"""How well a measure of areas is predicted, and how much its rows are worth."""

from __future__ import annotations

from peel_ml.cards.chart_content import Interval, IntervalChart
from peel_ml.cards.content import Block, Column, Figure, Heading, Paragraph, Table, Tile
from peel_ml.cards.declared import Declaration
from peel_ml.cards.studies import told
from peel_ml.cards.words import counted, number, points, units
from peel_ml.results.studies.panel import EffectiveSize, PanelDetail
from peel_ml.results.studies.record import StudyRecord


def detail(record: StudyRecord) -> PanelDetail:
    """Return what this kind alone holds."""
    assert isinstance(record.detail, PanelDetail)
    return record.detail


def found(record: StudyRecord, declaration: Declaration) -> str:
    """Return whether it does better than the best simple method."""
    lift = record.scores.lift
    if record.scores.useful is None and lift is not None and lift.value is not None and lift.value > 0:
        return "Whether it works better than simple methods cannot be told: one window of time is not enough."
    return told.found(record, declaration)


def tiles(record: StudyRecord, declaration: Declaration) -> tuple[Tile, ...]:
    """Return the error, and what the rows are worth."""
    size = detail(record).size
    if size is None or size.between_areas is None:
        return told.tiles(record, declaration)
    return (
        *told.tiles(record, declaration),
        Tile(
            f"about {number(size.between_areas, 0)}",
            f"independent observations in {size.rows:,} rows",
            "Values of one area resemble each other over time.",
        ),
    )


def worth(size: EffectiveSize, declaration: Declaration) -> list[str]:
    """Return in plain words what the rows are worth, and why."""
    if size.between_areas is None:
        return [f"How many independent observations the {size.rows:,} rows are worth could not be told: {size.reason}."]
    lines = [
        f"The {size.rows:,} rows ({units(declaration)}) are worth about {number(size.between_areas, 0)} "
        "independent ones "
        f"where areas are compared. Values of one area resemble each other over time, and there are only "
        f"{counted(size.areas, 'area')}."
    ]
    if size.over_time is not None:
        lines.append(
            f"Where a change over time is asked about, the {counted(size.periods, 'period')} are worth about "
            f"{number(max(size.over_time, 1), 0)}: areas move together, and each value is close to the one before."
        )
    if size.windows < size.periods:
        lines.append(
            f"The time holds {number(size.windows, 1)} windows of measurement that do not overlap; values whose "
            "windows "
            "overlap are partly the same answers."
        )
    return lines


def blocks(record: StudyRecord, declaration: Declaration) -> list[Block]:
    """Return what the rows are worth, and in which direction each period was missed."""
    one = detail(record)
    made: list[Block] = []
    if one.size is not None:
        made += [Heading("What the rows are worth"), *(Paragraph(line) for line in worth(one.size, declaration))]
    if one.unit == "share" and len(one.signed_by_period) > 1:
        made.append(_by_period(one))
    return made


def _by_period(one: PanelDetail) -> Figure:
    missed = one.signed_by_period
    high, low = max(value for _, value in missed), min(value for _, value in missed)
    ends = f"from {points(low)} to {points(high)} points"
    same = "All areas together were missed by different amounts in different periods"
    return Figure(
        "f-by-period",
        f"{same}, {ends}",
        "Mean error over all areas by the period that was predicted: too high (+) or too low (−).",
        f"The mean error goes {ends}. This part of the error is a movement of all areas together, which their own past "
        "did not tell.",
        " ".join(f"{period}: {points(value)} points." for period, value in missed),
        IntervalChart(
            tuple(Interval(period, value, None, None, "model", f"{points(value)} points") for period, value in missed),
            "points",
            "Mean error in points",
            (("model", "Mean error over all areas"),),
            zero=True,
            below="Too low",
            above="Too high",
        ),
        Table(
            "Mean error by period",
            (Column("Period from"), Column("Points", True)),
            tuple((period, points(value)) for period, value in missed),
        ),
    )
