"""How a page is built up for those who do not see it: counted in its HTML, without a browser."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from pydantic import ConfigDict

_VOID = frozenset(("area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"))
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


@dataclass(frozen=True)
class Structure:
    """What was counted on one page, and what is wrong with it."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    language: str
    """Declared language of the page; empty where there is none."""
    headings: int
    tables: int
    drawings: int
    problems: tuple[str, ...]
    """In plain words; none where all is well."""


def structure_of(content: bytes) -> Structure:
    """Return how a page is built up.

    Looked at: the declared language and title; one main heading first, and no level left out on the way down; a
    caption and headers of every table; a name of every drawing that is not hidden from a screen reader.

    Examples
    --------
    >>> made = structure_of(b"<html><title>t</title><h1>a</h1><h3>b</h3><svg role=img></svg>")
    >>> made.problems[0]
    'the page names no language'
    """
    page = _Page()
    page.feed(content.decode("utf-8", errors="replace"))
    page.close()
    return Structure(page.language, len(page.levels), page.tables, page.drawings, tuple(page.problems()))


@dataclass
class _Table:
    caption: bool = False
    headers: int = 0
    rows: int = 0


@dataclass
class _Page(HTMLParser):
    language: str = ""
    title: bool = False
    levels: list[int] = field(default_factory=list)
    tables: int = 0
    drawings: int = 0
    mains: int = 0
    _open: list[_Table] = field(default_factory=list)
    _drawn: list[bool] = field(default_factory=list)
    """For each drawing that is open, whether it has a name or needs none."""
    _inside: list[tuple[str, bool]] = field(default_factory=list)
    """Elements that are open, each with whether what is in it is hidden, or part of one picture with a name."""
    _bare_tables: int = 0
    _uncaptioned: int = 0
    _unnamed: int = 0

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "html":
            self.language = given.get("lang") or ""
        if tag in _HEADINGS:
            self.levels.append(int(tag[1]))
        self.mains += tag == "main"
        self.title |= tag == "title" and not self._drawn
        self._table(tag)
        self._drawing(tag, given)
        if tag not in _VOID:
            self._inside.append((tag, given.get("aria-hidden") == "true" or given.get("role") == "img"))

    def _table(self, tag: str) -> None:
        if tag == "table":
            self.tables += 1
            self._open.append(_Table())
        elif self._open:
            self._open[-1].caption |= tag == "caption"
            self._open[-1].headers += tag == "th"
            self._open[-1].rows += tag == "tr"

    def _drawing(self, tag: str, given: dict[str, str | None]) -> None:
        if tag == "svg":
            apart = any(quiet for _, quiet in self._inside) or given.get("aria-hidden") == "true"
            named = any(given.get(one) for one in ("aria-label", "aria-labelledby"))
            self._drawn.append(apart or named or given.get("role") in ("none", "presentation"))
            self.drawings += 1
        elif self._drawn and tag == "title":
            self._drawn[-1] = True

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "table" and self._open:
            done = self._open.pop()
            self._bare_tables += bool(done.rows) and not done.headers
            self._uncaptioned += not done.caption
        elif tag == "svg" and self._drawn:
            self._unnamed += not self._drawn.pop()
        # HTML leaves out the ends of some elements: they end with what they stand in.
        if any(name == tag for name, _ in self._inside):
            while self._inside.pop()[0] != tag:
                pass

    def problems(self) -> list[str]:
        """Return what is wrong, in plain words."""
        found = []
        if not self.language:
            found.append("the page names no language")
        if not self.title:
            found.append("the page has no title")
        if self.mains != 1:
            found.append(f"the page has {self.mains} main parts and needs one")
        if self.levels[:1] != [1] or self.levels.count(1) != 1:
            found.append("the page does not begin with its one main heading")
        steps = zip(self.levels, self.levels[1:], strict=False)
        left_out = sum(after - before > 1 for before, after in steps)
        for number, what in (
            (left_out, "headings leave out a level"),
            (self._bare_tables, "tables have no headers"),
            (self._uncaptioned, "tables have no caption"),
            (self._unnamed, "drawings have no name"),
        ):
            if number:
                found.append(f"{number} {what}")
        return found
