"""What a search for changes holds beyond its scores."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class ChangeDetail:
    """Alarms for changes in series, at a declared rate of false ones."""

    false_alarm_rate: float
    """Declared: of series that do not change, the share with an alarm in the judged periods."""
    kind: Literal["change_detection"] = "change_detection"
