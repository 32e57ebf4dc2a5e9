"""The card itself, with what was decided joined to it; and the address that MLflow links to."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from pathlib import Path

from peel_ml.assurance.case import signed_of
from peel_ml.assurance.register.book import Book
from peel_ml.assurance.register.matter import Matter
from peel_ml.assurance.register.shown import last_approved
from peel_ml.cards.card import Card, digest, loads
from peel_ml.cards.diff.content import Difference
from peel_ml.cards.html import to_html as bare_html
from peel_ml.cards.signed import to_html, with_sign_off
from peel_ml.cards.signed.content import Signed
from peel_ml.errors import BadRequest
from peel_ml.review.answers import Answer, Away, Page, not_found
from peel_ml.review.pages.reading import runs
from peel_ml.review.pages.reading.access import book_of, matter_of, now_of, reads_all, seen, sees
from peel_ml.review.pages.reading.case import argument_of
from peel_ml.review.pages.reading.changes import since_approved
from peel_ml.review.pages.reading.frozen import Frozen, frozen_of
from peel_ml.review.pages.reading.kept import Kept
from peel_ml.review.pages.reading.listing import earlier_runs
from peel_ml.review.pages.reading.own_page import own_page
from peel_ml.review.pages.reading.tags import DRAFT
from peel_ml.review.routes import READERS, Asked, Row, address

_pages: Kept[str] = Kept(32)
BACK = "Back to what was decided, and to what you can do"


def card(asked: Asked) -> Answer:
    """Show the internal card with its sign-off."""
    return _card(asked, "card.json")


def public_card(asked: Asked) -> Answer:
    """Show the public card with its sign-off, as the public is to see it."""
    return _card(asked, "public.json")


def _card(asked: Asked, name: str) -> Answer:
    matter, book = matter_of(asked)
    frozen = frozen_of(asked, matter.manifest)
    shown = frozen.card(name)
    # To the minute, as the page says it: within one a card is rendered once.
    at = now_of(asked).replace(second=0, microsecond=0)
    page = _pages.get(
        (frozen.sha256[name], matter.id, book.head, at, reads_all(asked.person)),
        lambda: to_html(with_sign_off(shown, signed_with_changes(asked, matter, book, at, frozen, name))),
    )
    return own_page(page, address(asked.services.rows, "matter", {"matter": matter.id}), BACK)


def signed_with_changes(asked: Asked, matter: Matter, book: Book, at: datetime, frozen: Frozen, name: str) -> Signed:
    """Return what the register knows of a card, with what changed since the last approved one."""
    before = last_approved(book, matter)
    changes: Difference | None = None
    called = ""
    if before is not None and sees(asked.person, before):
        changes, called = since_approved(asked, frozen, before, name)
    return signed_of(
        book,
        matter,
        at,
        argument=argument_of(asked, matter, book),
        measured_accessibility=next((one.text for one in matter.gates if one.code == "G18"), ""),
        changes=changes,
        compared_with=called,
    )


def run_page(asked: Asked) -> Answer:
    """Lead from a run to its matter; one that nobody put forward is shown as the draft that it is."""
    run, book = asked.path["run"], book_of(asked)
    found = [one for one in seen(asked, book) if one.manifest.run_id == run]
    found = found or [one for one in seen(asked, book) if one.revision > 1 and run in earlier_runs(one, book)]
    if found:
        return Away("matter", {"matter": max(found, key=lambda one: one.moved_at).id})
    body = _draft(asked).body
    values = {"body": body, "run": run, "standing_status": DRAFT}
    return Page("reading/draft", values)


def run_card(asked: Asked) -> Answer:
    """Show the whole card of a run that nobody put forward."""
    draft = _draft(asked)
    page = _pages.get((digest(draft),), lambda: bare_html(draft))
    back = address(asked.services.rows, "run", {"run": asked.path["run"]})
    return own_page(page, back, "Back to where this draft stands")


def _draft(asked: Asked) -> Card:
    folder = runs.folder_of(asked.services.settings.home / "runs", asked.path["run"])
    if folder is None or not reads_all(asked.person) or not (folder / "card.json").is_file():
        raise not_found()
    path = folder / "card.json"
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _read(path: Path, modified: int) -> Card:
    try:
        return loads(path.read_bytes())
    except BadRequest as error:
        raise BadRequest(f"The card of run {path.parent.name} cannot be read.", error.problems) from None


ROWS = (
    Row("/matters/{matter}/card", "GET", "card", READERS, card),
    Row("/matters/{matter}/public-card", "GET", "public_card", READERS, public_card),
    Row("/cards/{run}", "GET", "run", READERS, run_page),
    Row("/cards/{run}/card", "GET", "run_card", READERS, run_card),
)
