"""Like compared with like: each group's difference as it is, beside the one among rows alike in declared facts."""

from __future__ import annotations

from peel_ml.cards.chart_content import Interval, IntervalChart
from peel_ml.cards.content import Block, Caution, Column, Figure, Fold, Heading, Listing, Table
from peel_ml.cards.names import column_name, measure_name, metric_name
from peel_ml.cards.sections.evidence import Evidence
from peel_ml.cards.sections.groups.figure import apart
from peel_ml.cards.words import count, counted, joined, percent, plain, sentence
from peel_ml.results.within_groups import ConditionalRow

CAUTION = "Comparing like with like can explain away what it should show."


def blocks(evidence: Evidence) -> list[Block]:
    """Return the comparison with its cautions; nothing where no facts were declared for it."""
    within = evidence.within
    if within is None or not within.conditional:
        return []
    rows = list(within.conditional)
    lead = [one for one in rows if one.characteristic in _primary(evidence)] or rows
    return [
        Heading("Comparing like with like"),
        _figure(lead, rows, evidence),
        Caution(" ".join(sentence(plain(one)) for one in within.cautions), CAUTION),
        Fold(
            "One sentence a group",
            (Listing(tuple(sentence(plain(one.sentence)) for one in rows if one.sentence)),),
        ),
    ]


def _primary(evidence: Evidence) -> set[str]:
    return {row.characteristic for row in evidence.rows if row.primary}


def _figure(lead: list[ConditionalRow], rows: list[ConditionalRow], evidence: Evidence) -> Figure:
    names = joined(list(dict.fromkeys(column_name(one, evidence.declaration).lower() for one in rows[0].controls)))
    tested = [one for one in rows if one.difference_shown is not None]
    shown = sum(one.difference_shown is True for one in tested)
    intervals = []
    for one in lead:
        for estimate, mark, words, strong in (
            (one.plain, "other", "as they are", False),
            (one.conditional, "model", "alike", bool(one.difference_shown)),
        ):
            intervals.append(
                Interval(
                    f"{one.group}, {words}",
                    estimate.value,
                    estimate.low,
                    estimate.high,
                    mark,  # type: ignore[arg-type]
                    apart(estimate.value, estimate.low, estimate.high)
                    if estimate.value is not None
                    else sentence(plain(estimate.reason or "too few to report")),
                    "Difference shown" if strong else "",
                    strong,
                )
            )
    return Figure(
        "f-alike",
        f"Among {evidence.units} alike in {names}, a difference remains shown for {shown or 'none'} of "
        f"{counted(len(tested), 'group')}",
        f"{metric_name(rows[0].metric)}: difference to everyone else in percentage points, {evidence.period}. 95% "
        f"ranges. Open marks: {evidence.units} as they are. Filled marks: among {evidence.units} alike in {names}.",
        f"Where both marks of a group stand together, {names} does not account for the difference. Where the filled "
        "one moves towards zero, part of it goes with them.",
        " ".join(f"{row.label}: {row.text.rstrip('.')}." for row in intervals[:8]),
        IntervalChart(
            tuple(intervals),
            "points",
            "Difference to everyone else, in percentage points",
            (("other", "As they are"), ("model", "Among those alike")),
            zero=True,
            below="Lower than for others",
            above="Higher than for others",
        ),
        Table(
            f"Difference to everyone else in points, as they are and among those alike in {names}",
            (
                Column("Group"),
                Column("As they are (95% range)", True),
                Column("Among those alike (95% range)", True),
                Column("Difference"),
                Column("Strata", True),
                Column("Left out", True),
            ),
            tuple(
                (
                    f"{measure_name(one.characteristic, evidence.declaration)}: {one.group}",
                    apart(one.plain.value, one.plain.low, one.plain.high),
                    apart(one.conditional.value, one.conditional.low, one.conditional.high),
                    {True: "Shown", False: "Not shown", None: "Not tested"}[one.difference_shown],
                    count(one.strata),
                    "–" if one.left_out is None else percent(one.left_out),
                )
                for one in rows
            ),
        ),
    )
