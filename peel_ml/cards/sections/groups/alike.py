"""Like compared with like: each group's difference as it is, beside the one among rows alike in declared facts."""

from __future__ import annotations

from peel_ml.cards.chart_content import Interval, IntervalChart
from peel_ml.cards.content import Block, Caution, Column, Figure, Fold, Heading, Listing, Table, grouped
from peel_ml.cards.names import column_name, measure_name, measure_parts, metric_name
from peel_ml.cards.sections.evidence import Evidence
from peel_ml.cards.sections.groups.figure import apart
from peel_ml.cards.words import count, counted, joined, percent, plain, sentence
from peel_ml.fairness.metrics import OBSERVED_RATE
from peel_ml.results.within_groups import ConditionalRow

CAUTION = "Read these with care."


def blocks(evidence: Evidence) -> list[Block]:
    """Return the comparison with its cautions; nothing where no facts were declared for it."""
    within = evidence.within
    if within is None or not within.conditional:
        return []
    rows = _rows(within.conditional)
    if not rows:
        return []
    leading = [one for one in evidence.leading if any(row.characteristic == one for row in rows)]
    others = [one for one in rows if one.characteristic not in leading]
    said = tuple(
        sentence(plain(one.sentence))
        for one in rows
        if one.difference_shown and one.sentence and one.characteristic in leading
    )
    return [
        Heading("Comparing like with like"),
        *(
            _figure(f"f-alike-{place}", [row for row in rows if row.characteristic == measure], evidence)
            for place, measure in enumerate(leading, 1)
        ),
        *(
            [Fold("Show the numbers: the other measures", (_table(others, _names(rows, evidence), evidence),))]
            if others
            else []
        ),
        Caution(" ".join(sentence(plain(one)) for one in within.cautions), CAUTION),
        *([Fold("One sentence for each group where a difference remains", (Listing(said),))] if said else []),
    ]


def _rows(every: tuple[ConditionalRow, ...]) -> list[ConditionalRow]:
    """Return the rows of one metric: the plain rate where there is one, because the others are adjusted already."""
    metrics = {one.metric for one in every}
    wanted = OBSERVED_RATE if OBSERVED_RATE in metrics else every[0].metric
    # Combinations of groups stand in the record: here they would only repeat what makes them up.
    return [one for one in every if one.metric == wanted and len(measure_parts(one.characteristic)) == 1]


def _names(rows: list[ConditionalRow], evidence: Evidence) -> str:
    return joined(list(dict.fromkeys(column_name(one, evidence.declaration).lower() for one in rows[0].controls)))


def _figure(id_: str, rows: list[ConditionalRow], evidence: Evidence) -> Figure:
    names = _names(rows, evidence)
    tested = [one for one in rows if one.difference_shown is not None]
    shown = sum(one.difference_shown is True for one in tested)
    intervals = []
    for one in rows:
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
        id_,
        f"{measure_name(rows[0].characteristic, evidence.declaration)}: among {evidence.units} alike in {names}, a "
        f"difference remains shown for {shown or 'none'} of {counted(len(tested), 'group')}",
        f"{metric_name(rows[0].metric)}: difference to everyone else in percentage points, {evidence.period}. 95% "
        f"ranges. Open marks: {evidence.units} as they are. Filled marks: among {evidence.units} alike in {names}.",
        f"Where both marks of a group stand together, {names} do not account for the difference. Where the filled "
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
        _table(rows, names, evidence),
    )


def _table(rows: list[ConditionalRow], names: str, evidence: Evidence) -> Table:
    one_measure = len({row.characteristic for row in rows}) == 1
    cells = tuple(
        (
            measure_name(one.characteristic, evidence.declaration),
            (
                one.group,
                apart(one.plain.value, one.plain.low, one.plain.high),
                apart(one.conditional.value, one.conditional.low, one.conditional.high),
                {True: "Shown", False: "Not shown", None: "Not tested"}[one.difference_shown],
                count(one.strata),
                "–" if one.left_out is None else percent(one.left_out),
            ),
        )
        for one in rows
    )
    return Table(
        f"Difference to everyone else in points, as they are and among those alike in {names}",
        (
            Column("Group"),
            Column("As they are (95% range)", True),
            Column("Among those alike (95% range)", True),
            Column("Difference"),
            Column("Strata", True),
            Column("Left out", True),
        ),
        tuple(row for _, row in cells) if one_measure else grouped(cells),
    )
