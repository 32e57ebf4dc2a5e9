"""What an act makes: a matter's id, and where an action leads."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from peel_ml.assurance.payloads import Enter
from peel_ml.assurance.people import Role
from peel_ml.assurance.register.book import Book
from peel_ml.assurance.register.matter import Matter, id_of
from peel_ml.assurance.states import State


def matter_id(enter: Enter) -> str:
    """Return the id of the matter that a run makes when it enters."""
    return id_of(enter.manifest.sha256, enter.scope)


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
        makers=tuple(dict.fromkeys((*(before.makers if before else ()), *enter.manifest.made_by, actor))),
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


def acting(book: Book, person: str, action_roles: tuple[Role, ...], at: datetime) -> Role | None:
    """Return the role in which somebody may take an action: the first that they hold, none where they hold none."""
    held = book.roles_of(person, at.date())
    return next((role for role in action_roles if role in held), None)
