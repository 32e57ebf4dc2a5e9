"""What a regression on survey or panel measures holds beyond its scores."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class PanelDetail:
    """A measure by area and period, predicted from what was known before."""

    effective_n: float | None
    """Independent observations the rows are worth."""
    kind: Literal["regression"] = "regression"
