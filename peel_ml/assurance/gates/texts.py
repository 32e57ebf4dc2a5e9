"""Every text of a frozen file: what a reader of it could read, attributes of pages included."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from peel_ml.assurance.gates.judging import json_of

PAGES = (".html", ".svg")
LINES = (".md", ".csv", ".txt", ".yaml", ".jsonl")


def texts_of(name: str, content: bytes) -> list[str] | None:
    """Return every text in a file; ``None`` where it cannot be read.

    Examples
    --------
    >>> texts_of("a.json", b'{"k": ["one", 2]}'), texts_of("a.html", b'<p title="x">y</p>'), texts_of("a.bin", b"?")
    (['k', 'one'], ['x', 'y'], None)
    """
    if name.endswith(".json"):
        document = json_of(content)
        return None if document is None else list(_strings(document))
    if not name.endswith((*PAGES, *LINES)):
        return None
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if name.endswith(PAGES):
        page = _Page()
        page.feed(text)
        page.close()
        return page.said
    return [line for line in text.splitlines() if line.strip()]


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, one in value.items():
            yield key
            yield from _strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)


class _Page(HTMLParser):
    """The words of a page and of its attributes. Its style and its script are the platform's own, and numbers."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self._own = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._own = tag in ("style", "script")
        # Of drawings and of the layout, what is no word: places, shapes, classes, the policy with its digests.
        self.said += [value for key, value in attrs if value and key not in _LAYOUT and value != _policy(attrs)]

    def handle_endtag(self, tag: str) -> None:
        self._own = False

    def handle_data(self, data: str) -> None:
        if not self._own and data.strip():
            self.said.append(data.strip())


_LAYOUT = frozenset(
    ("d", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "points", "transform", "viewbox", "class", "style")
)


def _policy(attrs: list[tuple[str, str | None]]) -> str | None:
    given = dict(attrs)
    return given.get("content") if given.get("http-equiv") == "Content-Security-Policy" else None
