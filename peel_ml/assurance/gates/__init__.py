"""The gates: what must be true before something may be signed. One module a gate; this table lists them."""

from __future__ import annotations

from peel_ml.assurance.gates.gate import Evidence, Gate, GateResult, Judged
from peel_ml.assurance.submission import Submission

__all__ = ["GATES", "Evidence", "Gate", "GateResult", "Judged", "judge", "standing_in_the_way"]

GATES: tuple[Gate, ...] = ()
"""Every gate, in the order of their codes."""


def judge(submission: Submission) -> tuple[GateResult, ...]:
    """Return how every gate came out; those that do not block in this scope are judged and shown all the same."""
    results = []
    for gate in GATES:
        one = gate.judge(submission)
        blocking = gate.code in submission.rule.blocking
        results.append(
            GateResult(gate.code, gate.title, one.state, blocking, one.text, one.evidence, one.todo, one.who)
        )
    return tuple(results)


def standing_in_the_way(results: tuple[GateResult, ...]) -> tuple[GateResult, ...]:
    """Return the gates that block and failed."""
    return tuple(one for one in results if one.blocking and one.state == "failed")
