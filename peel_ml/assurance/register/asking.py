"""Whom a matter asks, whom it waits for, and how long it has waited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from peel_ml.assurance.ledger.entry import moment
from peel_ml.assurance.people import Person, Role
from peel_ml.assurance.policy import Policy
from peel_ml.assurance.register.book import Book
from peel_ml.assurance.register.matter import Matter
from peel_ml.assurance.rules.approving import approvers_needed, data_protection_needed, equality_needed


@dataclass(frozen=True)
class Asked:
    """One role that a matter asks, and how many people of it."""

    role: Role
    people: int = 1


@dataclass(frozen=True)
class Waiting:
    """For whom a matter waits, since when, and whether that is longer than the policy says."""

    role: Role
    since: datetime
    days: int
    late: bool


def roles_asked(policy: Policy, matter: Matter) -> tuple[Asked, ...]:
    """Return the roles that take part in a matter."""
    roles = list(policy.scopes[matter.scope].people)
    if equality_needed(policy, matter) and "equality_reviewer" not in roles:
        roles.append("equality_reviewer")
    if data_protection_needed(policy, matter):
        roles.append("data_protection_officer")
    return tuple(Asked(role, approvers_needed(policy, matter) if role == "approver" else 1) for role in roles)


def free_for(book: Book, matter: Matter, role: Role, on: date) -> tuple[Person, ...]:
    """Return who may take a role in a matter: they hold it, and did not make what it is about."""
    makers = matter.manifest.made_by if role == "author" else matter.makers
    return tuple(one for one in book.people.values() if one.id not in makers and book.may_be(one.id, role, on))


def waits_for(book: Book, matter: Matter, at: datetime) -> Waiting | None:
    """Return for whom a matter waits; none where it waits for nobody."""
    role = _next(book.policy, matter)
    if role is None or not matter.moved_at:
        return None
    since = moment(matter.moved_at)
    days = (at - since).days
    return Waiting(role, since, days, days > book.policy.waits.get(role, days))


def _next(policy: Policy, matter: Matter) -> Role | None:
    steps: dict[str, Role] = {
        "awaiting_owner": "owner",
        "submitted": "reviewer",
        "changes_requested": "author",
        "suspended": "approver",
    }
    if matter.state != "in_review":
        return steps.get(matter.state)
    if equality_needed(policy, matter) and not matter.attested("equality"):
        return "equality_reviewer"
    if data_protection_needed(policy, matter) and not matter.attested("data_protection"):
        return "data_protection_officer"
    return "reviewer" if matter.by_hand is None else "approver"
