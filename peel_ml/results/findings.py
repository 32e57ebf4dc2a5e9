"""Checks, and what they found."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from peel_ml.results.timeline import Break

Severity = Literal["block", "warn", "note"]
"""block: the run's figures cannot be relied on; warn: read them with this in mind; note: good to know."""

CheckOutcome = Literal["found", "passed", "not_applicable", "skipped"]

Fact = str | int | float | bool | None


@dataclass(frozen=True)
class Finding:
    """Something a check found.

    `evidence` holds column names, counts and rates: never row values.
    """

    code: str
    severity: Severity
    title: str
    sentence: str
    fix: str
    evidence: tuple[dict[str, Fact], ...] = field(default=())
    breaks: tuple[Break, ...] = ()
    """Months from which on, or in which, the record is not what it was; see `peel_ml.results.timeline`."""


@dataclass(frozen=True)
class Check:
    """That a check was made, and how it came out; quiet outcomes carry their reason."""

    code: str
    outcome: CheckOutcome
    reason: str
