"""What is looked at before a model may be used for a scope: one row a check."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from peel_ml.assurance.approval import Approval, opened
from peel_ml.assurance.ledger.chain import Verified
from peel_ml.assurance.ledger.entry import Entry, moment, stamp
from peel_ml.assurance.payloads import payload_from
from peel_ml.assurance.policy import Scope
from peel_ml.assurance.register.book import Book
from peel_ml.assurance.register.matter import Matter
from peel_ml.assurance.signing.dsse import APPROVAL, signed_by
from peel_ml.assurance.signing.keys import SERVICE, TrustedKey
from peel_ml.assurance.states import STATES
from peel_ml.assurance.verification.comparing import difference, elsewhere
from peel_ml.assurance.verification.found import MODEL, Found
from peel_ml.errors import Problem

Outcome = Literal["passed", "failed", "not_reached"]


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at, and everything that is wrong with it."""

    code: str
    title: str
    outcome: Outcome
    problems: tuple[Problem, ...] = ()


SPEAKS_AGAINST = frozenset(("failed_evidence", "hash_mismatch", "data_class_rise", "monitor_breach"))
"""Causes of a suspension that speak against the model itself, in whatever scope it was suspended."""


@dataclass(frozen=True)
class View:
    """What a check looks at."""

    ledger: Verified
    entries: tuple[Entry, ...]
    book: Book
    keys: Mapping[str, TrustedKey]
    found: Found
    scope: Scope
    at: datetime
    looking_back: bool
    besides: tuple[Problem, ...]
    matter: Matter | None

    @property
    def one(self) -> Matter:
        """The matter, which checks of a matter are made with alone."""
        assert self.matter is not None
        return self.matter


def _ledger(view: View) -> Iterator[Problem]:
    broken = view.ledger.broken
    yield from view.besides
    if not view.entries:
        yield Problem("the ledger is empty", "`peel ledger export` writes one.")
    if broken is not None:
        yield from (Problem(one.what, one.fix, f"entry {broken.seq} of the ledger") for one in broken.problems)


def _clock(view: View) -> Iterator[Problem]:
    last = view.ledger.book.entries[-1:]
    if last and not view.looking_back and last[0].at > stamp(view.at):
        yield Problem(
            f"the ledger goes to {last[0].at}, which is later than the time now: the clock was set back",
            "Set the clock of this machine. To look at an earlier time, name it with --at.",
        )


def _approval(view: View) -> Iterator[Problem]:
    matter = view.matter
    if matter is not None and matter.envelope is not None:
        return
    others = elsewhere(view.book, view.found, view.scope)
    if matter is not None:
        yield Problem(f"it is not approved for {view.scope}: {STATES[matter.state]}")
    else:
        yield Problem(f"no submission for {view.scope} covers these files", "`peel submit` enters a run for a scope.")
    if others:
        yield Problem(f"it is approved for {' and '.join(others)}, and that says nothing of {view.scope}")


def _signature(view: View) -> Iterator[Problem]:
    matter = view.one
    if matter.envelope is None:
        return
    approval = opened(matter.envelope)
    yield from _bound(approval, matter)
    deciding = [said.actor for said, _ in matter.consents][-1:]
    good = [key for key in signed_by(matter.envelope, APPROVAL, view.keys) if key.owner in (SERVICE, *deciding)]
    if not good:
        yield Problem("the approval is not signed with a trusted key of its approver or of the service")
    elif all(key.compromised for key in good):
        yield Problem("the approval is signed with a key that is compromised, so that nobody can say who signed")
    seqs = set(matter.seqs)
    spoilt = [one.seq for one in view.book.entries if one.seq in seqs and _compromised(view, one)]
    if spoilt:
        numbers = ", ".join(map(str, spoilt))
        yield Problem(f"decisions on it are signed with a key that is compromised (entries {numbers} of the ledger)")


def _compromised(view: View, entry: Entry) -> bool:
    key = view.keys.get(entry.key)
    return key is not None and key.compromised


def _bound(approval: Approval, matter: Matter) -> Iterator[Problem]:
    facts = (
        ("manifest", approval.manifest_sha256, matter.manifest_sha256),
        ("scope", approval.scope, matter.scope),
        ("model", approval.model_sha256, matter.manifest.model_sha256),
    )
    for name, signed, held in facts:
        if signed != held:
            yield Problem(f"the approval was signed for another {name}")


def _files(view: View) -> Iterator[Problem]:
    matter, found = view.one, view.found
    yield from difference(matter.manifest, found).problems(found.where)
    if found.manifest is not None and found.manifest != matter.manifest_sha256:
        yield Problem("manifest.json is another one than was approved", where=found.where)
    frozen = [one.name for one in matter.manifest.files if one.name.startswith(MODEL)]
    if matter.manifest.model_released and not frozen:
        yield Problem("its model was not frozen with it, so no bytes of a model are approved", "Submit it anew.")


def _state(view: View) -> Iterator[Problem]:
    matter = view.one
    state = view.book.effective(matter, view.at)
    if state in ("suspended", "revoked"):
        reason = [one.reason for one in view.book.entries if one.subject == matter.id and one.to_state == state]
        since = f"since {matter.moved_at[:10]}"
        yield Problem(f"it is {state} {since}: {reason[-1]} {STATES[state]}")
    elif state == "superseded":
        newer = view.book.latest[matter.use_case, matter.scope]
        yield Problem(f"it is superseded by the approval of matter {newer}. {STATES[state]}")


def _date(view: View) -> Iterator[Problem]:
    until = view.one.valid_until
    if until is not None and moment(until) <= view.at:
        yield Problem(f"its approval ended on {until[:10]}", "Submit a new run.")


def _conditions(view: View) -> Iterator[Problem]:
    matter = view.one
    for number in matter.overdue(view.at):
        one = matter.conditions[number - 1]
        yield Problem(f"condition {number} was due on {one.due.isoformat()} and is not met: {one.text}")


def _evidence(view: View) -> Iterator[Problem]:
    matter = view.one
    for other in view.book.matters.values():
        same = other.use_case == matter.use_case and other.manifest.model_sha256 == matter.manifest.model_sha256
        if other.id == matter.id or not same or other.state != "suspended":
            continue
        last = [one for one in view.book.entries if one.subject == other.id and one.action == "suspend"][-1]
        cause = payload_from("suspend", last.payload)
        if cause.cause in SPEAKS_AGAINST:
            yield Problem(f"the same model is suspended for {other.scope} since {last.at[:10]}: {last.reason}")


@dataclass(frozen=True)
class CheckRow:
    """One check."""

    code: str
    title: str
    look: Callable[[View], Iterator[Problem]]
    of_matter: bool = True

    def __call__(self, view: View) -> Finding:
        """Make the check; one of a matter is not reached where no matter was found."""
        if self.of_matter and view.matter is None:
            return Finding(self.code, self.title, "not_reached")
        problems = tuple(self.look(view))
        return Finding(self.code, self.title, "failed" if problems else "passed", problems)


CHECKS: tuple[CheckRow, ...] = (
    CheckRow("ledger", "The ledger is whole, and trusted keys signed it", _ledger, of_matter=False),
    CheckRow("clock", "The clock is not behind the ledger", _clock, of_matter=False),
    CheckRow("approval", "It was approved for this scope", _approval, of_matter=False),
    CheckRow("signature", "A trusted key signed the approval, and it binds this manifest", _signature),
    CheckRow("files", "Every file is byte for byte what was approved", _files),
    CheckRow("state", "It is not suspended, revoked or superseded", _state),
    CheckRow("date", "Its approval has not expired", _date),
    CheckRow("conditions", "No condition is overdue", _conditions),
    CheckRow("evidence", "No later evidence speaks against the model", _evidence),
)
"""Everything that is looked at, in order."""
