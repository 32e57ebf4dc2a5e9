"""What a use case declares about an estimate of an effect."""

from __future__ import annotations

from typing import Literal

from peel_ml.data.declaration import Names
from peel_ml.data.studied import Studied


class Causal(Studied):
    """What a treatment of areas did to a measure."""

    kind: Literal["causal"]
    treatment: str
    """Column of the treatment: 0 and 1, or how much of it."""
    estimand: str
    """In one sentence: the effect of what, on what, for whom, over which time."""
    controls: Names = ()
    """Columns known before the treatment that are held fixed."""
    placebo: Names = ()
    """Columns that the treatment cannot have changed, or further placebo outcomes."""
    smallest_effect: float | None = None
    """The smallest effect that would matter, in the unit of the target."""
