"""Groups that are more than one thing: declared before the run, every one of them listed."""

from __future__ import annotations

from peel_ml.cards.chart_series import ManyChart
from peel_ml.cards.content import Block, Column, Figure, Heading, Paragraph, Table
from peel_ml.cards.names import measure_name, metric_name
from peel_ml.cards.sections.evidence import Evidence
from peel_ml.cards.sections.groups.figure import LEGEND, VERDICTS, gap, in_short, interval, is_shown, withheld
from peel_ml.cards.words import count, counted, joined
from peel_ml.results.fairness import FairnessRow


def blocks(evidence: Evidence) -> list[Block]:
    """Return a small chart with its table for each combination: every group that was declared stands in it."""
    found: list[Block] = []
    for place, measure in enumerate(evidence.crossed, 1):
        rows = evidence.main(measure)
        if rows:
            name = measure_name(measure, evidence.declaration)
            found.append(_figure(f"f-crossed-{place}", name, rows, evidence, not found))
    if not found:
        return []
    return [
        Heading("Groups that are more than one thing"),
        Paragraph("These combinations were named before the run."),
        *found,
    ]


def _figure(id_: str, name: str, rows: list[FairnessRow], evidence: Evidence, first: bool) -> Figure:
    """Return every group of a combination in small, whatever is known about it."""
    tolerance = evidence.assessment.tolerance
    band = tolerance.limit if tolerance.scale == "difference" else None
    return Figure(
        id_,
        in_short(rows),
        f"{name}. Difference to everyone else in points, {evidence.period}. 95% ranges; a thick line is a difference "
        "shown.",
        _outside(rows, evidence),
        f"{counted(len(rows), 'group')}; the table below has every figure.",
        ManyChart(
            tuple(interval(row) for row in rows),
            "points",
            f"Difference to everyone else ({metric_name(evidence.metric).lower()}), in points",
            LEGEND if first else (),
            band=band,
            band_words=("Agreed limit" if tolerance.agreed else "Limit, an example not agreed") if first else "",
            below="Lower",
            above="Higher",
        ),
        _table(name, rows),
    )


def _outside(rows: list[FairnessRow], evidence: Evidence) -> str:
    """Name what is outside, in the record's order: groups are never ranked."""
    outside = [
        f"{row.group} ({gap(row)} points; {count(row.n)} {evidence.units})" for row in rows if row.verdict == "outside"
    ]
    return f"Outside the limit (95% range): {joined(outside)}." if outside else withheld(rows)


def _table(name: str, rows: list[FairnessRow]) -> Table:
    return Table(
        f"{name}: difference to everyone else, in points",
        (
            Column("Group"),
            Column("Number", True),
            Column("Difference (95% range)", True),
            Column("Difference; against the limit"),
        ),
        tuple(
            (
                row.group,
                count(row.n),
                gap(row),
                "–" if row.difference is None else f"{is_shown(row)}. {VERDICTS[row.verdict]}",
            )
            for row in rows
        ),
    )
