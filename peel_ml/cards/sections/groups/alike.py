"""Like compared with like: each group's difference as it is, beside the one among rows alike in declared facts."""

from __future__ import annotations

from peel_ml.cards.content import Block, Caution, Column, Fold, Heading, Paragraph, Table, grouped
from peel_ml.cards.names import column_name, measure_name, measure_parts
from peel_ml.cards.sections.evidence import Evidence
from peel_ml.cards.sections.groups.figure import apart
from peel_ml.cards.words import few, joined, percent, plain, sentence
from peel_ml.fairness.metrics import OBSERVED_RATE
from peel_ml.results.within_groups import ConditionalRow

CAUTION = "Read these with care."


def blocks(evidence: Evidence) -> list[Block]:
    """Return the finding of each primary measure and every number; nothing where no facts were declared for it."""
    within = evidence.within
    if within is None or not within.conditional:
        return []
    rows = _rows(within.conditional)
    if not rows:
        return []
    names = _names(rows, evidence)
    leading = [one for one in evidence.leading if any(row.characteristic == one for row in rows)]
    return [
        Heading("Comparing like with like"),
        *(
            Paragraph(
                _finding([row for row in rows if row.characteristic == measure], names, evidence),
                f"{measure_name(measure, evidence.declaration)}.",
            )
            for measure in leading
        ),
        Fold(
            f"Show the numbers: {evidence.units} alike in {names}",
            (
                _table(rows, names, evidence),
                *(
                    (Caution(" ".join(sentence(plain(one)) for one in within.cautions), CAUTION),)
                    if within.cautions
                    else ()
                ),
            ),
        ),
    ]


def _rows(every: tuple[ConditionalRow, ...]) -> list[ConditionalRow]:
    """Return the rows of one metric: the plain rate where there is one, because the others are adjusted already."""
    metrics = {one.metric for one in every}
    wanted = OBSERVED_RATE if OBSERVED_RATE in metrics else every[0].metric
    # Combinations of groups stand in the record: here they would only repeat what makes them up.
    return [one for one in every if one.metric == wanted and len(measure_parts(one.characteristic)) == 1]


def _names(rows: list[ConditionalRow], evidence: Evidence) -> str:
    return joined(list(dict.fromkeys(column_name(one, evidence.declaration).lower() for one in rows[0].controls)))


def _finding(rows: list[ConditionalRow], names: str, evidence: Evidence) -> str:
    """Name the groups a difference remains for, in the record's order, with range and number."""
    numbers = {(row.characteristic, row.group): row.n for row in evidence.rows if row.missing == "complete_case"}
    said = []
    for row in rows:
        if row.difference_shown:
            one, n = row.conditional, numbers.get((row.characteristic, row.group))
            said.append(f"{row.group} ({apart(one.value, one.low, one.high)} points; {few(n)} {evidence.units})")
    tested = sum(row.difference_shown is not None for row in rows)
    return (
        f"Among {evidence.units} alike in {names}, a difference remains shown for {len(said) or 'none'} of {tested}"
        + (f" (95% range): {joined(said)}." if said else ".")
    )


def covered(evidence: Evidence) -> tuple[str, ...]:
    """Return the metrics whose difference to everyone else stands in this table, so that no other need say it."""
    rows = _rows(evidence.within.conditional) if evidence.within is not None and evidence.within.conditional else []
    return tuple(dict.fromkeys(one.metric for one in rows if one.metric == OBSERVED_RATE))


def _table(rows: list[ConditionalRow], names: str, evidence: Evidence) -> Table:
    own = {
        (one.characteristic, one.group): percent(one.estimate)
        for one in evidence.rows
        if one.metric == rows[0].metric and one.missing == "complete_case" and one.estimate is not None
    }
    return Table(
        f"Difference to everyone else in points, as they are and among those alike in {names}",
        (
            Column("Group"),
            Column("Own share", True),
            Column("As they are (95% range)", True),
            Column("Among those alike (95% range); difference shown", True),
            Column("Left out", True),
        ),
        grouped(
            (
                measure_name(one.characteristic, evidence.declaration),
                (
                    one.group,
                    own.get((one.characteristic, one.group), "–"),
                    apart(one.plain.value, one.plain.low, one.plain.high),
                    apart(one.conditional.value, one.conditional.low, one.conditional.high)
                    + {True: ", shown", False: "", None: ", not tested"}[one.difference_shown],
                    "–" if one.left_out is None else percent(one.left_out),
                ),
            )
            for one in rows
        ),
    )
