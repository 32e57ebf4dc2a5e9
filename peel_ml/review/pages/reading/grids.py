"""A table as pages show it: cells with a link, a tag or a note, and rows that become lists where it is narrow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlencode

from peel_ml.cards.content import Status
from peel_ml.review.answers import not_found
from peel_ml.review.routes import PREFIX, Asked

T = TypeVar("T")
SIZE = 25
"""Rows of one page."""


@dataclass(frozen=True)
class Cell:
    """One cell. `exact` is the time behind words, for machines; `more` stands below it."""

    text: str = ""
    href: str = ""
    tag: Status | None = None
    more: str = ""
    code: bool = False
    bad: bool = False
    """Whether what stands below it is bad news."""


@dataclass(frozen=True)
class Grid:
    """A table. The first cell of a row names it."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Paged:
    """Where a list stands: one page of it, and the ways to the others."""

    page: int
    pages: int
    total: int
    before: str
    """Address of the page before, empty on the first."""
    after: str

    @property
    def first(self) -> int:
        """Number of the first row on this page."""
        return (self.page - 1) * SIZE + 1

    @property
    def last(self) -> int:
        """Number of the last row on this page."""
        return min(self.page * SIZE, self.total)


def number_in(asked: Asked, name: str, default: int = 1) -> int:
    """Return a number of the address's query.

    Raises
    ------
    Refused
        It is none.
    """
    text = asked.query.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text) >= 1):
        raise not_found()
    return int(text)


def paged(asked: Asked, total: int) -> Paged:
    """Return where the page that is asked for stands.

    Raises
    ------
    Refused
        There is no such page.
    """
    page, pages = number_in(asked, "page"), max(1, -(-total // SIZE))
    if page > pages:
        raise not_found()

    def address(to: int) -> str:
        kept = {name: text for name, text in asked.query.items() if name != "page" and text}
        path = asked.row.path
        for name, text in asked.path.items():
            path = path.replace("{" + name + "}", text)
        return f"{PREFIX}{path}?{urlencode({**kept, 'page': to})}"

    return Paged(page, pages, total, address(page - 1) if page > 1 else "", address(page + 1) if page < pages else "")


def part_of(rows: list[T], where: Paged) -> list[T]:
    """Return the rows of one page."""
    return rows[where.first - 1 : where.last]
