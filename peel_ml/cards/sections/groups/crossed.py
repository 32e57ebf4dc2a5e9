"""Groups that are more than one thing: declared before the run, every one of them listed."""

from __future__ import annotations

from peel_ml.cards.chart_series import ManyChart
from peel_ml.cards.content import Block, Column, Figure, Heading, Listing, Paragraph, Table
from peel_ml.cards.names import measure_name, metric_name
from peel_ml.cards.sections.evidence import Evidence
from peel_ml.cards.sections.groups.figure import LEGEND, VERDICTS, gap, in_short, interval, is_shown
from peel_ml.cards.sections.groups.said import told
from peel_ml.cards.words import count, counted, joined, points
from peel_ml.results.fairness import FairnessRow

MOST_SAID = 6


def blocks(evidence: Evidence) -> list[Block]:
    """Return a small chart with its table, and the sentences of what is shown or outside, for each combination."""
    found: list[Block] = []
    for place, measure in enumerate(evidence.crossed, 1):
        rows = evidence.main(measure)
        if not rows:
            continue
        name = measure_name(measure, evidence.declaration)
        telling = [row for row in rows if row.verdict == "outside" or row.difference_shown]
        first = sorted(telling, key=lambda row: (row.verdict != "outside", -abs(row.difference or 0.0)))[:MOST_SAID]
        found.append(_figure(f"f-crossed-{place}", name, rows, evidence))
        # In the record's order: groups are never ranked.
        said = tuple(f"{row.group}: {told(row, evidence)}" for row in rows if row in first)
        if said:
            found.append(Listing(said))
    if not found:
        return []
    return [
        Heading("Groups that are more than one thing"),
        Paragraph("These combinations were named before the run."),
        *found,
    ]


def _figure(id_: str, name: str, rows: list[FairnessRow], evidence: Evidence) -> Figure:
    """Return every group of a combination in small, whatever is known about it."""
    tolerance = evidence.assessment.tolerance
    band = tolerance.limit if tolerance.scale == "difference" else None
    return Figure(
        id_,
        in_short(rows),
        f"{name}. {metric_name(evidence.metric)}: difference to everyone else in percentage points, {evidence.period}. "
        f"95% ranges. A thick line means a difference is shown.",
        f"{counted(len(rows), 'group')}, each beside everyone else."
        + (f" No figure can be given for {joined(withheld)}." if (withheld := _withheld(rows)) else ""),
        " ".join(f"{row.group}: {gap(row).rstrip('.')}." for row in rows[:6]),
        ManyChart(
            tuple(interval(row) for row in rows),
            "points",
            f"Difference to everyone else ({metric_name(evidence.metric).lower()}), in percentage points",
            LEGEND,
            band=band,
            band_words=("Agreed limit" if tolerance.agreed else "Limit for illustration, not agreed"),
            below="Lower",
            above="Higher",
        ),
        _table(name, rows),
    )


def _withheld(rows: list[FairnessRow]) -> list[str]:
    return [row.group for row in rows if row.difference is None]


def _table(name: str, rows: list[FairnessRow]) -> Table:
    bounded = any(row.bound_low is not None for row in rows)
    columns = ("Group", "Number", "Difference (95% range)", "Difference", "Against the limit")
    return Table(
        f"{name}: difference to everyone else",
        (
            *(Column(one, one in columns[1:3]) for one in columns),
            *([Column("Whatever the missing are: from, to", True)] if bounded else []),
        ),
        tuple(
            (
                row.group,
                count(row.n),
                gap(row),
                is_shown(row),
                VERDICTS[row.verdict],
                *([_bounds(row)] if bounded else []),
            )
            for row in rows
        ),
    )


def _bounds(row: FairnessRow) -> str:
    if row.bound_low is None or row.bound_high is None:
        return "–"
    return f"{points(row.bound_low)} to {points(row.bound_high)}"
