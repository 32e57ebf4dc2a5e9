"""One question that submission asks the declaration."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from peel_ml.usecase.reading import Reading

Check = Callable[[Reading], bool]


@dataclass(frozen=True)
class Question:
    """One question, in the words of the card and in those of ``peel todo``."""

    key: str
    """Where the answer stands in the declaration."""
    field: str
    """Field of the card's specification that needs it, for example ``3.2``."""
    question: str
    """As the card lists it while it is open."""
    asks: str
    """As ``peel todo`` asks it."""
    who: str
    """Who can answer."""
    check: Check | None = None
    """When it is answered; without one, when anything is said at `key`."""
    when: Check | None = None
    """When it is asked at all; without one, always."""
    personal_or_high: bool = False
    """Asked only for personal data (class D3 and above) or a high risk."""

    def answered(self, reading: Reading) -> bool:
        """Tell whether the declaration answers it."""
        return self.check(reading) if self.check else reading.has(self.key)


def every(path: str, *keys: str) -> Check:
    """Return a check that something is said at each key under a path."""

    def check(reading: Reading) -> bool:
        return all(reading.has(f"{path}.{key}") for key in keys)

    return check


def each(path: str, *keys: str) -> Check:
    """Return a check that a list is not empty, and that each of its entries says something for every key."""

    def check(reading: Reading) -> bool:
        items = reading.items(path)
        return bool(items) and all(item.get(key) not in (None, "") for item in items for key in keys)

    return check


def is_true(path: str) -> Check:
    """Return a check that a flag is declared true."""
    return lambda reading: reading.get(path) is True


def is_false_or_true(path: str) -> Check:
    """Return a check that a flag is declared either way."""
    return lambda reading: isinstance(reading.get(path), bool)
