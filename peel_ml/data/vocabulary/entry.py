"""What a vocabulary is: raw labels, the canonical label of each, and the era it belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

ANY_ERA = "any"
"""The label has meant the same for as long as it was published."""


@dataclass(frozen=True)
class Entry:
    """One raw label."""

    raw: str
    canonical: str
    era: str = ANY_ERA
    """For example ``16+1`` or ``from 2018``."""


@dataclass(frozen=True)
class Vocabulary:
    """Every label one column is known to hold."""

    column: str
    entries: tuple[Entry, ...]

    def lookup(self) -> dict[str, Entry]:
        """Return the entries by `key` of their raw label."""
        return {key(entry.raw): entry for entry in self.entries}

    def spelt(self) -> dict[str, str]:
        """Return canonical labels by raw label, spelt exactly as in the table."""
        return {entry.raw: entry.canonical for entry in self.entries}

    def unchanged(self) -> list[str]:
        """Return raw labels that are canonical as they stand."""
        return [entry.raw for entry in self.entries if entry.raw == entry.canonical]

    def canonical(self) -> tuple[str, ...]:
        """Return the canonical labels, each once, in the order of the table."""
        return tuple(dict.fromkeys(entry.canonical for entry in self.entries))


def key(label: str) -> str:
    """Return what a label is looked up by: letters' case and spacing do not count.

    Examples
    --------
    >>> key("  Not  Stated (NS)")
    'not stated (ns)'
    """
    return " ".join(label.casefold().split())


def same(*labels: str, era: str = ANY_ERA) -> tuple[Entry, ...]:
    """Return entries for labels that are canonical already."""
    return tuple(Entry(label, label, era) for label in labels)


def vocabulary(
    column: str, entries: tuple[Entry, ...], older: Mapping[str, str] | None = None, era: str = ANY_ERA
) -> Vocabulary:
    """Return a vocabulary from canonical `entries` and `older` labels of an `era`."""
    return Vocabulary(column, entries + tuple(Entry(raw, to, era) for raw, to in (older or {}).items()))
