"""What must be true for each move beside the table: gates, manifests, attestations, the approval itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from peel_ml.assurance.ledger.entry import Entry, moment
from peel_ml.assurance.payloads import Approve, Enter, Reinstate, RequestChanges, Revise, Submit
from peel_ml.assurance.policy import Scope
from peel_ml.assurance.register.book import Book
from peel_ml.assurance.register.matter import Matter
from peel_ml.assurance.rules.approving import approving
from peel_ml.assurance.rules.binding import unbound
from peel_ml.assurance.submissions.judgement import GateResult
from peel_ml.errors import Problem

Rule = Callable[[Book, Entry, Any, datetime], Iterator[Problem]]


def unmet_gates(book: Book, scope: Scope, results: tuple[GateResult, ...]) -> Iterator[Problem]:
    """Yield the gates of a scope that did not pass, or were not judged at all."""
    for code in book.policy.scopes[scope].blocking:
        found = [one for one in results if one.code == code]
        if len(found) != 1:
            yield Problem(f"{code} was {'judged more than once' if found else 'not judged'}")
        yield from (Problem(f"{code} failed: {one.text}", one.todo) for one in found if one.state == "failed")


def _entering(book: Book, entry: Entry, what: Enter, at: datetime) -> Iterator[Problem]:
    rule = book.policy.scopes[what.scope]
    manifest = what.manifest
    if rule.refused:
        yield Problem(f"the scope {what.scope} is beyond this platform", "It is recorded elsewhere.")
    if what.scope == "exploration":
        yield Problem("exploration asks nobody, so there is nothing to submit", "Leave it as it is, and look.")
    if (manifest.data_class == "D0") != (what.scope == "rehearsal"):
        yield Problem(
            "made-up data can be submitted as a rehearsal only"
            if manifest.data_class == "D0"
            else "a rehearsal is for made-up data only",
            "Name another scope.",
        )
    if manifest.sha256 != entry.manifest:
        yield Problem("the manifest is another one than the entry names")
    yield from _seen_before(book, what.scope, manifest.sha256)


def _seen_before(book: Book, scope: Scope, sha256: str) -> Iterator[Problem]:
    """Yield where a manifest stands already: what was decided about it there holds for good."""
    for other in book.matters.values():
        if other.scope == scope and sha256 in (other.manifest_sha256, *other.earlier):
            yield Problem(
                f"exactly this was submitted for {scope} before and is {other.state.replace('_', ' ')}",
                f"Go on with matter {other.id}.",
            )


def _submitting(book: Book, entry: Entry, what: Submit, at: datetime) -> Iterator[Problem]:
    matter = book.matters[entry.subject]
    asks_owner = "owner" in book.policy.scopes[matter.scope].people
    if (entry.to_state == "awaiting_owner") != asks_owner:
        yield Problem(f"in the scope {matter.scope} the owner {'countersigns' if asks_owner else 'is not asked'}")
    yield from unmet_gates(book, matter.scope, what.gates)


def _revising(book: Book, entry: Entry, what: Revise, at: datetime) -> Iterator[Problem]:
    matter = book.matters[entry.subject]
    if what.manifest.sha256 != entry.manifest:
        yield Problem("the manifest is another one than the entry names")
    if what.manifest.use_case != matter.use_case:
        yield Problem(f"the new revision is of another use case than {matter.use_case}")
    if what.manifest.revises != matter.manifest_sha256:
        yield Problem("the new manifest does not name the one that it revises")
    if (what.manifest.data_class == "D0") != (matter.scope == "rehearsal"):
        yield Problem("made-up data and real data never follow one another in one matter")
    yield from _seen_before(book, matter.scope, what.manifest.sha256)


def _reinstating(book: Book, entry: Entry, what: Reinstate, at: datetime) -> Iterator[Problem]:
    matter = book.matters[entry.subject]
    if matter.valid_until is not None and moment(matter.valid_until) <= at:
        yield Problem("the approval has ended while it was suspended, and that never reopens", "Submit a new run.")
    if book.latest.get((matter.use_case, matter.scope)) != matter.id:
        yield Problem(f"a newer approval for {matter.scope} has taken its place, and that never reopens")
    first = matter.reinstating is None
    if first != (entry.to_state == "suspended"):
        yield Problem("an approver and a reviewer have to agree, one after the other")
    if matter.reinstating is not None:
        person, role = matter.reinstating
        if person == entry.actor:
            yield Problem(f"{entry.actor} has agreed already; somebody else has to, too")
        if role == entry.role:
            yield Problem(f"a {role} has agreed already; now {'an approver' if role == 'reviewer' else 'a reviewer'}")
        if entry.to_state != _approved(matter):
            yield Problem("it goes back to how it was approved")


def _approved(matter: Matter) -> str:
    return "approved_with_conditions" if matter.conditions else "approved"


def _free(book: Book, entry: Entry, what: Any, at: datetime) -> Iterator[Problem]:
    return iter(())


def _asking_for_changes(book: Book, entry: Entry, what: RequestChanges, at: datetime) -> Iterator[Problem]:
    for finding in what.findings:
        if not finding.field.strip():
            yield Problem("a finding names no field or gate", "Say which part of the card it is about.")


def _approving(book: Book, entry: Entry, what: Approve, at: datetime) -> Iterator[Problem]:
    yield from approving(book, entry, what, at, unmet_gates)
    yield from unbound(book, entry, what, at)


DECIDING: dict[str, Rule] = {
    "enter": _entering,
    "submit": _submitting,
    "countersign": _free,
    "pick_up": _free,
    "request_changes": _asking_for_changes,
    "revise": _revising,
    "reject": _free,
    "approve": _approving,
    "suspend": _free,
    "reinstate": _reinstating,
    "revoke": _free,
}
"""The rule of each move; `_free` where the table says everything."""
