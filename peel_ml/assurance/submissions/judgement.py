"""How a gate came out, in plain words and with its evidence: what the ledger keeps and pages show.

It stands apart from the gates, which know cards and records: who only reads the register need not load them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from peel_ml.assurance.people import Role

GateState = Literal["passed", "failed", "not_applicable"]


@dataclass(frozen=True)
class Evidence:
    """One thing that a judgement rests on, and where it stands."""

    text: str
    pointer: str = ""
    """``FILE#/json/pointer`` below the submission, for example ``card.json#/body/fields/12``; empty where the
    evidence is in the register."""


@dataclass(frozen=True)
class Judged:
    """How a gate came out for one submission."""

    state: GateState
    text: str
    """One or two plain sentences; for ``not_applicable`` the reason."""
    evidence: tuple[Evidence, ...] = ()
    todo: str = ""
    """What to do where it failed."""
    who: Role = "author"
    """Who has to do it."""


@dataclass(frozen=True)
class GateResult:
    """One gate's judgement on a submission, as it is kept in the ledger and shown."""

    code: str
    title: str
    state: GateState
    blocking: bool
    text: str
    evidence: tuple[Evidence, ...] = ()
    todo: str = ""
    who: Role = "author"
