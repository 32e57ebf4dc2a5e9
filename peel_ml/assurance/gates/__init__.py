"""The gates: what must be true before something may be signed. One module a gate; this table lists them."""

from __future__ import annotations

from peel_ml.assurance.gates import (
    g01_fields,
    g02_frozen,
    g03_declared_before,
    g04_data_class,
    g05_identifiers,
    g06_artefacts,
    g07_disclosure,
    g08_nine,
    g09_features,
    g10_decision_rule,
    g11_split,
    g12_better,
    g13_target_alive,
    g14_within_limit,
    g15_purpose,
    g16_automation,
    g17_assessments,
    g18_accessibility,
    g19_evidence,
    g20_separation,
    g21_rerun,
    g22_risk,
)
from peel_ml.assurance.gates.gate import Evidence, Gate, GateResult, Judged
from peel_ml.assurance.submissions.submission import Submission

__all__ = ["GATES", "Evidence", "Gate", "GateResult", "Judged", "judge", "standing_in_the_way"]

GATES: tuple[Gate, ...] = (
    g01_fields.GATE,
    g02_frozen.GATE,
    g03_declared_before.GATE,
    g04_data_class.GATE,
    g05_identifiers.GATE,
    g06_artefacts.GATE,
    g07_disclosure.GATE,
    g08_nine.GATE,
    g09_features.GATE,
    g10_decision_rule.GATE,
    g11_split.GATE,
    g12_better.GATE,
    g13_target_alive.GATE,
    g14_within_limit.GATE,
    g15_purpose.GATE,
    g16_automation.GATE,
    g17_assessments.GATE,
    g18_accessibility.GATE,
    g19_evidence.GATE,
    g20_separation.GATE,
    g21_rerun.GATE,
    g22_risk.GATE,
)
"""Every gate, in the order of their codes."""


def judge(submission: Submission) -> tuple[GateResult, ...]:
    """Return how every gate came out; those that do not block in this scope are judged and shown all the same."""
    others = {gate.code: gate.judge(submission) for gate in GATES if gate is not g19_evidence.GATE}
    # The gate on evidence looks up what the others rest on: judged once, not twice.
    judged = {**others, g19_evidence.CODE: g19_evidence.over(submission, others)}
    return tuple(_result(submission, gate, judged[gate.code]) for gate in GATES)


def _result(submission: Submission, gate: Gate, one: Judged) -> GateResult:
    blocking = gate.code in submission.rule.blocking
    return GateResult(gate.code, gate.title, one.state, blocking, one.text, one.evidence, one.todo, one.who)


def standing_in_the_way(results: tuple[GateResult, ...]) -> tuple[GateResult, ...]:
    """Return the gates that block and failed."""
    return tuple(one for one in results if one.blocking and one.state == "failed")
