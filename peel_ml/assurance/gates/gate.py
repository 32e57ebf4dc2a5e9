"""What a gate is: a stable code, a question, and a judgement with its evidence in plain words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from peel_ml.assurance.people import Role
from peel_ml.assurance.submission import Submission

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
class Gate:
    """One gate. It blocks where the scope says so, and nobody can wave it through."""

    code: str
    title: str
    """What is asked, as a short plain statement that is true once the gate has passed."""
    judge: Callable[[Submission], Judged]


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
