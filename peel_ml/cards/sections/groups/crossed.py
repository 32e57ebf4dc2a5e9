"""Groups that are more than one thing: declared before the run, every one of them listed."""

from __future__ import annotations

from peel_ml.cards.chart_content import Interval
from peel_ml.cards.chart_series import ManyChart
from peel_ml.cards.content import Block, Column, Figure, Heading, Listing, Paragraph, Table, grouped
from peel_ml.cards.names import measure_name, metric_name
from peel_ml.cards.sections.evidence import Evidence
from peel_ml.cards.sections.groups.figure import LEGEND, gap, in_short, interval, withheld
from peel_ml.cards.words import count, counted, joined
from peel_ml.results.fairness import FairnessRow, Verdict

_SAID = {True: "Yes", False: "No", None: "Not tested"}
_AGAINST: dict[Verdict, str] = {
    "within": "Within",
    "outside": "Outside",
    "cannot_tell": "Cannot tell",
    "not_judged": "Not judged",
}


def blocks(evidence: Evidence) -> list[Block]:
    """Return one small chart with its table: every group of every combination that was declared stands in it."""
    found = {measure_name(one, evidence.declaration): rows for one in evidence.crossed if (rows := evidence.main(one))}
    if not found:
        return []
    return [
        Heading("Groups that are more than one thing"),
        Paragraph("These combinations were named before the run."),
        *([Listing(tuple(f"{name}. {in_short(rows)}." for name, rows in found.items()))] if len(found) > 1 else []),
        _figure(found, evidence),
    ]


def _figure(found: dict[str, list[FairnessRow]], evidence: Evidence) -> Figure:
    """Return every group of every combination in small, whatever is known about it."""
    tolerance = evidence.assessment.tolerance
    band = tolerance.limit if tolerance.scale == "difference" else None
    every = [row for rows in found.values() for row in rows]
    names = joined([f"{name[:1].lower()}{name[1:]}" for name in found])
    drawn: list[Interval] = []
    for name, rows in found.items():
        drawn += [Interval(name, None, None, None, "other", "")] if len(found) > 1 else []
        drawn += [interval(row) for row in rows]
    return Figure(
        "f-crossed",
        in_short(every),
        f"{'Combinations' if len(found) > 1 else names[:1].upper() + names[1:]}: difference to everyone else in points,"
        f" {evidence.period}. 95% ranges; a thick line is a difference shown.",
        _outside(every, evidence),
        f"{counted(len(every), 'group')}; the table below has every figure.",
        ManyChart(
            tuple(drawn),
            "points",
            f"Difference to everyone else ({metric_name(evidence.metric).lower()}), in points",
            LEGEND,
            band=band,
            band_words="Agreed limit" if tolerance.agreed else "Limit, an example not agreed",
            below="Lower",
            above="Higher",
        ),
        _table(found),
    )


def _outside(rows: list[FairnessRow], evidence: Evidence) -> str:
    """Name what is outside, in the record's order: groups are never ranked."""
    outside = [
        f"{row.group} ({gap(row)} points; {count(row.n)} {evidence.units})" for row in rows if row.verdict == "outside"
    ]
    return f"Outside the limit (95% range): {joined(outside)}." if outside else withheld(rows)


def _table(found: dict[str, list[FairnessRow]]) -> Table:
    return Table(
        "Combinations: difference to everyone else, in points",
        (
            Column("Group"),
            Column("Number", True),
            Column("Difference (95% range)", True),
            Column("Shown"),
            Column("Limit"),
        ),
        grouped(
            (
                name,
                (
                    row.group,
                    count(row.n),
                    gap(row),
                    *(("–", "–") if row.difference is None else (_SAID[row.difference_shown], _AGAINST[row.verdict])),
                ),
            )
            for name, rows in found.items()
            for row in rows
        ),
    )
