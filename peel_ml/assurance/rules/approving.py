"""What must be true for an approval: everybody was asked, everything open is accepted, and it says what it binds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

from peel_ml.assurance.approval import Approval, opened
from peel_ml.assurance.book import Book
from peel_ml.assurance.gates.gate import GateResult
from peel_ml.assurance.ledger.entry import Entry, moment
from peel_ml.assurance.matter import Matter
from peel_ml.assurance.payloads import Approve
from peel_ml.assurance.policy import Policy, Scope
from peel_ml.assurance.signing.dsse import APPROVAL, signed_by
from peel_ml.assurance.signing.keys import SERVICE
from peel_ml.errors import BadRequest, Problem

Unmet = Callable[[Book, Scope, tuple[GateResult, ...]], Iterator[Problem]]


def months_later(day: date, months: int) -> date:
    """Return the same day some months later, or the last day of that month.

    Examples
    --------
    >>> months_later(date(2026, 11, 30), 3)
    datetime.date(2027, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first_after = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(days=day.day - 1), first_after - timedelta(days=1))


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
    for code in matter.asks.justifications:
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
        offices = [book.people[name].data_office for name in (*before, entry.actor) if name in book.people]
        if all(offices):
            yield Problem("both approvers are in the Data Office; on a high risk one of them must not be")
    if what.envelope is not None:
        yield from _binding(book, matter, entry, what, at)


def _binding(book: Book, matter: Matter, entry: Entry, what: Approve, at: datetime) -> Iterator[Problem]:
    assert what.envelope is not None
    try:
        approval = opened(what.envelope)
    except BadRequest as error:
        yield Problem(error.summary)
        return
    facts = (
        ("matter", approval.matter, matter.id),
        ("manifest", approval.manifest_sha256, matter.manifest_sha256),
        ("use case", approval.use_case, matter.use_case),
        ("scope", approval.scope, matter.scope),
        ("model", approval.model_sha256, matter.manifest.model_sha256),
        ("conditions", approval.conditions, what.conditions),
        ("date it begins", approval.valid_from, entry.at),
        ("policy", approval.policy_version, entry.policy_version),
        ("approvers", tuple(by.person for by in approval.approvers), _names(matter, entry)),
    )
    for name, found, expected in facts:
        if found != expected:
            yield Problem(f"the approval binds another {name} than the matter has")
    yield from _dated(book, matter, approval, at)
    owners = {key.owner for key in signed_by(what.envelope, APPROVAL, book.keys) if _counts(key.retired, entry.at)}
    if not owners & {entry.actor, SERVICE}:
        yield Problem("the approval is signed neither by its approver nor by the service, with a key that is trusted")


def _names(matter: Matter, entry: Entry) -> tuple[str, ...]:
    return (*(said.actor for said, _ in matter.consents), entry.actor)


def _counts(retired: str | None, at: str) -> bool:
    return retired is None or at < retired


def _dated(book: Book, matter: Matter, approval: Approval, at: datetime) -> Iterator[Problem]:
    end = moment(approval.valid_until)
    if end <= at:
        yield Problem("the approval would end before it begins")
    cap = latest_end(book.policy, matter, at.date())
    if end.date() > cap:
        yield Problem(f"the approval would last longer than it may: to {cap.isoformat()} at most")
