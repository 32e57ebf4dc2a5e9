"""People without a recorded group: how many, where, and what each way of handling them makes of the answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from peel_ml.results.fairness import Verdict

Treatment = Literal["complete_case", "as_group", "worst_case", "narrower", "weighted"]
"""Left out; a group of their own; every allocation; allocations under a stated assumption; inverse probability."""


@dataclass(frozen=True)
class MissingRate:
    """Share of rows without a recorded group of `measure`, among the rows where `by` is `level`.

    `by` is ``"all"``, ``"outcome"``, another measure's name or the area column. `n` is the rows at that level; it
    and the share are null where too few.
    """

    measure: str
    by: str
    level: str
    n: int | None
    share: float | None


@dataclass(frozen=True)
class TreatedRow:
    """One group's difference to everyone else on the primary metric under one treatment of the missing.

    For bounds `low` and `high` are the smallest and largest difference that any allocation could give, and
    `difference` is null; for the others they are the 95% interval.
    """

    characteristic: str
    group: str
    treatment: Treatment
    difference: float | None
    low: float | None
    high: float | None
    verdict: Verdict
    """By the engine's rules under this treatment alone, the reference included. The headline verdict is that of
    ``worst_case``, and no other one stands over it."""
    assumption: str
    """What has to be true for it, in one plain sentence."""


@dataclass(frozen=True)
class MissingReport:
    """What missing characteristics do to the answers."""

    rates: tuple[MissingRate, ...]
    treated: tuple[TreatedRow, ...]
    statement: str
    """The finding in one or two plain sentences."""
