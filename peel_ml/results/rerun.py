"""Whether the same work done again gives the same figures."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Rerun:
    """The chosen model fitted once more from the same rows and settings, and scored on the same rows.

    `largest_difference` is the largest absolute difference of any reported metric; null where it was not measured,
    and `reason` says why.
    """

    metrics: tuple[str, ...]
    largest_difference: float | None
    tolerance: float
    agrees: bool | None
    same_model: bool | None
    """Whether the model text is the same, byte for byte, as far as it was fitted again."""
    reason: str = ""
    """Why nothing was measured, or by which rule only some of the models were fitted again."""
    refitted: int = 0
    """Models fitted again, of `members` that are averaged."""
    members: int = 0
    largest_probability_difference: float | None = None
    """Largest absolute difference of any row's probability."""
    rounds: int | None = None
    """First rounds of the one model that was fitted again, where it was not fitted to its end."""
