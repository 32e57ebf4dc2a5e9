"""The sign-off section as it is shown once the register knows the card: a table of parts, in reading order."""

from __future__ import annotations

from collections.abc import Callable

from peel_ml.cards.content import (
    Block,
    Caution,
    Fact,
    Facts,
    Fold,
    Heading,
    Listing,
    Paragraph,
    Status,
    Statuses,
)
from peel_ml.cards.signed.content import Argument, Condition, Decisions, Gates, Justification, Signed
from peel_ml.cards.signed.gates import gate_lines, in_short
from peel_ml.cards.signed.states import SCOPES, status
from peel_ml.cards.signed.words import changes_in_short, worked_words
from peel_ml.cards.words import counted, day, moment, sentence

SignedBlock = Block | Argument | Decisions | Gates

_CONDITIONS = {"open": ("look_closer", "Open"), "met": ("met", "Met"), "overdue": ("not_met", "Overdue")}


def blocks(signed: Signed) -> tuple[SignedBlock, ...]:
    """Return the section's blocks; a part that there is nothing for says so, where its absence means something."""
    return tuple(block for part in PARTS for block in part(signed))


def _standing(signed: Signed) -> list[SignedBlock]:
    one = signed.standing
    tag = status(one)
    facts = [
        Fact("Where it stands", f"{tag.word}. {tag.text}"),
        Fact("What this allows", signed.allows if tag.outcome == "met" else "Nothing now."),
    ]
    if signed.valid_from is not None:
        facts.append(Fact("Approved from", moment(signed.valid_from)))
    if one.until is not None:
        facts.append(Fact("Approved until", moment(one.until)))
    if signed.registered:
        facts.append(Fact("Registered model", signed.registered))
    if signed.marking:
        facts.append(Fact("Marking and publication", sentence(signed.marking)))
    facts += [Fact(f"For {SCOPES[other.scope]}", status(other).word) for other in signed.others]
    facts.append(
        Fact("Known on", f"{moment(signed.as_of)}. A saved page may be out of date: the register says what counts now.")
    )
    found: list[SignedBlock] = [Facts(tuple(facts))]
    if signed.reason:
        found.append(Caution(sentence(signed.reason), "Why it stands so."))
    return found


def _decisions(signed: Signed) -> list[SignedBlock]:
    if not signed.decisions:
        return [Heading("Who decided what"), Paragraph("Nobody has decided anything yet.")]
    newest_first = tuple(sorted(signed.decisions, key=lambda one: one.at, reverse=True))
    return [Heading("Who decided what"), Decisions(newest_first)]


def conditions(signed: Signed) -> list[SignedBlock]:
    """Return the conditions of an approval; nothing where it has none."""
    if not signed.conditions:
        return []
    return [Heading("Conditions"), Statuses(tuple(map(_condition, signed.conditions)))]


def _condition(one: Condition) -> Status:
    outcome, word = _CONDITIONS[one.state]
    text = f"{one.owner} answers for it, by {day(one.due)}."
    if one.check:
        text += f" How it is checked: {sentence(one.check)}"
    return Status(outcome, word, sentence(one.text), text)  # type: ignore[arg-type]


def _gates(signed: Signed) -> list[SignedBlock]:
    if not signed.gates:
        return []
    return [
        Heading("What must be true before it is signed"),
        Paragraph(in_short(signed.gates)),
        Gates(gate_lines(signed.gates)),
    ]


def justifications(signed: Signed) -> list[SignedBlock]:
    """Return what was found and may stand with a reason; nothing where there is none."""
    if not signed.justifications:
        return []
    accepted = sum(bool(one.accepted_by) for one in signed.justifications)
    return [
        Heading("What was found and accepted with a reason"),
        Paragraph(f"{accepted} of {len(signed.justifications)} accepted. Nobody accepts a reason of their own."),
        *(
            Fold(f"{one.title}: {'accepted' if one.accepted_by else 'not accepted yet'}", (Facts(_reasoned(one)),))
            for one in signed.justifications
        ),
    ]


def _reasoned(one: Justification) -> tuple[Fact, ...]:
    facts = [
        Fact("What was found", one.finding),
        Fact("What it is for", one.aim),
        Fact("Why it is proportionate", one.proportionate),
        Fact("Less unequal options that were considered", one.alternatives),
        Fact("What is done about it", one.mitigation),
        Fact("Written by", one.author),
        Fact("Accepted by", "; ".join(one.accepted_by) or "Nobody yet", bool(one.accepted_by)),
    ]
    if one.expires is not None:
        facts.append(Fact("Counts until", day(one.expires)))
    return tuple(Fact(fact.term, sentence(fact.text), fact.answered) for fact in facts if fact.text)


def _argument(signed: Signed) -> list[SignedBlock]:
    if signed.argument is None:
        return []
    return [
        Heading("The argument, claim by claim"),
        Paragraph(
            "The statement at the top can be no better than the worst one below it. A machine says how each claim came "
            "out. Only a person can stand for the statement at the top."
        ),
        Argument(signed.argument),
    ]


def _readable(signed: Signed) -> list[SignedBlock]:
    found: list[SignedBlock] = [
        Heading("Whether everybody can read this page"),
        Paragraph(
            sentence(signed.measured_accessibility) or "No report was made for this form of the page.", "Measured."
        ),
        Paragraph(worked_words(signed), "Tried by a person."),
    ]
    told = tuple(Fact(one.what, f"“{one.found}”") for one in signed.tried if one.found)
    return [*found, Facts(told)] if told else found


def _changes(signed: Signed) -> list[SignedBlock]:
    found: list[SignedBlock] = [Heading("What changed since the last approved card")]
    if signed.changes is None:
        return [*found, Paragraph("No card of this use case was approved before for this.")]
    lines, folds = changes_in_short(signed.changes)
    return [
        *found,
        Paragraph(f"Compared with {signed.compared_with or 'the last approved card'}."),
        *(Caution(one, "Take care.") for one in signed.changes.cautions),
        Listing(lines),
        *folds,
    ]


def _bound(signed: Signed) -> list[SignedBlock]:
    digests = (
        ("The approval", signed.approval_id),
        ("Everything that was submitted", signed.manifest_sha256),
        ("The last entry of the ledger", signed.ledger_head),
        ("The policy", signed.policy_version),
    )
    facts = tuple(Fact(term, text) for term, text in digests if text)
    if not facts:
        return []
    said = f"What a decision is bound to: {counted(len(facts), 'digest')}"
    return [
        Fold(said, (Paragraph("One changed byte gives another digest, and the approval no longer fits."), Facts(facts)))
    ]


PARTS: tuple[Callable[[Signed], list[SignedBlock]], ...] = (
    _standing,
    _decisions,
    conditions,
    _gates,
    justifications,
    _argument,
    _readable,
    _changes,
    _bound,
)
"""Every part, in reading order."""
