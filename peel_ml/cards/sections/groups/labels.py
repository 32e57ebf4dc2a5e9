"""How wrong the record of the outcome would have to be in one group for its answer to change."""

from __future__ import annotations

from peel_ml.cards.chart_content import LineChart, LinePanel, Series
from peel_ml.cards.content import Block, Column, Figure, Fold, Heading, Listing, Paragraph, Table
from peel_ml.cards.names import measure_name
from peel_ml.cards.sections.evidence import Evidence
from peel_ml.cards.sections.groups.figure import VERDICTS, apart
from peel_ml.cards.words import counted, percent, plain, sentence
from peel_ml.results.label_bias import LabelBias, LabelBiasRow

ERRORS = {
    "unrecorded": "outcomes that were not recorded",
    "wrongly_recorded": "outcomes that were recorded wrongly",
}
MOST_PANELS = 9


def blocks(evidence: Evidence) -> list[Block]:
    """Return the finding, a sentence a group, small charts of the answers that change, and every number."""
    report = evidence.label_bias
    if report is None or not report.rows:
        return []
    tipped = [row for row in report.rows if row.tipping is not None]
    groups = {(row.characteristic, row.group) for row in report.rows}
    sensitive = {(row.characteristic, row.group) for row in tipped}
    finding = (
        f"If up to {percent(report.largest, 0)} of a group’s outcomes were recorded wrongly, the answer would change "
        f"for {len(sensitive) or 'none'} of {counted(len(groups), 'group')}"
    )
    primary = {row.characteristic for row in evidence.rows if row.primary}
    said = tuple(
        sentence(plain(row.sentence))
        for row in report.rows
        if row.sentence and row.characteristic in (primary or {row.characteristic})
    )
    rest = tuple(
        sentence(plain(row.sentence))
        for row in report.rows
        if row.sentence and primary and row.characteristic not in primary
    )
    return [
        Heading("What if the record of the outcome is wrong?"),
        Paragraph(sentence(plain(report.statement)) if report.statement else f"{finding}."),
        *([Fold("One sentence a group: the main measures", (Listing(said),))] if said else []),
        *([Fold("One sentence a group: the other measures", (Listing(rest),))] if rest else []),
        *_figure(tipped, report, finding, evidence),
        Fold("Show the numbers: how wrong the record would have to be", (_table(report, evidence),)),
    ]


def _name(row: LabelBiasRow, evidence: Evidence) -> str:
    return f"{measure_name(row.characteristic, evidence.declaration)}: {row.group}"


def _figure(tipped: list[LabelBiasRow], report: LabelBias, finding: str, evidence: Evidence) -> list[Figure]:
    primary = {row.characteristic for row in evidence.rows if row.primary}
    drawn = [row for row in tipped if row.characteristic in primary and row.points][:MOST_PANELS]
    if not drawn:
        return []
    tolerance = evidence.assessment.tolerance
    limit = tolerance.limit if tolerance.scale == "difference" else None
    panels = tuple(
        LinePanel(
            f"{row.group}: {ERRORS[row.error]}",
            (
                Series("", tuple((point.share, point.difference) for point in row.points), "solid"),
                Series("", tuple((point.share, point.low) for point in row.points), "thin"),
                Series("", tuple((point.share, point.high) for point in row.points), "thin"),
            ),
        )
        for row in drawn
    )
    return [
        Figure(
            "f-labels",
            finding,
            "Difference to everyone else in points (up) if so many in 100 of a group’s records were wrong (across). "
            "Thin lines: 95% range. Shaded: the limit. All panels share one scale.",
            "Where the lines leave or enter the shaded band, the answer changes.",
            " ".join(sentence(plain(row.sentence)) for row in drawn[:4] if row.sentence) or finding,
            LineChart(panels, "Records that are wrong", "Difference", band=limit),
            Table(
                "Smallest share of wrong records that changes the answer",
                (Column("Group and mistake"), Column("Share", True)),
                tuple((panel.title, percent(row.tipping)) for panel, row in zip(panels, drawn, strict=True)),
            ),
        )
    ]


def _table(report: LabelBias, evidence: Evidence) -> Table:
    return Table(
        f"Smallest share of wrong records that changes the answer, up to {percent(report.largest, 0)}",
        (
            Column("Group"),
            Column("Kind of mistake"),
            Column("Answer without any"),
            Column("Share that changes it", True),
            Column(f"Difference at {percent(report.largest, 0)} (95% range)", True),
        ),
        tuple(
            (
                _name(row, evidence),
                ERRORS[row.error].capitalize(),
                VERDICTS[row.verdict],
                "None does" if row.tipping is None else percent(row.tipping),
                apart(row.points[-1].difference, row.points[-1].low, row.points[-1].high) if row.points else "–",
            )
            for row in report.rows
        ),
    )
