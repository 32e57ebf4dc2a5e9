"""How far the result hangs on chance and on every fact being there."""

from __future__ import annotations

from dataclasses import dataclass

from peel_ml.results.estimate import PairedDifference


@dataclass(frozen=True)
class Stress:
    """The primary metric when something is taken away: stressed minus undisturbed, on the evaluated rows."""

    what: str
    """Plain words, for example "Object of search missing in every row"."""
    change: PairedDifference
    """Negative where the metric gets worse, also for metrics where lower is better."""


@dataclass(frozen=True)
class Stability:
    """The primary metric fold by fold on training rows, and under stress on the evaluated ones."""

    metric: str
    folds: tuple[float, ...]
    stresses: tuple[Stress, ...]
    rows: int | None = None
    """Evaluated rows the stresses were measured on; where there are many, whole clusters drawn at random."""
    rule: str = ""
    """Which rows and why no more of them; empty where it was all of them."""
