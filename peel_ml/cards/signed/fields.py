"""Fields of the card that only sign-off can answer, answered from what the register knows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from peel_ml.cards.diff.content import summary
from peel_ml.cards.field import Field, State
from peel_ml.cards.signed.content import Signed
from peel_ml.cards.signed.states import status
from peel_ml.cards.signed.words import worked_words
from peel_ml.cards.words import counted, day, sentence

_Answer = tuple[State, str] | None


def answered(fields: tuple[Field, ...], signed: Signed) -> tuple[Field, ...]:
    """Return the fields with those of `ANSWERS` answered; what the register does not know stays as it is."""
    return tuple(_answered(one, signed) for one in fields)


def _answered(field: Field, signed: Signed) -> Field:
    answer = ANSWERS[field.code](signed) if field.code in ANSWERS else None
    return field if answer is None else replace(field, state=answer[0], text=answer[1])


def _stands(signed: Signed) -> _Answer:
    tag = status(signed.standing)
    model = f" Registered model: {sentence(signed.registered)}" if signed.registered else ""
    return "given", f"{tag.word}. {tag.text}{model}"


def _bound(signed: Signed) -> _Answer:
    if not signed.manifest_sha256:
        return None
    said = f"Everything that was submitted, by its digest {signed.manifest_sha256}."
    if signed.ledger_head:
        said += f" Last entry of the ledger: {signed.ledger_head}."
    return "given", said + (f" Policy {signed.policy_version}." if signed.policy_version else "")


def _marked(signed: Signed) -> _Answer:
    return ("given", sentence(signed.marking)) if signed.marking else None


def _measured(signed: Signed) -> _Answer:
    return ("given", sentence(signed.measured_accessibility)) if signed.measured_accessibility else None


def _tried(signed: Signed) -> _Answer:
    return ("given", worked_words(signed)) if signed.tried else None


def _argued(signed: Signed) -> _Answer:
    if signed.argument is None:
        return None
    claims = [claim for part in signed.argument.children for claim in part.children if claim.kind == "claim"]
    met = sum(claim.outcome == "met" for claim in claims)
    return "given", f"{counted(len(claims), 'claim')}, {met} of them met. Stated at the top: {signed.argument.word}."


def _decided(signed: Signed) -> _Answer:
    if not signed.decisions:
        return None
    last = max(signed.decisions, key=lambda one: one.at)
    dissent = sum(one.dissent for one in signed.decisions)
    return "given", (
        f"{counted(len(signed.decisions), 'step')}, {counted(len(signed.conditions), 'condition')}, "
        f"{counted(len(signed.justifications), 'justification')}, {counted(dissent, 'dissent')}. "
        f"Last: {last.did}, by the {last.role}, {day(last.at)}."
    )


def _changed(signed: Signed) -> _Answer:
    if signed.changes is None:
        return "not_applicable", "Does not apply because no card of this use case was approved before for this."
    return "given", " ".join(summary(signed.changes))


ANSWERS: dict[str, Callable[[Signed], _Answer]] = {
    "0.3": _stands,
    "0.4": _bound,
    "0.6": _marked,
    "12.1": _measured,
    "12.2": _tried,
    "14.1": _argued,
    "15.1": _decided,
    "16.1": _changed,
}
"""By the field's number in the specification."""
