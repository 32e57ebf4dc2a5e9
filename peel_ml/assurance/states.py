"""The states of a matter. The last two are computed when a matter is read, and never entered."""

from __future__ import annotations

from typing import Literal

State = Literal[
    "draft",
    "awaiting_owner",
    "submitted",
    "in_review",
    "changes_requested",
    "rejected",
    "approved",
    "approved_with_conditions",
    "suspended",
    "revoked",
    "superseded",
    "expired",
]

STATES: dict[State, str] = {
    "draft": "A finished run. Nothing has been asked for.",
    "awaiting_owner": "The author has submitted it; the owner has yet to countersign.",
    "submitted": "It waits for a reviewer.",
    "in_review": "A reviewer has picked it up.",
    "changes_requested": "A reviewer has asked for changes; the author can submit a new revision.",
    "rejected": "It was turned down. That stands for good.",
    "approved": "It may be used for the scope, until the date given.",
    "approved_with_conditions": "It may be used for the scope, until the date given, under conditions.",
    "suspended": "It may not be used until the cause is closed.",
    "revoked": "The approval was taken back. That stands for good.",
    "superseded": "A newer approval for the same scope has taken its place.",
    "expired": "The date until which it was approved has passed.",
}
"""Every state, in plain words."""

APPROVED: frozenset[State] = frozenset(("approved", "approved_with_conditions"))
TERMINAL: frozenset[State] = frozenset(("rejected", "revoked", "superseded", "expired"))
"""States that never reopen."""
