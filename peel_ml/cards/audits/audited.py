"""What was audited: the file, its columns, and what each of them was taken for."""

from __future__ import annotations

from peel_ml.cards.audits.declared import flagged, outcome, purpose
from peel_ml.cards.audits.opening import NOT_EVIDENCE
from peel_ml.cards.content import Block, Caution, Fact, Facts, Heading, Listing, Section
from peel_ml.cards.sections.data import CLASSES, findings
from peel_ml.cards.words import count, joined, plain, sentence
from peel_ml.results.audit import AuditRecord


def section(record: AuditRecord) -> Section:
    """Return the section."""
    one = record.audited
    blocks: list[Block] = [Caution(NOT_EVIDENCE, record.heading)] if record.prohibited else []
    crossed = [joined([f"“{name}”" for name in names]) for names in one.intersections]
    blocks += [
        Facts(
            (
                Fact("Declared use", sentence(purpose(record) + (" (prohibited)" if record.prohibited else ""))),
                Fact("File", one.file or "A table in memory"),
                Fact("Kind of data", CLASSES[one.data_class]),
                Fact("Rows", f"{count(one.rows)} read, {count(one.rows_used)} used"),
                Fact("The outcome", sentence(outcome(one))),
                Fact("Flagged means", sentence(flagged(one))),
                Fact("Groups by", joined([f"“{name}”" for name in one.protected])),
                *([Fact("Combinations", "; ".join(crossed))] if crossed else []),
                *([Fact("Compared like with like by", joined(list(one.controls)))] if one.controls else []),
                *([Fact("Rows flagged", count(one.flagged))] if one.flagged is not None else []),
                Fact("Rows that belong together", f"The same “{one.cluster}”" if one.cluster else "None declared"),
            )
        ),
        *([Listing(tuple(sentence(plain(note)) for note in one.notes))] if one.notes else []),
        Heading("What was wrong with it"),
        *findings(record.findings),
    ]
    return Section("audited", "What was audited", tuple(blocks))
