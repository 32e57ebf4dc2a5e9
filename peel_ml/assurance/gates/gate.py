"""What a gate is: a stable code, a question, and a judgement with its evidence in plain words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from peel_ml.assurance.submissions.judgement import Evidence, GateResult, GateState, Judged
from peel_ml.assurance.submissions.submission import Submission

__all__ = ["Evidence", "Gate", "GateResult", "GateState", "Judged"]


@dataclass(frozen=True)
class Gate:
    """One gate. It blocks where the scope says so, and nobody can wave it through."""

    code: str
    title: str
    """What is asked, as a short plain statement that is true once the gate has passed."""
    judge: Callable[[Submission], Judged]
