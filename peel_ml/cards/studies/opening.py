"""What a reader of a study's card meets first: the five questions, key facts and checks at a glance."""

from __future__ import annotations

from peel_ml.cards.content import Answer, Outcome, Status, Tile
from peel_ml.cards.declared import Declaration
from peel_ml.cards.fields import open_before_submission
from peel_ml.cards.sections import at_a_glance
from peel_ml.cards.sections.decision_sheet import (
    MOST_WORDS,
    STATUS_WORDS,
    fitting,
    purpose,
    reviewer_asked,
    words_of,
)
from peel_ml.cards.sections.evidence import evidence_of, verdict_counts
from peel_ml.cards.sections.group_answers import groups, in_one_line, made
from peel_ml.cards.studies.kinds import KINDS
from peel_ml.cards.words import counted, sentence
from peel_ml.results.studies.record import StudyRecord


def decision_sheet(record: StudyRecord, declaration: Declaration) -> tuple[Answer, ...]:
    """Return the five questions, at most 350 words with title and status, whatever the declaration says."""
    room = MOST_WORDS - STATUS_WORDS - len((declaration.text("title") or record.use_case).split())
    for share in (1.0, 0.9, 0.75, 0.5, 0.25):
        sheet = _sheet(record, declaration, share)
        if words_of(sheet) <= room:
            break
    return sheet


def _sheet(record: StudyRecord, declaration: Declaration, share: float) -> tuple[Answer, ...]:
    return (
        Answer("What is it for?", purpose(declaration, share)),
        Answer("Does it work better than today?", (sentence(KINDS[record.study].found(record, declaration)),)),
        Answer("Does it work differently for different groups?", _groups(record, declaration)),
        Answer("What is not known?", _unknown(record, declaration, share)),
        Answer("What am I asked to decide?", reviewer_asked(record, declaration, share)),
    )


def _groups(record: StudyRecord, declaration: Declaration) -> tuple[str, ...]:
    evidence = evidence_of(record, declaration)
    lines = ["No single person is in this data, so that none of the 9 protected characteristics could be checked."]
    if verdict_counts(evidence).judged:
        lines.append(f"Areas were compared by who lives in them. {in_one_line(evidence)}")
    else:
        lines.append("Areas could not be compared by who lives in them.")
    return tuple(lines)


def _unknown(record: StudyRecord, declaration: Declaration, share: float) -> tuple[str, ...]:
    lines = ["What holds for areas need not hold for the people in them."]
    if record.scores.evaluated_on == "validation":
        lines.append("It has not been tested on the held-out period, so the figures may flatter it.")
    limits = declaration.texts("limitations")
    limit = fitting(limits[:1], int(25 * share)) if limits else ""
    if limit:
        lines.append(f"Its main limit: {limit}.")
    still = sum(len(questions) for questions in open_before_submission(record, declaration).values())
    if still:
        lines.append(f"{counted(still, 'question')} {'is' if still == 1 else 'are'} still open.")
    return tuple(lines)


def headline(record: StudyRecord, declaration: Declaration) -> str:
    """Return the finding in one line for the register."""
    return f"{sentence(KINDS[record.study].found(record, declaration))} {in_one_line(evidence_of(record, declaration))}"


def key_facts(record: StudyRecord, declaration: Declaration) -> tuple[Tile, ...]:
    """Return the figures that stand for the rest."""
    evidence = evidence_of(record, declaration)
    tally = verdict_counts(evidence)
    return (
        *KINDS[record.study].tiles(record, declaration),
        Tile(
            f"{tally.shown} of {tally.judged}",
            "groups of areas where a difference is shown",
            f"{counted(tally.outside, 'group').capitalize()} outside the limit, {tally.within or 'none'} within. "
            f"For {tally.cannot_tell or 'none'} we cannot tell."
            if tally.judged
            else "No group of areas could be judged.",
        ),
        Tile(
            "0 of 9",
            "protected characteristics could be checked",
            "The data holds no single person. That is not a pass.",
        ),
    )


def checks(record: StudyRecord, declaration: Declaration) -> tuple[Status, ...]:
    """Return the checks at a glance."""
    card = KINDS[record.study]
    outcomes: dict[bool | None, Outcome] = {True: "met", False: "not_met", None: "cannot_tell"}
    evidence = evidence_of(record, declaration)
    return (
        made(outcomes[record.scores.useful], card.question, sentence(card.found(record, declaration))),
        groups(evidence),
        made("cannot_tell", "0 of 9 protected characteristics could be checked", "The data holds no single person."),
        at_a_glance.held_out(record, declaration),
        at_a_glance.assessed(record, declaration),
        *at_a_glance.found(record),
    )
