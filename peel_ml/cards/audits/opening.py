"""What a reader of an audit meets first."""

from __future__ import annotations

from peel_ml.cards.audits.declared import flagged, purpose
from peel_ml.cards.content import Answer, Status, Tile
from peel_ml.cards.sections import group_answers
from peel_ml.cards.sections.at_a_glance import SEVERITY
from peel_ml.cards.sections.evidence import Evidence, measured_count, verdict_counts
from peel_ml.cards.sections.group_answers import made
from peel_ml.cards.words import count, counted, plain, sentence
from peel_ml.results.audit import AuditRecord

NOT_EVIDENCE = "It is no evidence that such a thing should be used, whatever the figures say."


def status(record: AuditRecord) -> tuple[Status, ...]:
    """Return where the audit stands, one tag each."""
    if record.prohibited:
        return (Status("not_met", record.heading, "Use"),)
    return (
        Status("note", "Audit of somebody else’s model", "Use"),
        Status("look_closer", "Not submitted for sign-off", "Stage"),
    )


def summary(record: AuditRecord) -> str:
    """Return the sentence the page opens with."""
    text = f"What was scored or decided in {_file(record)} compared between groups of people."
    return f"{record.heading} {text}" if record.prohibited else text


def _file(record: AuditRecord) -> str:
    return f"“{record.audited.file}”" if record.audited.file else "a table"


def sheet(record: AuditRecord, evidence: Evidence) -> tuple[Answer, ...]:
    """Return four questions with short answers."""
    return (
        Answer("What was audited?", _what(record)),
        Answer("Does it work differently for different groups?", group_answers.answer(evidence)),
        Answer("What is not known?", _unknown(evidence)),
        Answer("What may follow from it?", _follows(record)),
    )


def _what(record: AuditRecord) -> tuple[str, ...]:
    said = sentence(f"{count(record.audited.rows_used)} rows of {_file(record)}; the declared use is {purpose(record)}")
    lines = [said, sentence(f"Flagged means that {flagged(record.audited)}")]
    return (*lines, "Such a use is prohibited here.") if record.prohibited else tuple(lines)


def _unknown(evidence: Evidence) -> tuple[str, ...]:
    missing = 9 - measured_count(evidence)
    tally = verdict_counts(evidence)
    lines = ["How the scores or decisions came about: the model was not there to be looked at."]
    if missing:
        lines.append(f"Nothing is known about {missing} of the 9 protected characteristics. That is not a pass.")
    if tally.cannot_tell:
        be = "is" if tally.cannot_tell == 1 else "are"
        lines.append(f"Whether {counted(tally.cannot_tell, tally.noun)} {be} within the limit.")
    return tuple(lines)


def _follows(record: AuditRecord) -> tuple[str, ...]:
    if record.prohibited:
        return (NOT_EVIDENCE, "It can never be submitted for sign-off.")
    return (
        "Questions to whoever made the model, and a reason to look closer.",
        "An audit alone approves nothing.",
    )


def tiles(record: AuditRecord, evidence: Evidence) -> tuple[Tile, ...]:
    """Return the key facts."""
    one = record.audited
    left = one.rows - one.rows_used
    return (
        Tile(
            count(one.rows_used),
            "rows were compared",
            f"{counted(left, 'row')} of {count(one.rows)} could not be used." if left else "Every row of the file.",
        ),
        *group_answers.tiles(evidence),
    )


def checks(record: AuditRecord, evidence: Evidence) -> tuple[Status, ...]:
    """Return the checks at a glance."""
    passed = sum(check.outcome == "passed" for check in record.checks)
    use = made(
        "not_met" if record.prohibited else "note",
        "The declared use is prohibited" if record.prohibited else "The declared use",
        sentence(purpose(record)),
    )
    return (
        use,
        group_answers.groups(evidence),
        group_answers.nine(evidence),
        *(
            made(SEVERITY[finding.severity], plain(finding.title), code=finding.code)
            for finding in record.findings
            if finding.severity != "note"
        ),
        made(
            "met" if passed else "note",
            f"{counted(passed, 'other check')} found nothing wrong",
            "All checks are listed in the technical annex.",
        ),
    )
