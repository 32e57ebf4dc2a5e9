"""The legal moves as the design has them, written a second time by hand: nothing here reads the code's own table."""

from __future__ import annotations

REVIEWING = {"reviewer", "equality_reviewer", "data_protection_officer", "approver"}
PEOPLE = {"author", "owner"} | REVIEWING
STOPPING = PEOPLE | {"monitor"}

MOVES: dict[tuple[str | None, str, str], set[str]] = {
    (None, "enter", "draft"): {"pipeline"},
    ("draft", "submit", "awaiting_owner"): {"author"},
    ("draft", "submit", "submitted"): {"author"},
    ("awaiting_owner", "countersign", "submitted"): {"owner"},
    ("submitted", "pick_up", "in_review"): {"reviewer"},
    ("in_review", "request_changes", "changes_requested"): REVIEWING,
    ("changes_requested", "revise", "draft"): {"author"},
    ("in_review", "reject", "rejected"): {"approver"},
    ("in_review", "approve", "in_review"): {"approver"},
    ("in_review", "approve", "approved"): {"approver"},
    ("in_review", "approve", "approved_with_conditions"): {"approver"},
    ("approved", "suspend", "suspended"): STOPPING,
    ("approved_with_conditions", "suspend", "suspended"): STOPPING,
    ("suspended", "reinstate", "suspended"): {"approver", "reviewer"},
    ("suspended", "reinstate", "approved"): {"approver", "reviewer"},
    ("suspended", "reinstate", "approved_with_conditions"): {"approver", "reviewer"},
    ("approved", "revoke", "revoked"): {"approver"},
    ("approved_with_conditions", "revoke", "revoked"): {"approver"},
    ("suspended", "revoke", "revoked"): {"approver"},
}

WAITING = {"awaiting_owner", "submitted", "in_review"}
LIVE = {"approved", "approved_with_conditions", "suspended"}
TALKED_ABOUT = WAITING | LIVE | {"changes_requested"}
EVER_SUBMITTED = TALKED_ABOUT | {"rejected", "revoked"}

NOTES: dict[str, tuple[set[str], set[str]]] = {
    "attest": ({"in_review"}, {"equality_reviewer", "data_protection_officer"}),
    "justify": (WAITING, {"author"}),
    "accept": ({"in_review"}, {"approver", "equality_reviewer"}),
    "check_by_hand": ({"in_review"}, {"reviewer"}),
    "dissent": (LIVE | {"in_review"}, REVIEWING),
    "ask": (TALKED_ABOUT, PEOPLE | {"auditor"}),
    "answer": (TALKED_ABOUT, {"author", "owner"}),
    "challenge": (EVER_SUBMITTED, PEOPLE | {"auditor"}),
    "respond": (EVER_SUBMITTED, {"owner", "reviewer", "approver"}),
    "meet_condition": (LIVE, {"reviewer", "approver"}),
    "withhold": (EVER_SUBMITTED, {"approver"}),
}

TERMINAL = {"rejected", "revoked", "superseded", "expired"}


def legal(state: str | None, action: str, to: str | None, role: str) -> bool:
    """Tell whether the design allows it, guards aside."""
    if action in NOTES:
        states, roles = NOTES[action]
        return state in states and to == state and role in roles
    return role in MOVES.get((state, action, str(to)), set())


def leading_out(state: str | None) -> set[str]:
    """The actions that lead out of a state."""
    return {action for from_, action, _ in MOVES if from_ == state}
