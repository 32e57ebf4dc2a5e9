"""Questions and challenges with what was said to them, as pages show them."""

from __future__ import annotations

from datetime import datetime

from peel_ml.assurance.ledger.entry import moment
from peel_ml.assurance.register.book import Book
from peel_ml.assurance.register.matter import OpenChallenge, Question, Said
from peel_ml.assurance.register.told import name_of
from peel_ml.review.pages.reading.words import role


def question_of(one: Question, book: Book) -> dict[str, object]:
    """Return a question with its answers."""
    return {
        "seq": one.seq,
        "field": one.field,
        "who": name_of(book, one.actor),
        "at": one.at,
        "text": one.text,
        "answers": _said(one.answers, book),
    }


def challenge_of(one: OpenChallenge, book: Book, at: datetime) -> dict[str, object]:
    """Return a challenge with the responses to it, and whether one is late."""
    return {
        "seq": one.seq,
        "behalf": one.what.on_behalf_of,
        "text": one.what.text,
        "at": one.at,
        "due": one.due,
        "closed": one.closed,
        "late": not one.closed and moment(one.due) < at,
        "responses": _said(one.responses, book),
    }


def _said(said: tuple[Said, ...], book: Book) -> list[tuple[str, str, str, str]]:
    return [(name_of(book, one.actor), role(one.role), one.at, str(getattr(one.what, "text", ""))) for one in said]
