"""What a use case declares about an estimate of an effect."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from peel_ml.data.declaration import Names, as_tuple
from peel_ml.data.studied import Quantity, Studied
from peel_ml.declaration import Declared

Scale = Literal["level", "log"]


class Further(Declared):
    """A second outcome that the same question is asked of, on the rows that have it."""

    target: Quantity
    treatment: str
    """Column of the treatment over the time that the outcome is measured over."""
    scale: Scale = "level"
    smallest_effect: float | None = Field(default=None, gt=0)
    why: str
    """One sentence: why it is not the main outcome, or how it is measured otherwise."""


class Causal(Studied):
    """What a treatment of areas did to a measure."""

    kind: Literal["causal"]
    treatment: str
    """Column of the treatment: 0 and 1, or how much of it."""
    treatment_words: str = "the treatment"
    """What it is, inside a sentence: "taking ward officers away"."""
    step: float = Field(default=1.0, gt=0)
    """How much more of the treatment one effect is the effect of, in the column's unit."""
    step_words: str = "the treatment"
    """The same in words: "10 more points of ward officers' time taken away"."""
    scale: Scale = "level"
    """``log``: the effect on the logarithm of the target, read as per cent; every value must be above zero."""
    estimand: str
    """In one sentence: the effect of what, on what, for whom, over which time."""
    controls: Names = ()
    """Columns known before the treatment that are held fixed."""
    modifiers: Names = ()
    """Columns by which the effect may differ; looked at to learn where to ask next, never as proof."""
    cluster: str | None = None
    """Column of groups of areas that are treated alike; by default every area is its own."""
    placebo: Names = ()
    """Columns that the treatment cannot have changed: outcomes in the unit of the target."""
    smallest_effect: float | None = Field(default=None, gt=0)
    """The smallest effect that would matter, in the unit of the target (``log``: 0.02 is about 2%)."""
    further: Annotated[tuple[Further, ...], BeforeValidator(as_tuple)] = ()
    """Further outcomes."""
