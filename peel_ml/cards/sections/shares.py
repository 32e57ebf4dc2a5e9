"""How often a declared fact was recorded, by group: safeguards, follow-up and the like."""

from __future__ import annotations

from peel_ml.cards.chart_content import Interval, IntervalChart
from peel_ml.cards.content import Block, Caution, Column, Figure, Paragraph, Section, Table, grouped
from peel_ml.cards.declared import Declaration
from peel_ml.cards.names import measure_name
from peel_ml.cards.words import count, few, joined, percent, plain, points, sentence, spread
from peel_ml.results.estimate import Estimate
from peel_ml.results.record import RunRecord
from peel_ml.results.shares import RecordedShare, ShareRow


def section(record: RunRecord, declaration: Declaration) -> Section | None:
    """Return the section; none where no such share is declared."""
    if not record.data.shares:
        return None
    blocks: list[Block] = [
        Caution(
            "These figures describe what was recorded, over all the data of this run. They say nothing on how well the "
            "model works.",
            "Not about the model.",
        )
    ]
    for number, one in enumerate(record.data.shares, 1):
        blocks += [_figure(f"f-shares-{number}", one, declaration), Paragraph(sentence(one.caution), "With care.")]
    return Section("shares", "How often it was recorded, for whom", tuple(blocks))


def _said(one: Estimate) -> str:
    if one.value is None:
        return sentence(plain(one.reason or "too few to report")).rstrip(".")
    return f"{percent(one.value)} ({spread(one.low, one.high)})"


def _apart(one: Estimate) -> str:
    if one.value is None:
        return sentence(plain(one.reason or "too few to report")).rstrip(".")
    return f"{points(one.value)} ({spread(one.low, one.high)})"


def _differs(row: ShareRow) -> bool:
    low, high = row.gap.low, row.gap.high
    return low is not None and high is not None and not low <= 0 <= high


def _figure(id_: str, one: RecordedShare, declaration: Declaration) -> Figure:
    total = f"{count(one.n)} {one.among}" if one.n is not None else one.among
    differ = [row.group for row in one.rows if _differs(row)]
    groups = [row.group for row in one.rows]
    said = (
        f"A difference from everyone else is shown for {joined(differ)}."
        if differ
        else "No group's range lies apart from that of everyone else."
    )
    return Figure(
        id_,
        f"Of {total}, {one.name} in {_said(one.share)}",
        f"Share in each group, with its 95% range. Groups in a fixed order, {one.among} of the whole data.",
        f"{said} Ranges are not corrected for the number of groups, and no verdict rests on them.",
        f"{len(one.rows)} groups, each with its share in words beside its line.",
        IntervalChart(
            tuple(
                Interval(
                    row.group
                    if groups.count(row.group) == 1
                    else f"{measure_name(row.characteristic, declaration)}: {row.group}",
                    row.share.value,
                    row.share.low,
                    row.share.high,
                    "other",
                    _said(row.share),
                    strong=_differs(row),
                )
                for row in one.rows
            ),
            "per_hundred",
            f"Share of {one.among}",
            (),
        ),
        Table(
            f"{sentence(one.name).rstrip('.')}: {one.among}",
            (
                Column("Group"),
                Column("Number", True),
                Column("Share (95% range)", True),
                Column("Points from everyone else (95% range)", True),
            ),
            grouped(
                (
                    measure_name(row.characteristic, declaration),
                    (row.group, few(row.n), _said(row.share), _apart(row.gap)),
                )
                for row in one.rows
            ),
        ),
    )
