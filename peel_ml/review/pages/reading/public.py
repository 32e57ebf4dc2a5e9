"""The public register, as the public is shown it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from peel_ml.assurance.case import register_states
from peel_ml.cards.card import Card, digest, loads
from peel_ml.cards.html import to_html
from peel_ml.cards.register import Declared, build_register
from peel_ml.review.answers import Answer, Page, not_found
from peel_ml.review.pages.reading import runs
from peel_ml.review.pages.reading.access import book_of, now_of
from peel_ml.review.pages.reading.kept import Kept
from peel_ml.review.pages.reading.own_page import own_page
from peel_ml.review.routes import READERS, Asked, Row, address

_pages: Kept[str] = Kept(16)


def public_register(asked: Asked) -> Answer:
    """Show what the public register shows: it is the same for every reader."""
    book, at = book_of(asked), now_of(asked)
    declared = runs.declared(asked.services.settings.project)
    problem_book = [Declared(name, one.title or name, one.objective, one.stage) for name, one in declared.items()]
    named = {one.use_case for one in problem_book}
    last = {one.use_case: one.run for one in tuple(book.matters.values()) if not one.run.synthetic}
    problem_book += [
        Declared(name, one.title, one.objective, one.stage) for name, one in last.items() if name not in named
    ]
    found = build_register(problem_book, _cards(asked), "public", register_states(book, at))
    hrefs = {
        one.use_case: address(asked.services.rows, "published", {"use_case": one.use_case})
        for shelf in found.shelves
        for one in shelf.lines
        if one.href
    }
    return Page("reading/public", {"register": found, "hrefs": hrefs})


def published(asked: Asked) -> Answer:
    """Show a published card, as the public sees it."""
    card = _cards(asked).get(asked.path["use_case"])
    if card is None:
        raise not_found()
    return own_page(
        _pages.get((digest(card),), lambda: to_html(card)),
        address(asked.services.rows, "public_register"),
        "Back to the public register",
    )


def _cards(asked: Asked) -> dict[str, Card]:
    project = asked.services.settings.project
    if project is None:
        return {}
    paths = sorted((project / "model_cards").glob("*/public.json"))
    return {path.parent.name: _read(path, path.stat().st_mtime_ns) for path in paths}


@lru_cache(maxsize=256)
def _read(path: Path, modified: int) -> Card:
    return loads(path.read_bytes())


ROWS = (
    Row("/public-register", "GET", "public_register", READERS, public_register, menu="Public register"),
    Row("/public-register/{use_case}", "GET", "published", READERS, published),
)
