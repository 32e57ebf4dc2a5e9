"""Does a percentage mean the same in each group? Expected beside recorded, one small chart a group."""

from __future__ import annotations

from peel_ml.cards.chart_content import LineChart, LinePanel, Series
from peel_ml.cards.content import Block, Column, Figure, Fold, Heading, Paragraph, Table, grouped
from peel_ml.cards.names import measure_name
from peel_ml.cards.sections.evidence import Evidence
from peel_ml.cards.words import count, counted, number, plain, sentence, spread
from peel_ml.results.estimate import Estimate
from peel_ml.results.within_groups import GroupCalibration


def blocks(evidence: Evidence) -> list[Block]:
    """Return the finding, small charts of the primary measures, and every group's numbers."""
    within = evidence.within
    if within is None or not within.calibration:
        return []
    # Combinations of groups stand in the record: here they would only repeat what makes them up.
    rows = tuple(one for one in within.calibration if one.characteristic in evidence.measures)
    known = [one for one in rows if one.slope.low is not None and one.slope.high is not None]
    off = [one for one in known if not _same(one)]
    finding = (
        f"A percentage can be taken as it stands in {len(known) - len(off)} of {counted(len(known), 'group')} where "
        "it could be measured."
        if known
        else "Whether a percentage means the same in each group could not be measured."
    )
    return [Heading("Does a percentage mean the same in each group?"), *_figure(rows, finding, evidence)]


def _same(one: GroupCalibration) -> bool:
    holds = (one.slope.low or 0.0) <= 1 <= (one.slope.high or 0.0)
    low, high = one.intercept.low, one.intercept.high
    return holds and (low is None or high is None or low <= 0 <= high)


def _taken(one: GroupCalibration) -> str:
    if one.slope.low is None or one.slope.high is None:
        return "Cannot tell"
    return "Yes" if _same(one) else "No"


def _figure(rows: tuple[GroupCalibration, ...], finding: str, evidence: Evidence) -> list[Figure | Fold | Paragraph]:
    drawn = [one for one in rows if one.points and one.characteristic in evidence.leading]
    if not drawn:
        return [Paragraph(finding), Fold("Show the numbers: percentages in each group", (_table(rows, evidence),))]
    panels = tuple(
        LinePanel(
            f"{one.group}" if len({two.characteristic for two in drawn}) == 1 else _named(one, evidence),
            (Series("", tuple((point.expected, point.observed) for point in one.points), "dots"),),
        )
        for one in drawn
    )
    return [
        Figure(
            "f-percentages",
            finding.rstrip("."),
            f"Expected (across) and recorded (up) share, in 100, in bands of {evidence.units} with similar "
            f"percentages, {evidence.period}. The dashed line is where both would agree. All panels share one scale.",
            "Dots above the line: more had the outcome than the percentage says. Dots below it: fewer.",
            f"{finding} One panel a group; the table has every figure.",
            LineChart(panels, "Expected", "Recorded", diagonal=True),
            _table(rows, evidence),
        )
    ]


def _named(one: GroupCalibration, evidence: Evidence) -> str:
    return f"{one.group} ({measure_name(one.characteristic, evidence.declaration).lower()})"


def _figure_of(estimate: Estimate) -> str:
    if estimate.value is None:
        return sentence(plain(estimate.reason or "too few to report"))
    return f"{number(estimate.value, 2)} ({spread(estimate.low, estimate.high, 1, 2)})"


def _table(rows: tuple[GroupCalibration, ...], evidence: Evidence) -> Table:
    return Table(
        "How the percentages follow what was recorded: 1 and 0 mean that they can be taken as they are",
        (
            Column("Group"),
            Column("Number", True),
            Column("Steepness (95% range)", True),
            Column("Offset (95% range)", True),
            Column("Can be taken as it stands"),
        ),
        grouped(
            (
                measure_name(one.characteristic, evidence.declaration),
                (
                    one.group,
                    "Too few" if one.n is None else count(one.n),
                    _figure_of(one.slope),
                    _figure_of(one.intercept),
                    _taken(one),
                ),
            )
            for one in rows
        ),
    )
