"""Groups that are more than one thing: declared before the run, every one of them listed."""

from __future__ import annotations

from peel_ml.cards.content import Block, Column, Fold, Heading, Listing, Paragraph, Table
from peel_ml.cards.names import measure_name
from peel_ml.cards.sections.evidence import Evidence
from peel_ml.cards.sections.groups.figure import VERDICTS, gap, in_short, is_shown
from peel_ml.cards.sections.groups.said import told
from peel_ml.cards.words import count, points

MOST_SAID = 6


def blocks(evidence: Evidence) -> list[Block]:
    """Return a short finding, the sentences of what is shown or outside, and a table, for each combination."""
    found: list[Block] = []
    for measure in evidence.crossed:
        rows = evidence.main(measure)
        if not rows:
            continue
        name = measure_name(measure, evidence.declaration)
        telling = [row for row in rows if row.verdict == "outside" or row.difference_shown]
        first = sorted(telling, key=lambda row: (row.verdict != "outside", -abs(row.difference or 0.0)))[:MOST_SAID]
        found.append(Paragraph(in_short(rows) + ".", name + "."))
        # In the record's order: groups are never ranked.
        said = tuple(f"{row.group}: {told(row, evidence)}" for row in rows if row in first)
        if said:
            found.append(Listing(said))
        found.append(
            Fold(
                f"Every group: {name}",
                (
                    Table(
                        f"{name}: difference to everyone else",
                        (
                            Column("Group"),
                            Column("Number", True),
                            Column("Difference (95% range)", True),
                            Column("Difference"),
                            Column("Against the limit"),
                            Column("Whatever the missing are: from, to", True),
                        ),
                        tuple(
                            (
                                row.group,
                                count(row.n),
                                gap(row),
                                is_shown(row),
                                VERDICTS[row.verdict],
                                "–"
                                if row.bound_low is None or row.bound_high is None
                                else f"{points(row.bound_low)} to {points(row.bound_high)}",
                            )
                            for row in rows
                        ),
                    ),
                ),
            )
        )
    if not found:
        return []
    return [
        Heading("Groups that are more than one thing"),
        Paragraph("These combinations were named before the run."),
        *found,
    ]
