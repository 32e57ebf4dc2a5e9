"""The report on who can read a card, as measured in a browser for the template that draws it.

A browser run takes long and needs a browser, so it is made once for a template, its style and its drawings; their
digest says for which. How each card is built up is counted on that card (`structure`).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Literal

from pydantic import ConfigDict, TypeAdapter

from peel_ml.assurance.reading import read_as

SCHEMA_VERSION = "1.0"
NAME = "accessibility.json"
PACKAGED = "accessibility_of_template.json"
"""Beside this module; a test makes it again in a browser: ``PEEL_REGENERATE=1 pytest tests/browser``."""
DRAWN_BY = ("html.py", "style.css", "script.js", "minified.py", "legend.py", "plain.py", "templates", "svg", "fonts")
"""What below ``peel_ml/cards`` decides how a card looks and how it is built up."""


@dataclass(frozen=True)
class PageLook:
    """One page that the browser looked at."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    page: str
    """What kind of page, for example ``service``: made-up figures, with every kind of block between them."""
    width: int
    """In pixels; 320 stands for a page at 400%."""
    theme: Literal["light", "dark", "cream"]
    violations: int
    faint: int
    """Words and marks with too little contrast, computed as drawn."""
    contrasts: int
    """Words and marks of which the contrast was computed."""


@dataclass(frozen=True)
class Report:
    """What the browser found for one template. It is frozen with every card that this template drew."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    schema_version: str
    template_sha256: str
    tool: str
    rules: tuple[str, ...]
    """Sets of rules that were tried."""
    pages: tuple[PageLook, ...]

    @property
    def violations(self) -> int:
        """Broken rules, over all pages."""
        return sum(one.violations for one in self.pages)

    @property
    def faint(self) -> int:
        """Words and marks with too little contrast, over all pages."""
        return sum(one.faint for one in self.pages)

    @property
    def contrast_checked(self) -> int:
        """Words and marks of which the contrast was computed."""
        return sum(one.contrasts for one in self.pages)


@cache
def template_digest() -> str:
    """Return the digest of everything that decides how a card is drawn: its templates, style, script and drawings."""
    made = hashlib.sha256()
    home = files("peel_ml.cards")
    for name, content in sorted(_contents(home, DRAWN_BY)):
        made.update(f"{name}\n{hashlib.sha256(content).hexdigest()}\n".encode())
    return made.hexdigest()


def _contents(folder: Traversable, names: tuple[str, ...] | None = None, below: str = "") -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for one in folder.iterdir():
        if names is not None and one.name not in names:
            continue
        if one.is_dir():
            found += [] if one.name == "__pycache__" else _contents(one, None, f"{below}{one.name}/")
        else:
            found.append((f"{below}{one.name}", one.read_bytes()))
    return found


def packaged_report() -> bytes:
    """Return the report of the template as it comes with the library: what is frozen as ``accessibility.json``."""
    return files("peel_ml.assurance.submissions").joinpath(PACKAGED).read_bytes()


@cache
def _adapter() -> TypeAdapter[Report]:
    return TypeAdapter(Report)


def to_json(report: Report) -> dict[str, Any]:
    """Return the report as JSON-ready values."""
    document = _adapter().dump_python(report, mode="json")
    assert isinstance(document, dict)
    return document


def from_json(document: Any) -> Report:
    """Read a report.

    Raises
    ------
    BadRequest
        It is none; every problem by name.
    """
    return read_as(_adapter(), document, f"{NAME} cannot be read.")
