"""Effects as a reader sees them: in per cent, in points, or in the outcome's own unit."""

from __future__ import annotations

from math import expm1

from peel_ml.cards.words import number, points
from peel_ml.results.estimate import Estimate
from peel_ml.results.studies.effects import EffectDetail
from peel_ml.results.studies.record import StudyRecord

METHODS: dict[str, str] = {
    "twfe": "Each area against itself, months held fixed (two-way fixed effects)",
    "twfe_controls": "The same, with controls held fixed in a straight line",
    "did2s": "Areas not yet treated tell what would have been (two stages, Gardner)",
    "lpdid": "Change since just before it began (local projections)",
    "sun_abraham": "One effect for each start and period, averaged (Sun and Abraham)",
    "first_differences": "Change against change, period by period (first differences)",
    "double_ml": "Controls taken out by decision trees (double machine learning)",
}
"""Methods by name; adding one is adding a row."""
SHORT: dict[str, str] = {
    "twfe": "Two-way fixed effects",
    "twfe_controls": "… with controls",
    "did2s": "Two stages",
    "lpdid": "Local projections",
    "sun_abraham": "Sun and Abraham",
    "first_differences": "First differences",
    "double_ml": "Double machine learning",
}


def detail(record: StudyRecord) -> EffectDetail:
    """Return what this kind alone holds."""
    assert isinstance(record.detail, EffectDetail)
    return record.detail


def unit_of(record: StudyRecord) -> str:
    """Return ``per_cent``, ``points`` or ``number``."""
    if detail(record).scale == "log":
        return "per_cent"
    task = record.provenance.declaration.get("task")
    target = task.get("target") if isinstance(task, dict) else None
    unit = target.get("unit") if isinstance(target, dict) else None
    return "points" if unit == "share" else "number"


def shown(value: float | None, unit: str, sign: bool = True) -> str:
    """Return one effect.

    Examples
    --------
    >>> shown(0.0108, "per_cent"), shown(0.02, "per_cent", sign=False), shown(-0.021, "points"), shown(1.5, "number")
    ('+1.1%', '2.0%', '−2.1 points', '+1.50')
    """
    if value is None:
        return "not known"
    if unit == "per_cent":
        return f"{points(expm1(value), sign)}%"
    if unit == "points":
        return f"{points(value, sign)} points"
    text = number(value, 2)
    return f"+{text}" if sign and value > 0 and float(f"{value:.2f}") else text


def drawn(value: float | None, unit: str) -> float | None:
    """Return an effect as a chart draws it: logarithms as a share."""
    if value is None:
        return None
    return expm1(value) if unit == "per_cent" else value


def ranged(estimate: Estimate, unit: str) -> str:
    """Return an effect with its range.

    Examples
    --------
    >>> ranged(Estimate(0.0108, -0.0154, 0.0369), "per_cent")
    '+1.1% (95% range: −1.5% to +3.8%)'
    """
    if estimate.value is None or estimate.low is None or estimate.high is None:
        return estimate.reason or "not known"
    return f"{shown(estimate.value, unit)} (95% range: {shown(estimate.low, unit)} to {shown(estimate.high, unit)})"


def axis(unit: str) -> str:
    """Return what a chart's axis reads."""
    return {
        "per_cent": "Effect in per cent",
        "points": "Effect in percentage points",
        "number": "Effect",
    }[unit]
