"""How wrong the recorded outcome would have to be in one group for its answer to change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from peel_ml.results.fairness import Verdict

LabelError = Literal["unrecorded", "wrongly_recorded"]
"""A share of the true positives went unrecorded; a share of the recorded positives were none."""


@dataclass(frozen=True)
class LabelPoint:
    """The difference and its verdict if `share` of the group's records were wrong in this way."""

    share: float
    difference: float
    low: float
    high: float
    verdict: Verdict


@dataclass(frozen=True)
class LabelBiasRow:
    """One group under one kind of error, as a curve, with the smallest share that changes the answer."""

    characteristic: str
    group: str
    metric: str
    error: LabelError
    verdict: Verdict
    """Without any error."""
    points: tuple[LabelPoint, ...]
    tipping: float | None
    """Smallest share of the group's positives (the true ones, or the recorded ones) that changes the verdict; null if
    none up to the end of the curve does."""
    sentence: str


@dataclass(frozen=True)
class LabelBias:
    """Sensitivity of the verdicts to errors in the label."""

    rows: tuple[LabelBiasRow, ...]
    largest: float
    """The largest share tried."""
    statement: str
