"""What an approval binds: made from the matter when it is signed, and compared with it when it is verified."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime, time

from peel_ml.assurance.approval import SCHEMA_VERSION, Approval, By, opened
from peel_ml.assurance.ledger.entry import Entry, moment, stamp
from peel_ml.assurance.payloads import Approve, Condition
from peel_ml.assurance.register.book import Book
from peel_ml.assurance.register.matter import Matter
from peel_ml.assurance.rules.approving import latest_end
from peel_ml.assurance.signing.dsse import APPROVAL, signed_by
from peel_ml.assurance.signing.keys import SERVICE
from peel_ml.errors import BadRequest, Problem


def approval_of(book: Book, matter: Matter, actor: str, conditions: tuple[Condition, ...], now: datetime) -> Approval:
    """Return the approval that the last approver signs. It ends at the end of the last day that it may last to."""
    end = latest_end(book.policy, matter, now.date())
    approvers = (
        *(By(said.actor, said.role, said.seq) for said, _ in matter.consents),
        By(actor, "approver", book.seq + 1),
    )
    until = datetime.combine(end, time.max, UTC)
    return Approval(
        SCHEMA_VERSION,
        matter.id,
        matter.manifest_sha256,
        matter.use_case,
        matter.scope,
        matter.manifest.model_sha256,
        conditions,
        tuple(sorted(matter.to_justify)),
        tuple(By(said.actor, said.role, said.seq) for said, _ in matter.held),
        approvers,
        stamp(now),
        stamp(until),
        book.policy.version,
    )


def unbound(book: Book, entry: Entry, what: Approve, at: datetime) -> Iterator[Problem]:
    """Yield why the signed approval in an entry is not the one that this matter can have."""
    if what.envelope is None:
        return
    try:
        approval = opened(what.envelope)
    except BadRequest as error:
        yield Problem(error.summary)
        return
    matter = book.matters[entry.subject]
    expected = approval_of(book, matter, entry.actor, what.conditions, at)
    for one in fields(Approval):
        if one.name != "valid_until" and getattr(approval, one.name) != getattr(expected, one.name):
            yield Problem(f"the approval binds another {one.name.replace('_', ' ')} than the matter has")
    end, cap = moment(approval.valid_until), moment(expected.valid_until)
    if end <= at:
        yield Problem("the approval would end before it begins")
    if end > cap:
        yield Problem(f"the approval would last longer than it may: to {cap.date().isoformat()} at most")
    owners = {key.owner for key in signed_by(what.envelope, APPROVAL, book.keys) if key.retired is None}
    if not owners & {entry.actor, SERVICE}:
        yield Problem("the approval is signed neither by its approver nor by the service, with a key that is trusted")
