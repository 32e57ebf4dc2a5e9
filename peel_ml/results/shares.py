"""How often a fact was recorded, by group: a description of the records, apart from any model."""

from __future__ import annotations

from dataclasses import dataclass

from peel_ml.results.estimate import Estimate


@dataclass(frozen=True)
class ShareRow:
    """One group's share. `gap` is the share minus that of everyone else with a recorded group."""

    characteristic: str
    group: str
    n: int | None
    """Rows of the group; null where too few."""
    share: Estimate
    """With Wilson's interval."""
    gap: Estimate
    """With Newcombe's interval; not corrected for the number of comparisons, and no verdict."""


@dataclass(frozen=True)
class RecordedShare:
    """The share of some rows for which a fact was recorded, in all and by group."""

    name: str
    """What was recorded, in words: "an appropriate adult was recorded as present"."""
    among: str
    """Which rows, in words: "searches of children"."""
    n: int | None
    share: Estimate
    rows: tuple[ShareRow, ...]
    caution: str
    """What the figure does not say."""
