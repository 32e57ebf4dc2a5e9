"""The assurance case: the argument that a submission is good enough, claim by claim."""

from __future__ import annotations

from peel_ml.assurance.case import argument
from peel_ml.assurance.register.book import Book
from peel_ml.assurance.register.matter import Matter
from peel_ml.assurance.register.told import name_of
from peel_ml.assurance.submissions.judging import FrozenJudge
from peel_ml.cards.signed.content import Node
from peel_ml.cards.words import counted
from peel_ml.review.answers import Answer, Page, not_found
from peel_ml.review.pages.reading import words
from peel_ml.review.pages.reading.access import matter_of, now_of
from peel_ml.review.pages.reading.evidence import judged_at
from peel_ml.review.pages.reading.frozen import frozen_of, submitted
from peel_ml.review.pages.reading.kept import Kept
from peel_ml.review.pages.reading.records import RECORD
from peel_ml.review.routes import READERS, Asked, Row

_arguments: Kept[Node] = Kept(32)


def argument_of(asked: Asked, matter: Matter, book: Book) -> Node | None:
    """Return the argument as the gates came out last; none before they were judged, or where the record is not here."""
    frozen = frozen_of(asked, matter.manifest)
    if not matter.gates or not frozen.has("card.json") or not frozen.has(RECORD):
        return None
    # Within one state of the register, the argument is the same.
    return _arguments.get((matter.id, book.head), lambda: _made(asked, matter, book))


def _made(asked: Asked, matter: Matter, book: Book) -> Node:
    submission = FrozenJudge(submitted(asked)).submission(matter, book, now_of(asked))
    signed = matter.consents if matter.envelope is not None else ()
    by = tuple(f"{words.the_roles((said.role,))}, {name_of(book, said.actor)}" for said, _ in signed)
    return argument(submission, matter.gates, by)


def case(asked: Asked) -> Answer:
    """Show the argument."""
    matter, book = matter_of(asked)
    root = argument_of(asked, matter, book)
    if root is None:
        raise not_found()
    values = {
        "matter": matter,
        "root": root,
        "judged": words.clock(judged_at(matter, book)),
        "counted": counted,
        "codes": {f"{one.code}": one.title for one in matter.gates},
    }
    return Page("reading/case", values)


ROWS = (Row("/matters/{matter}/case", "GET", "case", READERS, case),)
