"""What an estimate of an effect holds beyond its scores."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from peel_ml.results.estimate import Estimate

Design = Literal["adoption", "on_and_off", "amount"]
"""``adoption``: 0, then 1 from a period on; ``on_and_off``: 0 and 1, going back as well; ``amount``: how much."""
Scale = Literal["level", "log"]


@dataclass(frozen=True)
class MethodEffect:
    """One method's estimate of one effect."""

    method: str
    effect: Estimate
    """Per step of the treatment, in the unit of the target; on a ``log`` scale in logarithms."""
    standard_error: float | None
    freedom: float | None
    """Degrees of freedom of Student's t behind the interval."""
    p_value: float | None
    rows: int
    areas: int
    clusters: int
    errors: str
    """How the standard error was made."""
    estimand: str
    """Whose mean effect it is."""
    assumes: str
    """What has to hold, in one plain sentence."""


@dataclass(frozen=True)
class EventEffect:
    """The effect some periods before or after."""

    period: int
    """Periods since the treatment began; before it, negative. Of an amount: of the treatment this many periods ago."""
    effect: Estimate
    reference: bool = False
    """Whether it is the period that the others are compared with."""


@dataclass(frozen=True)
class Challenge:
    """A question whose answer could show that the estimate is wrong."""

    code: str
    question: str
    answer: str
    """One plain sentence with its figures."""
    held: bool | None
    """Whether the estimate held against it; null where it could not be asked."""
    method: str
    """What was done, with its source."""
    p_value: float | None = None


@dataclass(frozen=True)
class Burden:
    """How much of the treatment a group of areas bears."""

    measure: str
    group: str
    areas: int
    mean: Estimate
    """In steps of the treatment."""


@dataclass(frozen=True)
class FurtherEffect:
    """The effect on a further outcome."""

    words: str
    unit: str
    scale: Scale
    why: str
    smallest_effect: float | None
    main: MethodEffect | None
    """Null where it could not be estimated: see `reason`."""
    shown: bool | None
    ruled_out: bool | None
    largest: float | None
    detectable: float | None
    periods: int
    reason: str | None = None


@dataclass(frozen=True)
class EffectDetail:
    """What a change in practice did, by several methods, with what would show that it did not."""

    treatment: str
    """The column that says how much, or whether, an area was treated."""
    treatment_words: str
    step_words: str
    estimand: str
    design: Design
    scale: Scale
    first: str
    """First period of the rows behind the estimate."""
    last: str
    treated: int
    """Areas that were ever treated."""
    mean_outcome: float
    smallest_effect: float | None
    shown: bool
    """Whether an effect is shown: the 95% interval leaves zero out."""
    ruled_out: bool | None
    """Whether every effect as large as the smallest that would matter is outside the interval; null without one."""
    largest: float
    """No effect larger than this, in either direction, goes with the data (the further end of the interval)."""
    detectable: float
    """The effect that would have been shown in 80 of 100 such studies."""
    methods: tuple[MethodEffect, ...]
    """The main one first."""
    not_used: tuple[tuple[str, str], ...]
    """Methods that do not fit the design, each with its reason."""
    events: tuple[EventEffect, ...]
    events_method: str
    challenges: tuple[Challenge, ...]
    burden: tuple[Burden, ...]
    further: tuple[FurtherEffect, ...] = ()
    replication: MethodEffect | None = None
    """The main method on the held-out period alone, once that is opened."""
    replication_reason: str | None = None
    kind: Literal["causal"] = "causal"
