"""Groups that are more than one thing: declared before the run, every one of them listed."""

from __future__ import annotations

from peel_ml.cards.content import Block, Column, Fold, Heading, Paragraph, Table
from peel_ml.cards.names import measure_name
from peel_ml.cards.sections.evidence import Evidence
from peel_ml.cards.sections.groups.figure import VERDICTS, gap, in_short, is_shown
from peel_ml.cards.words import count, joined, points
from peel_ml.results.fairness import FairnessRow


def blocks(evidence: Evidence) -> list[Block]:
    """Return a finding for each combination, with those outside by name, and every group in a table."""
    found = [(measure, rows) for measure in evidence.crossed if (rows := evidence.main(measure))]
    if not found:
        return []
    return [
        Heading("Groups that are more than one thing"),
        Paragraph("These combinations were named before the run."),
        *(
            Paragraph(_finding(rows, evidence), f"{measure_name(measure, evidence.declaration)}.")
            for measure, rows in found
        ),
        Fold(
            "Show the numbers: every combination",
            tuple(_table(measure_name(measure, evidence.declaration), rows) for measure, rows in found),
        ),
    ]


def _finding(rows: list[FairnessRow], evidence: Evidence) -> str:
    """Name what is outside, in the record's order: groups are never ranked."""
    outside = [
        f"{row.group} ({gap(row)} points; {count(row.n)} {evidence.units})" for row in rows if row.verdict == "outside"
    ]
    named = f" Outside (95% range): {joined(outside)}." if outside else ""
    return f"{in_short(rows)}.{named}"


def _table(name: str, rows: list[FairnessRow]) -> Table:
    bounded = any(row.bound_low is not None for row in rows)
    return Table(
        f"{name}: difference to everyone else, in points",
        (
            Column("Group"),
            Column("Number", True),
            Column("Difference (95% range)", True),
            Column("Difference; against the limit"),
            *((Column("Whatever the missing are: from, to", True),) if bounded else ()),
        ),
        tuple(
            (
                row.group,
                count(row.n),
                gap(row),
                "–" if row.difference is None else f"{is_shown(row)}. {VERDICTS[row.verdict]}",
                *((_bounds(row),) if bounded else ()),
            )
            for row in rows
        ),
    )


def _bounds(row: FairnessRow) -> str:
    if row.bound_low is None or row.bound_high is None:
        return "–"
    return f"{points(row.bound_low)} to {points(row.bound_high)}"
