"""Who was flagged, rightly and wrongly: counts and rates of every group, and what each rate means."""

from __future__ import annotations

from dataclasses import replace

from peel_ml.cards.content import Block, Caution, Column, Fold, Heading, Listing, Paragraph, Section, Table
from peel_ml.cards.declared import Declaration
from peel_ml.cards.names import measure_name
from peel_ml.cards.words import count, counted, per_hundred, percent
from peel_ml.results.audit import AuditRecord, GroupCounts
from peel_ml.results.fairness import FairnessRow

MEANINGS = (
    ("With the outcome", "the share of a group that had the outcome, whatever was scored or decided."),
    ("Flagged", "the share of a group that was flagged (selection rate)."),
    ("Wrongly flagged", "of those without the outcome, the share that was flagged (false positive rate, FPR)."),
    ("Missed", "of those with the outcome, the share that was not flagged (false negative rate, FNR)."),
    ("Flag was right", "of those flagged, the share with the outcome (positive predictive value, PPV)."),
    ("Flag was wrong", "of those flagged, the share without the outcome (false discovery rate, FDR)."),
    ("All-clear was wrong", "of those not flagged, the share with the outcome (false omission rate, FOR)."),
    ("Judged rightly", "the share of a group that was flagged with the outcome or not flagged without it (accuracy)."),
)

TRADE = (
    "Where groups differ in how many have the outcome, a score cannot both mean the same in every group and make "
    "mistakes equally often in every group (Kleinberg and others 2016; Chouldechova 2017). Whoever chooses one "
    "comparison as the main one gives up on the other."
)


def section(record: AuditRecord, declaration: Declaration) -> Section:
    """Return the section; where nobody is flagged it says so."""
    measures = list(dict.fromkeys(one.characteristic for one in record.groups))
    if not measures:
        return Section("rates", TITLE, (Paragraph("Nobody was flagged or left, so there is nothing to count."),))
    blocks: list[Block] = [
        Paragraph("Every rate is a share of some of the rows. Which ones decides what it says."),
        Listing(tuple(f"{name}: {meaning}" for name, meaning in MEANINGS)),
    ]
    for measure in measures:
        rows = [one for one in record.groups if one.characteristic == measure]
        name = measure_name(measure, declaration)
        blocks += [Heading(name), *_said(rows, record), _rates(rows, name), _counts(rows, name)]
    return Section("rates", TITLE, (*blocks, Caution(TRADE, "They cannot all be equal.")))


TITLE = "Who was flagged, rightly and wrongly"


def _said(rows: list[GroupCounts], record: AuditRecord) -> list[Block]:
    lines = [line for one in rows if one.group != "All" and (line := _sentence(one, record))]
    return [Listing(tuple(lines))] if lines else []


def _sentence(one: GroupCounts, record: AuditRecord) -> str:
    parts = [
        _part(one, record, "false_positive_rate", one.fpr, "without the outcome were flagged"),
        _part(one, record, "false_negative_rate", one.fnr, "with the outcome were missed"),
        _part(one, record, "precision", one.ppv, "of those flagged had the outcome"),
    ]
    said = "; ".join(part for part in parts if part)
    return f"{one.group}: {said}." if said else f"{one.group}: too few to report."


def _part(one: GroupCounts, record: AuditRecord, metric: str, value: float | None, words: str) -> str:
    """Return one rate with its interval and number in the same breath."""
    if value is None:
        return ""
    row = _found(one, record, metric)
    if row is None and metric == "precision":
        wrong = _found(one, record, "false_discovery_rate")
        row = wrong if wrong is None else replace(wrong, low=_less(wrong.high), high=_less(wrong.low))
    return f"{per_hundred(value)} {words}{_sure(row, one)}"


def _found(one: GroupCounts, record: AuditRecord, metric: str) -> FairnessRow | None:
    return next(
        (
            row
            for row in record.verdicts
            if (row.characteristic, row.group, row.metric) == (one.characteristic, one.group, metric)
            and row.missing == "complete_case"
        ),
        None,
    )


def _sure(row: FairnessRow | None, one: GroupCounts) -> str:
    if row is None or row.low is None or row.high is None:
        return f" ({counted(one.n, 'row')} in the group)" if one.n is not None else ""
    number = "" if row.denominator is None else f"; {counted(row.denominator, 'row')}"
    return f" (95% range: {100 * row.low:.1f} to {100 * row.high:.1f}{number})"


def _share(value: float | None) -> str:
    return "Too few" if value is None else percent(value, 2)


def _less(value: float | None) -> float | None:
    return None if value is None else 1 - value


def _outcome(one: GroupCounts) -> float | None:
    if one.n is None or one.tp is None or one.fn is None or not one.n:
        return None
    return (one.tp + one.fn) / one.n


def _rates(rows: list[GroupCounts], name: str) -> Table:
    return Table(
        f"{name}: rates of every group",
        (Column("Group"), Column("Number", True), *(Column(meaning, True) for meaning, _ in MEANINGS)),
        tuple(
            (
                one.group,
                "Too few" if one.n is None else count(one.n),
                *(
                    _share(value)
                    for value in (
                        _outcome(one),
                        one.selection_rate,
                        one.fpr,
                        one.fnr,
                        one.ppv,
                        _less(one.ppv),
                        _less(one.npv),
                        one.accuracy,
                    )
                ),
            )
            for one in rows
        ),
    )


def _counts(rows: list[GroupCounts], name: str) -> Fold:
    def cell(n: int | None) -> str:
        return "Too few" if n is None else count(n)

    return Fold(
        f"Show the counts: {name}",
        (
            Table(
                f"{name}: counts of every group",
                (
                    Column("Group"),
                    Column("Number", True),
                    Column("Not flagged, without (tn)", True),
                    Column("Flagged, without (fp)", True),
                    Column("Not flagged, with (fn)", True),
                    Column("Flagged, with (tp)", True),
                ),
                tuple(
                    (one.group, *(cell(n) for n in (one.n, one.tn, one.fp, one.fn, one.tp)))  # one row a group
                    for one in rows
                ),
            ),
        ),
    )
