"""What an act makes: a matter's id, where an action leads, and the approval that is signed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any

from peel_ml.assurance.approval import SCHEMA_VERSION, Approval, By
from peel_ml.assurance.book import Book
from peel_ml.assurance.canonical import digest
from peel_ml.assurance.ledger.entry import stamp
from peel_ml.assurance.matter import Matter
from peel_ml.assurance.payloads import Enter
from peel_ml.assurance.people import Role
from peel_ml.assurance.rules.approving import latest_end
from peel_ml.assurance.states import State


def matter_id(enter: Enter) -> str:
    """Return the id of a matter: short, and the same for the same manifest and scope.

    It says nothing about a person, so it may stand in an address.
    """
    return digest([enter.manifest.sha256, enter.scope])[:12]


def drafted(id_: str, actor: str, enter: Enter, before: Matter | None) -> Matter:
    """Return the matter as it would be once it was entered and submitted, for the gates to judge."""
    draft = Matter(
        id_,
        enter.manifest.use_case,
        enter.scope,
        enter.manifest,
        enter.manifest.sha256,
        enter.asks,
        enter.run,
        "draft",
        (),
        "",
        author=actor,
    )
    if before is None:
        return draft
    return replace(draft, challenges=before.challenges, questions=before.questions, seqs=before.seqs)


def destination(book: Book, matter: Matter | None, action: str, payload: Any) -> State | None:
    """Return where an action leads a matter; where it stays, its own state."""
    if action == "enter":
        return "draft"
    if matter is None:
        return None
    state = matter.state
    if action == "submit":
        return "awaiting_owner" if "owner" in book.policy.scopes[matter.scope].people else "submitted"
    if action == "approve":
        if payload.envelope is None:
            return "in_review"
        return "approved_with_conditions" if payload.conditions else "approved"
    if action == "reinstate":
        if matter.reinstating is None:
            return "suspended"
        return "approved_with_conditions" if matter.conditions else "approved"
    leads: dict[str, State] = {
        "countersign": "submitted",
        "pick_up": "in_review",
        "request_changes": "changes_requested",
        "revise": "draft",
        "reject": "rejected",
        "suspend": "suspended",
        "revoke": "revoked",
    }
    return leads.get(action, state)


def approval_of(book: Book, matter: Matter, actor: str, conditions: tuple[Any, ...], now: datetime) -> Approval:
    """Return the approval that the last approver signs. It ends at the end of the last day that it may last to."""
    end = latest_end(book.policy, matter, now.date())
    approvers = (
        *(By(said.actor, said.role, said.seq) for said, _ in matter.consents),
        By(actor, "approver", book.seq + 1),
    )
    held = (said for said, one in matter.attestations if one.sha256 == matter.asks.parts.get(one.part))
    until = datetime.combine(end, time.max, UTC)
    return Approval(
        SCHEMA_VERSION,
        matter.id,
        matter.manifest_sha256,
        matter.use_case,
        matter.scope,
        matter.manifest.model_sha256,
        conditions,
        tuple(sorted(matter.asks.justifications)),
        tuple(By(said.actor, said.role, said.seq) for said in held),
        approvers,
        stamp(now),
        stamp(until),
        book.policy.version,
    )


def acting(book: Book, person: str, action_roles: tuple[Role, ...], at: datetime) -> Role | None:
    """Return the role in which somebody may take an action: the first that they hold, none where they hold none."""
    held = book.roles_of(person, at.date())
    return next((role for role in action_roles if role in held), None)
