"""Whether anything that names a person was found."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class IdentifierHit:
    """One place that looks as if it held a direct identifier. Never a value."""

    place: str
    """A column, or a part of what the run writes."""
    kind: str
    """For example ``email address``."""
    rows: int | None
    """Values of this kind; null where too few."""


@dataclass(frozen=True)
class IdentifierScan:
    """What was looked at, what was looked for, and what was found."""

    looked_at: tuple[str, ...]
    kinds: tuple[str, ...]
    hits: tuple[IdentifierHit, ...]
