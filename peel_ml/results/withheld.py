"""What disclosure control held back: how much, never what."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Withheld:
    """One table of figures under disclosure control."""

    table: str
    """Plain name, for example "Counts by group"."""
    cells: int
    """Figures in it."""
    small: int
    """Withheld because too few people stand behind them."""
    secondary: int
    """Withheld because they would give a small one away."""
    rounded: int
    """Shown as a rounded figure."""
