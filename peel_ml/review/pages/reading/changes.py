"""What changed: since the last approved card, and between the revisions of one matter."""

from __future__ import annotations

from peel_ml.assurance.register.matter import Matter
from peel_ml.assurance.register.shown import last_approved
from peel_ml.cards.diff.compare import difference
from peel_ml.cards.diff.content import Difference, Side
from peel_ml.cards.diff.html import to_html
from peel_ml.review.answers import Answer, Page, Refused, not_found
from peel_ml.review.pages.reading.access import matter_of, sees
from peel_ml.review.pages.reading.frozen import Frozen, frozen_of
from peel_ml.review.pages.reading.grids import Cell, Grid, number_in
from peel_ml.review.pages.reading.kept import Kept
from peel_ml.review.pages.reading.own_page import own_page
from peel_ml.review.pages.reading.records import RECORD, record_of
from peel_ml.review.pages.reading.revisions import revisions_of
from peel_ml.review.pages.reading.words import when
from peel_ml.review.routes import READERS, Asked, Row, address

_READ = ("card.json", RECORD)
_differences: Kept[Difference] = Kept(32)
_pages: Kept[str] = Kept(32)


def changes(asked: Asked) -> Answer:
    """Show what changed since the last approved card."""
    matter, book = matter_of(asked)
    before = last_approved(book, matter)
    if before is None or not sees(asked.person, before):
        raise Refused(
            404,
            "There is nothing to compare with",
            f"No card of this use case was approved for the scope {matter.scope} before.",
        )
    return _compared(
        asked,
        matter,
        (frozen_of(asked, before.manifest), _approved_name(before)),
        (frozen_of(asked, matter.manifest), f"run {matter.manifest.run_id}"),
    )


def since_approved(asked: Asked, now: Frozen, before: Matter, name: str) -> tuple[Difference | None, str]:
    """Return what changed since the last approved card, and what that one is called; none where it is not here.

    The page shows the cards' own words: figures one by one are on the page of changes, which reads both records.
    """
    then = frozen_of(asked, before.manifest)
    if not then.has(name):
        return None, ""
    called = _approved_name(before)
    made = _differences.get(
        (then.sha256[name], now.sha256[name], called),
        lambda: difference(Side(called, then.card(name)), Side("this card", now.card(name))),
    )
    return made, called


def _approved_name(before: Matter) -> str:
    return f"the card approved on {when(before.approved_at or before.moved_at)}"


def revisions(asked: Asked) -> Answer:
    """Show the revisions of a matter, or what changed between two of them."""
    matter, book = matter_of(asked)
    every = revisions_of(asked, matter, book)
    if not asked.query.get("from"):
        rows = tuple(
            (
                Cell(f"Revision {one.number}"),
                Cell(when(one.at)),
                Cell(one.run),
                Cell(*_link(asked, matter, one.number)) if one.number > 1 else Cell("The first"),
            )
            for one in reversed(every)
        )
        grid = Grid("Revisions, the last first", ("Revision", "Came", "Run", "What changed"), rows)
        return Page("reading/revisions", {"matter": matter, "listed": grid, "several": len(every) > 1})
    before, after = number_in(asked, "from"), number_in(asked, "to", len(every))
    if not (1 <= before <= len(every) and 1 <= after <= len(every)):
        raise not_found()
    sides = []
    for number in (before, after):
        frozen = every[number - 1].frozen
        if frozen is None:
            raise Refused(
                409, "This cannot be shown", f"The frozen files of revision {number} are not on this machine."
            )
        sides.append((frozen, f"revision {number}"))
    return _compared(asked, matter, *sides)


def _link(asked: Asked, matter: Matter, number: int) -> tuple[str, str]:
    href = f"{address(asked.services.rows, 'revisions', {'matter': matter.id})}?from={number - 1}&to={number}"
    return f"From revision {number - 1} to {number}", href


def _compared(asked: Asked, matter: Matter, before: tuple[Frozen, str], after: tuple[Frozen, str]) -> Answer:
    """Return the page of what differs between two frozen cards, figure by figure."""
    for frozen, _ in (before, after):
        frozen.card()  # Refuses what is no longer as it was submitted, though a page of it may be kept.
    key = tuple(x for frozen, name in (before, after) for x in (*(frozen.sha256.get(f) for f in _READ), name))
    page = _pages.get(key, lambda: to_html(difference(_side(*before), _side(*after))))
    return own_page(page, address(asked.services.rows, "matter", {"matter": matter.id}), "Back to what was decided")


def _side(frozen: Frozen, name: str) -> Side:
    card = frozen.card()
    return Side(name, card, record_of(frozen) if card.body.kind == "model_card" else None)


ROWS = (
    Row("/matters/{matter}/changes", "GET", "changes", READERS, changes),
    Row("/matters/{matter}/revisions", "GET", "revisions", READERS, revisions),
)
