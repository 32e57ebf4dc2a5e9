"""How many rows each month holds, and where the record breaks."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Month:
    """One calendar month of the prepared rows."""

    month: str
    """ISO 8601, for example ``2022-12``."""
    rows: int | None
    """0 in a month without rows; null where too few to show."""
    positives: int | None
    """Null where the month holds a row whose outcome the run may not read, and where too few to show."""


@dataclass(frozen=True)
class Break:
    """A month from which on the record means something else, or holds less."""

    month: str
    code: str
    """Code of the finding that says more."""
    words: str
    """A few plain words for a chart."""


@dataclass(frozen=True)
class Timeline:
    """Every month of the prepared rows, gaps included."""

    months: tuple[Month, ...]
    breaks: tuple[Break, ...]
