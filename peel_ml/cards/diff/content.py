"""The content of a difference between two cards: what it says, never how it looks."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from peel_ml.cards.card import Card
from peel_ml.results.recorded import Recorded

SCHEMA_VERSION = "1.0"


@dataclass(frozen=True)
class Side:
    """One of the two that are compared.

    Parameters
    ----------
    name : str
        A run's id, or the name of the card's file.
    card : Card
        Its card.
    record : Recorded or None
        Its record under disclosure control for the card's view; ``None`` where only the card is at hand.
    """

    name: str
    card: Card
    record: Recorded | None = None


@dataclass(frozen=True)
class Row:
    """One thing that differs."""

    what: str
    """Its plain name."""
    before: str | None
    """What the first card says; ``None`` where it has no such thing."""
    after: str | None
    said: str = ""
    """What the difference means, in short sentences."""
    under: str = ""
    """The heading it stands under."""


@dataclass(frozen=True)
class Part:
    """One part of the difference. No row: nothing differs there."""

    id: str
    title: str
    rows: tuple[Row, ...]
    short: str
    """The part in one sentence."""
    note: str = ""
    """What a reader must know to read the rows rightly."""
    detail: bool = False
    """Whether it only repeats, in full, what other parts say."""


@dataclass(frozen=True)
class Compared:
    """How one of the two is introduced."""

    name: str
    title: str
    synthetic: bool
    figures: str
    """Which rows its figures come from."""
    digest: str
    """Of the card's content."""


@dataclass(frozen=True)
class Difference:
    """What differs between two cards of one use case."""

    schema_version: str
    use_case: str
    before: Compared
    after: Compared
    cautions: tuple[str, ...]
    """What keeps the two from being compared plainly."""
    parts: tuple[Part, ...]

    @property
    def synthetic(self) -> bool:
        """Whether either of the two is about made-up data."""
        return self.before.synthetic or self.after.synthetic


def summary(difference: Difference) -> tuple[str, ...]:
    """Return the difference in a few sentences: one for each part in which something differs.

    It is what a card says of itself against the last approved one.
    """
    said = tuple(part.short for part in difference.parts if part.rows and not part.detail)
    return said or ("The two cards say the same.",)


@cache
def adapter() -> TypeAdapter[Difference]:
    """Writes `Difference`; built once."""
    return TypeAdapter(Difference)


def dumps(difference: Difference) -> str:
    """Return the difference as JSON text: sorted keys, two spaces, one newline at the end."""
    document: dict[str, Any] = adapter().dump_python(difference, mode="json")
    document["summary"] = list(summary(difference))
    return json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n"
