"""Who may read what. Whoever has a role reads everything; a supplier reads what they made themselves, and no more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from peel_ml.assurance.people import Person
from peel_ml.assurance.register.book import Book
from peel_ml.assurance.register.matter import Matter
from peel_ml.assurance.rules.people import SUPPLIER_CLASSES
from peel_ml.review.answers import not_allowed, not_found
from peel_ml.review.routes import Asked


def now_of(asked: Asked) -> datetime:
    """Return when it is asked, UTC."""
    return datetime.fromtimestamp(asked.now, UTC)


def book_of(asked: Asked) -> Book:
    """Return the register as it is now."""
    book = asked.desk.book()
    assert isinstance(book, Book)
    return book


def reads_all(person: Person | None) -> bool:
    """Tell whether somebody reads everything.

    Examples
    --------
    >>> reads_all(Person("jo", "Jo", "met", ("auditor",))), reads_all(Person("su", "Su", "supplier", ("author",)))
    (True, False)
    """
    return person is not None and person.affiliation != "supplier"


def sees(person: Person | None, matter: Matter) -> bool:
    """Tell whether somebody may read about a matter."""
    if person is None or reads_all(person):
        return person is not None
    class_ = max(matter.manifest.data_class, matter.manifest.declared_class)
    return class_ in SUPPLIER_CLASSES and person.id in (matter.author, *matter.manifest.made_by)


def seen(asked: Asked, book: Book) -> Iterator[Matter]:
    """Yield the matters that the reader may read about."""
    # A list first: somebody may record something while this page is made.
    return (one for one in list(book.matters.values()) if sees(asked.person, one))


def matter_of(asked: Asked) -> tuple[Matter, Book]:
    """Return the matter that an address names, and the register.

    Raises
    ------
    Refused
        There is none, or none for this reader: the two are told alike.
    """
    book = book_of(asked)
    matter = book.matters.get(asked.path["matter"])
    if matter is None or not sees(asked.person, matter):
        raise not_found()
    return matter, book


def whole_register(asked: Asked) -> None:
    """Refuse whoever does not read everything.

    Raises
    ------
    Refused
        The reader is a supplier.
    """
    if not reads_all(asked.person):
        raise not_allowed("This page shows the work of others. A supplier reads about what they made themselves.")
