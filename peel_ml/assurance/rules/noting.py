"""What must be true for what is recorded about a matter without moving it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from peel_ml.assurance.ledger.entry import Entry
from peel_ml.assurance.payloads import Accept, AnswerTo, Attest, Justify, MeetCondition, Respond
from peel_ml.assurance.register.book import Book
from peel_ml.errors import Problem

Rule = Callable[[Book, Entry, Any, datetime], Iterator[Problem]]

PARTS = {"equality_reviewer": "equality", "data_protection_officer": "data_protection"}
"""Which part each role attests."""


def _attesting(book: Book, entry: Entry, what: Attest, at: datetime) -> Iterator[Problem]:
    matter = book.matters[entry.subject]
    if what.part != PARTS[entry.role]:
        yield Problem(f"the part {what.part.replace('_', ' ')} is not attested by the {entry.role.replace('_', ' ')}")
    if what.sha256 != matter.asks.parts.get(what.part):
        yield Problem("what is attested has changed since it was read", "Read it again, then attest.")


def _justifying(book: Book, entry: Entry, what: Justify, at: datetime) -> Iterator[Problem]:
    codes = book.matters[entry.subject].to_justify
    if what.code not in codes:
        yield Problem(f"{what.code} needs no justification here; {', '.join(codes) or 'nothing'} does")
    if what.expires < at.date():
        yield Problem("the justification would have expired already")


def _accepting(book: Book, entry: Entry, what: Accept, at: datetime) -> Iterator[Problem]:
    matter = book.matters[entry.subject]
    written = [said for said, one in matter.justifications if one.code == what.code]
    if not written:
        yield Problem(f"there is no justification of {what.code} to accept", "The author writes it first.")
    elif written[-1].actor == entry.actor:
        yield Problem("nobody accepts a justification of their own")
    if entry.role == "equality_reviewer" and what.code not in matter.asks.equality_justifications:
        yield Problem(f"{what.code} is not for the equality reviewer to accept")


def _answering(book: Book, entry: Entry, what: AnswerTo, at: datetime) -> Iterator[Problem]:
    if what.question not in {one.seq for one in book.matters[entry.subject].questions}:
        yield Problem("there is no such question")


def _responding(book: Book, entry: Entry, what: Respond, at: datetime) -> Iterator[Problem]:
    if what.challenge not in {one.seq for one in book.matters[entry.subject].open_challenges()}:
        yield Problem("there is no such open challenge")


def _meeting(book: Book, entry: Entry, what: MeetCondition, at: datetime) -> Iterator[Problem]:
    matter = book.matters[entry.subject]
    if not 1 <= what.number <= len(matter.conditions):
        yield Problem(f"there is no condition {what.number}; there are {len(matter.conditions)}")
    elif what.number in matter.met:
        yield Problem(f"condition {what.number} is met already")
    elif matter.conditions[what.number - 1].owner.replace(" ", "_") == entry.role:
        yield Problem("somebody else than the condition's owner says that it is met")


def _free(book: Book, entry: Entry, what: Any, at: datetime) -> Iterator[Problem]:
    return iter(())


NOTED: dict[str, Rule] = {
    "attest": _attesting,
    "justify": _justifying,
    "accept": _accepting,
    "check_by_hand": _free,
    "dissent": _free,
    "ask": _free,
    "answer": _answering,
    "challenge": _free,
    "respond": _responding,
    "meet_condition": _meeting,
    "withhold": _free,
}
"""The rule of each note."""
