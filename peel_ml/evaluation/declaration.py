"""What a use case declares about turning scores into decisions."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from peel_ml.declaration import Declared


class OperatingPoint(Declared):
    """Where a score becomes a decision. Never for an enforcement audit, which writes ``none``."""

    rule: Literal["threshold", "capacity", "cost"]
    threshold: float | None = Field(default=None, gt=0, lt=1)
    """For ``threshold``: flag at or above this probability."""
    capacity: float | None = Field(default=None, gt=0, lt=1)
    """For ``capacity``: the share of cases that can be looked at."""
    cost_ratio: float | None = Field(default=None, gt=0)
    """For ``cost``: how many needless looks one missed case is worth."""
    rationale: str
    """Who chose it, and why."""
