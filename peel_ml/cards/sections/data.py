"""The data, and what was wrong with it."""

from __future__ import annotations

from collections.abc import Callable

from peel_ml.cards.content import (
    Block,
    Caution,
    Column,
    Fact,
    Facts,
    Fold,
    Heading,
    Listing,
    Paragraph,
    Section,
    Statuses,
    Table,
)
from peel_ml.cards.content import Status as CheckStatus
from peel_ml.cards.declared import Declaration
from peel_ml.cards.replicating import command
from peel_ml.cards.sections import months
from peel_ml.cards.sections.at_a_glance import SEVERITY
from peel_ml.cards.sections.facts import in_columns_words
from peel_ml.cards.sections.opening import SYNTHETIC_WARNING
from peel_ml.cards.words import count, counted, percent, plain, sentence, spoken
from peel_ml.results.data import Period
from peel_ml.results.findings import Finding
from peel_ml.results.recorded import Recorded
from peel_ml.results.studies.record import StudyRecord

CLASSES = {
    "D0": "D0, made up (synthetic)",
    "D1": "D1, published",
    "D2": "D2, totals that passed disclosure control",
    "D3": "D3, personal data without names",
    "D4": "D4, personal data that names people",
}
_PARTS = {
    "training": "Training: the model learnt from it",
    "validation": "Validation: every run is scored on it",
    "held_out": "Held out: opened only for a final run",
}
_ORIGIN = (
    ("Published by", "publisher"),
    ("Licence", "licence"),
    ("Area", "geography"),
    ("First collected", "original_purpose"),
    ("How it was collected", "collection"),
    ("What decides what is recorded", "selection"),
)
SET_OUT = {
    "fairness-outside": "Does it work differently for different groups?",
    "fairness-cannot-tell": "Does it work differently for different groups?",
    "missing-changes-the-answer": "Does it work differently for different groups?",
    "miscalibrated": "Can the percentages be trusted?",
}
"""Findings whose sentence would say again, in technical words, what a section sets out."""
_WORDS = {"block": "Cannot be relied on", "warn": "Look closer", "note": "Good to know"}


def section(record: Recorded, declaration: Declaration) -> Section:
    """Return the section."""
    data = record.data
    named = in_columns_words(record, declaration)
    blocks: list[Block] = []
    if data.synthetic:
        blocks.append(Caution(SYNTHETIC_WARNING, "SYNTHETIC."))
    blocks += [
        Facts(
            (
                Fact("Where it comes from", data.source),
                *(fact for term, key in _ORIGIN if (fact := declaration.fact(term, f"data.origin.{key}")).answered),
                Fact("Kind of data", CLASSES[data.class_]),
                *(
                    [Fact("Kind of the real data", CLASSES[data.declared_class])]
                    if data.declared_class != data.class_
                    else []
                ),
                Fact("Period", _period(data.period)),
                Fact("Rows", f"{count(data.rows)} read, {count(data.rows_used)} used"),
                _counted(record, declaration),
                declaration.fact("It is meant to stand for", "task.label_construct"),
                declaration.fact("How the record may be wrong", "task.label_bias"),
                declaration.fact("When it is known", "task.label_delay"),
            )
        ),
        *([Listing(tuple(sentence(plain(named(note))) for note in data.notes))] if data.notes else []),
        *months.blocks(record),
        Heading("What was wrong with it"),
        *findings(record.findings, named),
        Heading("How it was cleaned"),
        _cleaning(record),
        Heading("How it was split"),
        _parts(record),
        Facts(_files(record)),
        Fold("Columns and what each was used for", (_columns(record),)),
        *_again(record),
    ]
    return Section("data", "The data, and what was wrong with it", tuple(blocks))


def _counted(record: Recorded, declaration: Declaration) -> Fact:
    if isinstance(record, StudyRecord):
        return declaration.fact("What is counted or measured", "task.target.words")
    return declaration.fact("“The outcome” here is", "task.target.positive_words")


def _again(record: Recorded) -> list[Block]:
    again = command(record)
    if not again:
        return []
    return [
        Heading("How to check this card yourself"),
        Paragraph(
            "The data is published, so anybody can make this card again. "
            "The command below does so and prints every difference. PATH stands for your copy of the data."
        ),
        Facts((Fact("Command", again), Fact("Digest of the data", f"SHA-256 {record.data.sha256}"))),
    ]


def _period(period: Period | None) -> str:
    return "Not known" if period is None else f"{period.from_} to {period.to}"


def findings(found: tuple[Finding, ...], said: Callable[[str], str] = str) -> list[Block]:
    """Return what the checks found, the gravest first; `said` gives columns the names a reader knows."""
    if not found:
        return [Paragraph("The checks found nothing. All checks are listed in the technical annex.")]
    order = {"block": 0, "warn": 1, "note": 2}
    here = [one for one in sorted(found, key=lambda one: order[one.severity]) if one.code not in SET_OUT]
    elsewhere = dict.fromkeys(SET_OUT[one.code] for one in found if one.code in SET_OUT)
    titles = {name: [plain(one.title) for one in found if SET_OUT.get(one.code) == name] for name in elsewhere}
    return [
        *([Statuses(tuple(_finding(one, said) for one in here))] if here else []),
        *(
            [Paragraph(" ".join(f"{'. '.join(titles[name])}: see “{name}”." for name in elsewhere), "Set out above.")]
            if elsewhere
            else []
        ),
    ]


def _finding(finding: Finding, said: Callable[[str], str]) -> CheckStatus:
    return CheckStatus(
        SEVERITY[finding.severity],
        _WORDS[finding.severity],
        plain(finding.title),
        sentence(plain(said(finding.sentence))),
        sentence(plain(said(finding.fix))),
        finding.code,
    )


def _cleaning(record: Recorded) -> Block:
    if not record.data.cleaning:
        return Paragraph("Nothing was changed.")
    return Table(
        f"Every cleaning step, in order, from {count(record.data.cleaning[0].rows_in)} rows",
        (
            Column("Step"),
            Column("Rows left", True),
            Column("Cells changed", True),
            Column("Why"),
        ),
        tuple(
            (
                spoken(step.step),
                count(step.rows_out),
                count(step.cells_changed),
                sentence(step.why),
            )
            for step in record.data.cleaning
        ),
    )


def _parts(record: Recorded) -> Table:
    if isinstance(record, StudyRecord):
        return Table(
            "Parts of the data",
            (Column("Part"), Column("Period"), Column("Rows", True)),
            tuple((_PARTS[part.name], _period(part.period), count(part.rows)) for part in record.data.parts),
        )
    rows = []
    for part in record.data.parts:
        positives = "Not opened" if part.positives is None else count(part.positives)
        share = "Not opened" if part.positives is None else percent(part.positives / part.rows if part.rows else None)
        rows.append((_PARTS[part.name], _period(part.period), count(part.rows), positives, share))
    return Table(
        "Parts of the data",
        (
            Column("Part"),
            Column("Period"),
            Column("Rows", True),
            Column("With the outcome", True),
            Column("Share", True),
        ),
        tuple(rows),
    )


def _files(record: Recorded) -> tuple[Fact, ...]:
    """Return how many files were read, with one digest over all; each file's own stands in the record."""
    files = record.data.files
    names = "" if not files else files[0].name if len(files) == 1 else f": {files[0].name} to {files[-1].name}"
    size = f", {count(sum(file.bytes for file in files))} bytes" if files else ""
    return (
        Fact("Files read", f"{counted(len(files), 'file')}{names}{size}"),
        Fact("Digest of all files (SHA-256)", record.data.sha256),
    )


def _columns(record: Recorded) -> Table:
    return Table(
        "Columns",
        (
            Column("Column"),
            Column("In plain words"),
            Column("Used as"),
            Column("Known when decided"),
            Column("Missing", True),
        ),
        tuple(
            (
                one.name,
                one.plain_name,
                spoken(one.role),
                {"before": "Before", "at": "At", "after": "After"}.get(one.known_when or "", "–"),
                percent(one.missing),
            )
            for one in record.data.columns
        ),
    )
