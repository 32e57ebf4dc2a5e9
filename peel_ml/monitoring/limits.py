"""What counts as a change: the limits where the declaration names none, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Movements that count. A breach needs both: beyond the limit, and beyond what chance and months explain."""

    alpha: float = 0.05
    """At most this share of looks at steady data raise any breach (policy of the verdicts: the same 5%)."""
    drift: float = 0.10
    """Total variation: a tenth of the rows would have to change their value. As the check drift-train-to-test."""
    missing: float = 0.05
    """Five points more or fewer without a value: the width at which missing ethnicity needs a justification."""
    label_rate: float = 0.05
    """Five points of the share with the outcome: the policy's illustration of a difference that counts."""
    group_gap: float = 0.05
    """Five points by which a group moves against everybody else: the same illustration."""
    jump: float = 0.05
    """A label moves by five points and …"""
    fold: float = 10.0
    """… tenfold: seasons move shares, they do not make labels come and go. As the check vocabulary-break."""
    level: float = 0.005
    """A label that is gone, or new, counts from this share …"""
    level_rows: float = 15.0
    """… when this many rows of it would have been expected. As the check drift-train-to-test."""
    short: float = 0.6
    """A month below this share of the usual rows is short. As the check short-period."""
    days: int = 3
    """Days without a row, beyond what is usual in a month."""
    performance: float = 0.03
    """Points of the primary metric lost."""
    calibration: float = 0.05
    """Points between what the model expects and what happens, beyond what there was at approval."""


LIMITS = Limits()

MONTHS = 12
"""The latest months of the reference that new data is held against: one year holds every season once."""
ENOUGH_MONTHS = 6
"""Fewer months do not show how much a figure swings from month to month."""
FEW = 100
"""Fewer rows on one side are not compared."""
SHOWN = 20
"""A label is printed only when this many rows hold it."""
