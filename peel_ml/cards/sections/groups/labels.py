"""How wrong the record of the outcome would have to be in one group for its answer to change."""

from __future__ import annotations

from peel_ml.cards.content import Block, Column, Fold, Heading, Paragraph, Table, grouped
from peel_ml.cards.names import measure_name
from peel_ml.cards.sections.evidence import Evidence
from peel_ml.cards.sections.groups.figure import VERDICTS
from peel_ml.cards.words import counted, percent, plain, sentence
from peel_ml.results.label_bias import LabelBias

ERRORS = {
    "unrecorded": "outcomes that were not recorded",
    "wrongly_recorded": "outcomes that were recorded wrongly",
}


def blocks(evidence: Evidence) -> list[Block]:
    """Return the finding and every number."""
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
    return [
        Heading("What if the record of the outcome is wrong?"),
        Paragraph(f"{finding}." + (f" {sentence(plain(report.statement))}" if report.statement else "")),
        *(
            [Fold("Show the numbers: how wrong the record would have to be", (_table(report, evidence),))]
            if tipped
            else []
        ),
    ]


def _table(report: LabelBias, evidence: Evidence) -> Table:
    """Return one row a group, the two kinds of mistake side by side."""
    found = {(row.characteristic, row.group, str(row.error)): row for row in report.rows}
    # Groups that no share up to the largest changes are counted in the sentence above.
    groups = list(dict.fromkeys((row.characteristic, row.group) for row in report.rows if row.tipping is not None))
    last = percent(report.largest, 0)

    def tips(measure: str, group: str, error: str) -> str:
        row = found.get((measure, group, error))
        return "–" if row is None else "None does" if row.tipping is None else percent(row.tipping)

    def answer(measure: str, group: str) -> str:
        return next(VERDICTS[row.verdict] for row in report.rows if (row.characteristic, row.group) == (measure, group))

    return Table(
        f"Smallest share of wrong records that changes the answer, up to {last}",
        (
            Column("Group"),
            Column("Answer without any"),
            *(Column(words.capitalize(), True) for words in ERRORS.values()),
        ),
        grouped(
            (
                measure_name(measure, evidence.declaration),
                (
                    group,
                    answer(measure, group),
                    *(tips(measure, group, error) for error in ERRORS),
                ),
            )
            for measure, group in groups
        ),
    )
