"""What a use case declares about a search for changes."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from peel_ml.data.declaration import as_tuple
from peel_ml.data.studied import Studied

MethodName = Literal["control_chart", "change_point"]


class ChangeDetection(Studied):
    """Alarms in many series, looked at period by period."""

    kind: Literal["change_detection"]
    false_alarm_rate: float = Field(default=0.05, gt=0, lt=0.5)
    """Of series that do not change, the share that may raise an alarm in the judged periods."""
    smallest_change: float = Field(gt=0)
    """The change worth finding, in the unit of the target (a share of the level where it is a count)."""
    window_months: int = Field(default=0, ge=0, le=60)
    """Months that one value is measured over: neighbouring values then share most of what they measure."""
    methods: Annotated[tuple[MethodName, ...], BeforeValidator(as_tuple), Field(min_length=1)] = (
        "control_chart",
        "change_point",
    )
    """The first one's alarms are listed; the others are measured beside it."""
