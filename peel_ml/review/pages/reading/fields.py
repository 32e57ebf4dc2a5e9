"""Every field of a card, and the history of one: its answer in each revision, and what was asked and found about it."""

from __future__ import annotations

from itertools import groupby

from peel_ml.assurance.register.book import Book
from peel_ml.assurance.register.matter import Matter
from peel_ml.assurance.register.shown import entries_of
from peel_ml.assurance.register.told import name_of
from peel_ml.cards.content import Status
from peel_ml.cards.field import Field
from peel_ml.review.answers import Answer, Page, not_found
from peel_ml.review.pages.deciding.panel import panel
from peel_ml.review.pages.reading import words
from peel_ml.review.pages.reading.access import matter_of
from peel_ml.review.pages.reading.frozen import frozen_of
from peel_ml.review.pages.reading.grids import Cell, Grid
from peel_ml.review.pages.reading.revisions import revisions_of
from peel_ml.review.pages.reading.threads import question_of
from peel_ml.review.routes import READERS, Asked, Row, address

PARTS = {
    "0": "What this card is",
    "1": "In short",
    "2": "Who is responsible",
    "3": "What it is for",
    "4": "The law",
    "5": "The data",
    "6": "The model",
    "7": "How well it works",
    "8": "Groups of people",
    "9": "What it goes by",
    "10": "What is held back",
    "11": "Limits and risks",
    "12": "Whether everybody can read it",
    "13": "How it is watched",
    "14": "The argument",
    "15": "Sign-off",
    "16": "What changed",
}
"""The parts of the specification of a card, by their numbers."""
STATES: dict[str, Status] = {
    "given": Status("met", "Answered", "Answer"),
    "open": Status("look_closer", "Open", "Answer"),
    "not_measured": Status("cannot_tell", "Not measured", "Answer"),
    "not_applicable": Status("note", "Does not apply", "Answer"),
    "too_few": Status("cannot_tell", "Too few people", "Answer"),
}
SOURCES = {
    "measured": "the run measured it",
    "declared": "somebody declared it",
    "reviewer": "a person says it at sign-off",
}


def fields(asked: Asked) -> Answer:
    """Show every field of the card."""
    matter, _ = matter_of(asked)
    every = frozen_of(asked, matter.manifest).card().body.fields
    asked_about = {one.field for one in matter.questions}
    grids = [
        Grid(
            f"{number}. {PARTS.get(number, 'Further fields')}",
            ("Field", "Answer", "How it stands"),
            tuple(_line(asked, matter, one, one.code in asked_about) for one in group),
        )
        for number, group in groupby(every, lambda one: one.code.split(".")[0])
    ]
    missing = sum(one.state == "open" for one in every)
    return Page("reading/fields", {"matter": matter, "grids": grids, "total": len(every), "missing": missing})


def _line(asked: Asked, matter: Matter, one: Field, questioned: bool) -> tuple[Cell, ...]:
    href = address(asked.services.rows, "field", {"matter": matter.id, "code": one.code})
    more = "Somebody asked about it" if questioned else ""
    return (Cell(f"{one.code} {one.name}", href, more=more), Cell(_shortened(one.text)), Cell(tag=STATES[one.state]))


def _shortened(text: str) -> str:
    return text if len(text) <= 160 else f"{text[:160].rsplit(' ', 1)[0]} …"


def field(asked: Asked) -> Answer:
    """Show one field's history."""
    matter, book = matter_of(asked)
    code = asked.path["code"]
    now = next((one for one in frozen_of(asked, matter.manifest).card().body.fields if one.code == code), None)
    if now is None:
        raise not_found()
    values = {
        "matter": matter,
        "field": now,
        "state": STATES[now.state],
        "sources": [SOURCES[one] for one in now.sources],
        "answers": _answers(asked, matter, book, code),
        "questions": [question_of(one, book) for one in reversed(matter.questions) if one.field == code],
        "findings": _findings(matter, book, code),
        "ask_href": next((f"{one.href}?field={code}" for one in panel(asked, matter, book) if one.name == "ask"), ""),
        "words": words,
    }
    return Page("reading/field", values)


def _answers(asked: Asked, matter: Matter, book: Book, code: str) -> list[dict[str, object]]:
    """Return the field's answer in each revision, the last first, and whether it differs from the one before."""
    found: list[dict[str, object]] = []
    before: str | None = None
    for one in revisions_of(asked, matter, book):
        here, wrong = None, "The frozen files of this revision are not on this machine."
        if one.frozen is not None and not (wrong := one.frozen.wrong("card.json")):
            here = next((field for field in one.frozen.card().body.fields if field.code == code), None)
            wrong = "" if here else "This revision's card had no such field."
        text = here.text if here else None
        changed = before is not None and text is not None and text != before
        state = STATES[here.state] if here else None
        found.append(
            {"number": one.number, "at": one.at, "text": text, "state": state, "wrong": wrong, "changed": changed}
        )
        before = text if text is not None else before
    return found[::-1]


def _findings(matter: Matter, book: Book, code: str) -> list[dict[str, object]]:
    """Return what reviewers ever asked to be changed about a field, the last first."""
    return [
        {"text": one["text"], "at": entry.at, "who": name_of(book, entry.actor), "role": words.role(entry.role)}
        for entry in reversed(entries_of(book, matter))
        if entry.action == "request_changes"
        for one in entry.payload["findings"]
        if one["field"] == code
    ]


ROWS = (
    Row("/matters/{matter}/fields", "GET", "fields", READERS, fields),
    Row("/matters/{matter}/fields/{code}", "GET", "field", READERS, field),
)
