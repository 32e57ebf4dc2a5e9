"""Mistakes in each group wherever the cut-off is put; none where nobody is selected."""

from __future__ import annotations

from peel_ml.cards.chart_content import LineChart, LinePanel, Series
from peel_ml.cards.content import Block, Column, Figure, Heading, Paragraph, Table, grouped
from peel_ml.cards.names import measure_name
from peel_ml.cards.sections.evidence import Evidence
from peel_ml.cards.words import number, percent
from peel_ml.results.within_groups import ErrorCurve

NONE = (
    "There is no cut-off, because nobody is selected: this looks back at recorded decisions. So there are no mistakes "
    "by cut-off to compare."
)


def blocks(evidence: Evidence) -> list[Block]:
    """Return small charts of the mistakes over cut-offs, or why there are none."""
    within = evidence.within
    if within is None:
        return []
    if not within.curves:
        if evidence.declaration.text("decision.type") != "enforcement_audit":
            return []
        return [Heading("Mistakes at other cut-offs"), Paragraph(NONE)]
    curves = [one for one in within.curves if one.characteristic in evidence.leading] or list(within.curves)
    return [Heading("Mistakes at other cut-offs"), _figure(curves, evidence)]


def _series(curve: ErrorCurve) -> tuple[Series, ...]:
    flagged = tuple(
        (one.threshold, one.false_positive_rate) for one in curve.points if one.false_positive_rate is not None
    )
    missed = tuple(
        (one.threshold, one.false_negative_rate) for one in curve.points if one.false_negative_rate is not None
    )
    return Series("Wrongly flagged", flagged, "solid"), Series("Missed", missed, "dashed")


def _finding(curves: list[ErrorCurve]) -> str:
    """Say how far groups lie apart at the cut-off in the middle of those that every group has figures for."""
    flagged = [
        {point.threshold: point.false_positive_rate for point in one.points if point.false_positive_rate is not None}
        for one in curves
    ]
    common = sorted(set.intersection(*(set(one) for one in flagged))) if flagged else []
    if not common:
        return "At no cut-off is there a figure for every group"
    at = common[len(common) // 2]
    rates = [one[at] for one in flagged]
    return (
        f"At a cut-off of {number(100 * at, 0)} in 100, between {number(100 * min(rates), 0)} and "
        f"{number(100 * max(rates), 0)} in 100 without the outcome are flagged, depending on the group"
    )


def _figure(curves: list[ErrorCurve], evidence: Evidence) -> Figure:
    panels = tuple(
        LinePanel(f"{measure_name(one.characteristic, evidence.declaration)}: {one.group}", _series(one))
        for one in curves
    )

    def share(value: float | None) -> str:
        return "Too few" if value is None else percent(value)

    return Figure(
        "f-cutoffs",
        _finding(curves),
        "Share wrongly flagged (solid, of those without the outcome) and missed (dashed, of those with it), in 100, "
        f"by cut-off, {evidence.period}. All panels share one scale.",
        "At any cut-off, compare the height of the same line from panel to panel.",
        "Lines of wrongly flagged and missed by cut-off, one panel a group; the table has every figure.",
        LineChart(panels, "Cut-off", "Of 100"),
        Table(
            "Mistakes by cut-off",
            (
                Column("Cut-off"),
                Column("Flagged", True),
                Column("Wrongly flagged", True),
                Column("Missed", True),
            ),
            grouped(
                (
                    panel.title,
                    (
                        number(point.threshold, 2),
                        share(point.selection_rate),
                        share(point.false_positive_rate),
                        share(point.false_negative_rate),
                    ),
                )
                for panel, one in zip(panels, curves, strict=True)
                for point in one.points
            ),
        ),
    )
