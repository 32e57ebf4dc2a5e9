"""What must be true for an approval: everybody was asked, everything open is accepted, and it says what it binds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime

from peel_ml.assurance.ledger.entry import Entry
from peel_ml.assurance.payloads import Approve
from peel_ml.assurance.policy import Policy, Scope, months_later
from peel_ml.assurance.register.book import Book
from peel_ml.assurance.register.matter import Matter
from peel_ml.assurance.submissions.judgement import GateResult
from peel_ml.errors import Problem

Unmet = Callable[[Book, Scope, tuple[GateResult, ...]], Iterator[Problem]]


def latest_end(policy: Policy, matter: Matter, on: date) -> date:
    """Return the last day that an approval given on a day may last to."""
    months = policy.scopes[matter.scope].months
    if matter.asks.high_risk:
        months = min(months, policy.high_risk_months)
    ends = [months_later(on, months)]
    if matter.asks.reviews_by:
        ends.append(date.fromisoformat(matter.asks.reviews_by))
    return min(ends)


def approvers_needed(policy: Policy, matter: Matter) -> int:
    """Return how many approvers a matter takes."""
    return 2 if matter.asks.high_risk and policy.scopes[matter.scope].two_if_high else 1


def equality_needed(policy: Policy, matter: Matter) -> bool:
    """Tell whether the equality reviewer has to attest."""
    rule = policy.scopes[matter.scope]
    return "equality_reviewer" in rule.people or (rule.equality_where_shown and matter.asks.difference_shown)


def data_protection_needed(policy: Policy, matter: Matter) -> bool:
    """Tell whether the data protection officer has to attest."""
    return max(matter.manifest.data_class, matter.manifest.declared_class) >= policy.data_protection_from


def still_missing(policy: Policy, matter: Matter, at: datetime) -> Iterator[Problem]:
    """Yield what has to happen before anybody can approve."""
    if equality_needed(policy, matter) and not matter.attested("equality"):
        yield Problem("the equality reviewer has not attested it as it stands", "`peel attest` or the matter's page.")
    if data_protection_needed(policy, matter) and not matter.attested("data_protection"):
        yield Problem("the data protection officer has not attested it as it stands")
    if matter.by_hand is None:
        yield Problem(
            "nobody has tried the page by hand", "A reviewer tries keyboard, zoom, screen reader, plain words."
        )
    written = {one.code: one for _, one in matter.justifications}
    for code in matter.to_justify:
        if code not in written:
            yield Problem(f"{code} is not justified", "The author writes the justification.")
            continue
        if written[code].expires < at.date():
            yield Problem(f"the justification of {code} has expired")
        roles = {said.role for said, one in matter.accepted if one.code == code}
        if "approver" not in roles:
            yield Problem(f"no approver has accepted the justification of {code}")
        if code in matter.asks.equality_justifications and "equality_reviewer" not in roles:
            yield Problem(f"the equality reviewer has not accepted the justification of {code}")


def approving(book: Book, entry: Entry, what: Approve, at: datetime, unmet: Unmet) -> Iterator[Problem]:
    """Yield why an approval cannot be given."""
    matter = book.matters[entry.subject]
    yield from unmet(book, matter.scope, what.gates)
    yield from still_missing(book.policy, matter, at)
    before = [said.actor for said, _ in matter.consents]
    if entry.actor in before:
        yield Problem(f"{entry.actor} has approved already; somebody else has to, too")
    if matter.consents and what.conditions != matter.conditions:
        yield Problem("the two approvers name other conditions; they have to approve the same")
    for number, one in enumerate(what.conditions, 1):
        if one.due < at.date():
            yield Problem(f"condition {number} was due before today")
    needed = approvers_needed(book.policy, matter)
    final = len(before) + 1 >= needed
    if final != (what.envelope is not None) or final != (entry.to_state != "in_review"):
        yield Problem(f"{needed} approver{'s' if needed > 1 else ''} decide, and the last one's approval is signed")
        return
    if final and (entry.to_state == "approved_with_conditions") != bool(what.conditions):
        yield Problem("it is approved with conditions where it has some, and without where it has none")
    if final and needed > 1:
        yield from _of_one_mind(book, (*before, entry.actor), at.date())


def _of_one_mind(book: Book, approvers: tuple[str, ...], on: date) -> Iterator[Problem]:
    """Yield why two approvers do not count as two."""
    if all(book.people[name].data_office for name in approvers):
        yield Problem("both approvers are in the Data Office; on a high risk one of them must not be")
    # A deputy speaks for whoever lent the role, so the two together must speak for two people.
    spoken_for = {one for name in approvers for one in book.speaks_for(name, "approver", on)}
    if len(spoken_for) < len(approvers):
        yield Problem(f"both approvers speak for {', '.join(sorted(spoken_for))}; a deputy is no second approver")
