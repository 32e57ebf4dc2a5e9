"""Where decisions are recorded: checks that it may be done, and writes it, in one step that nobody can come between."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from threading import RLock
from typing import Any

from peel_ml.assurance.approval import signed
from peel_ml.assurance.book import Book
from peel_ml.assurance.gates.gate import GateResult
from peel_ml.assurance.ledger.entry import Entry, sealed, stamp
from peel_ml.assurance.ledger.storage import Storage, append, entries
from peel_ml.assurance.making import approval_of, destination, drafted, matter_id
from peel_ml.assurance.matter import Matter, Said
from peel_ml.assurance.payloads import (
    Approve,
    Enter,
    Found,
    InOwnWords,
    Revise,
    Submit,
    Suspend,
    payload_from,
    payload_to,
)
from peel_ml.assurance.people import SERVICES, Person, Role
from peel_ml.assurance.rules import refusals
from peel_ml.assurance.rules.approving import approvers_needed
from peel_ml.assurance.signing.keys import Signer
from peel_ml.assurance.states import APPROVED
from peel_ml.errors import BadRequest, FellShort, Problem

Judge = Callable[[Matter, Book, datetime], tuple[GateResult, ...]]
"""Judges a matter's gates now; it may take seconds, so it is called before the register is held."""


class Refused(BadRequest):
    """The register does not allow it; every reason by name."""


class Changed(Refused):
    """Somebody was faster: the matter is no longer what was looked at."""


@dataclass(frozen=True)
class Act:
    """Something that somebody wants to record."""

    actor: str
    role: Role
    action: str
    subject: str
    payload: Any
    """Of the type of `peel_ml.assurance.payloads.PAYLOADS`, or a function from the book and the time to one."""
    reason: str = ""
    seen: int | None = None
    """Number of the last entry about the matter that the actor had seen; another one is there: `Changed`."""


class Desk:
    """The one way into the register.

    Parameters
    ----------
    storage : Storage
    signer : Signer
        Key that signs what is recorded: the service's, or a person's own.
    judge : callable
        Judges a matter's gates.
    clock : callable
        Tells the time, UTC.
    """

    def __init__(
        self, storage: Storage, signer: Signer, judge: Judge, clock: Callable[[], datetime] | None = None
    ) -> None:
        self.storage = storage
        self.signer = signer
        self.judge = judge
        self.clock = clock or (lambda: datetime.now(UTC))
        self._book = Book()
        self._lock = RLock()

    def book(self) -> Book:
        """Return the register as it is now. It is shared: read it, and do not keep it."""
        with self._lock:
            if self._book.seq == 0 or self._behind():
                with self.storage.reading() as connection:
                    self._catch_up(entries(connection, self._book.seq))
            return self._book

    def _behind(self) -> bool:
        from sqlalchemy import func, select

        from peel_ml.assurance.ledger.tables import ledger

        with self.storage.reading() as connection:
            return connection.execute(select(func.max(ledger.c.seq))).scalar() != self._book.seq

    def _catch_up(self, new: list[Entry]) -> None:
        for entry in new:
            self._book.apply(entry)

    def matter(self, id_: str) -> Matter:
        """Return a matter by its id or a unique beginning of it.

        Raises
        ------
        BadRequest
            None, or several.
        """
        found = [one for one in self.book().matters.values() if one.id.startswith(id_)]
        if len(found) != 1:
            said = "several matters begin" if found else "no matter begins"
            raise BadRequest(f"In the register {said} with {id_!r}. `peel ledger list` shows them.")
        return found[0]

    def record(self, *acts: Act) -> tuple[Entry, ...]:
        """Record one thing, or several that belong together: all of them or none.

        Raises
        ------
        Changed
            The matter is no longer what the actor looked at.
        Refused
            The register does not allow it.
        PeelError
            The database cannot be written; nothing is recorded then.
        """
        with self._lock:
            try:
                with self._writing() as connection:
                    self._catch_up(entries(connection, self._book.seq))
                    made = []
                    for act in acts:
                        entry = self._made(act)
                        append(connection, entry)
                        self._book.apply(entry)
                        made.append(entry)
            except BaseException:
                # What was taken in and not written is forgotten: the next reader starts from the database.
                self._book = Book()
                raise
            return tuple(made)

    def _writing(self) -> AbstractContextManager[Any]:
        return self.storage.writing()

    def _made(self, act: Act) -> Entry:
        book = self._book
        now = self.clock()
        matter = book.matters.get(act.subject)
        if act.seen is not None and matter is not None and matter.seqs[-1] != act.seen:
            raise Changed(
                "Something was recorded about this matter since you opened it, so nothing was recorded now. Look at "
                "what changed, then decide."
            )
        payload = act.payload(book, now) if callable(act.payload) else act.payload
        person = book.people.get(act.actor)
        if isinstance(payload, Found):
            person = payload.person
        manifest = payload.manifest.sha256 if isinstance(payload, Enter | Revise) else None
        entry = Entry(
            seq=book.seq + 1,
            at=stamp(now),
            actor=act.actor,
            role=act.role,
            affiliation=None if act.actor in SERVICES or person is None else person.affiliation,
            action=act.action,
            subject=act.subject,
            from_state=None if matter is None else matter.state,
            to_state=destination(book, matter, act.action, payload),
            manifest=manifest or (None if matter is None else matter.manifest_sha256),
            payload=payload_to(act.action, payload),
            payload_sha256="",
            reason=act.reason.strip(),
            policy_version=book.policy.version,
            previous=book.head,
            hash="",
            key=self.signer.id,
            signature="",
        )
        refused = refusals(book, entry)
        if refused:
            raise Refused(f"“{act.action.replace('_', ' ')}” was not recorded.", refused)
        key = book.keys.get(self.signer.id)
        if act.action != "found" and (key is None or key.retired is not None):
            raise Refused(
                "The key that would sign this is not trusted, or no longer. Nothing was recorded. An administrator "
                "enrols a key with `peel keys trust`."
            )
        if key is not None and act.actor not in SERVICES and key.owner not in ("service", act.actor):
            raise Refused(f"The key belongs to {key.owner}, so {act.actor} cannot act with it. Nothing was recorded.")
        return sealed(entry, self.signer)

    # The acts that need more than their payload.

    def found(self, person: Person, own_key: str = "") -> Entry:
        """Write the first entry, with the service's key: the first administrator, and their key where they have one."""
        what = Found(person, self.signer.public, own_key)
        return self.record(Act(person.id, "administrator", "found", person.id, what))[0]

    def submit(self, actor: str, enter: Enter, revises: str | None = None) -> Matter:
        """Enter a finished run for a scope, or a new revision of a matter, and submit it.

        Raises
        ------
        FellShort
            A blocking gate failed; nothing is recorded.
        Refused
            The register does not allow it.
        """
        book = self.book()
        id_ = revises or matter_id(enter)
        made: Act
        if revises is None:
            made = Act("pipeline", "pipeline", "enter", id_, enter)
        else:
            made = Act(actor, "author", "revise", id_, Revise(enter.manifest, enter.asks, enter.run))
        draft = drafted(id_, actor, enter, book.matters.get(id_))
        gates = self.judge(draft, book, self.clock())
        short = [one for one in gates if one.blocking and one.state == "failed"]
        if short:
            raise FellShort(
                f"{len(short)} of the gates that block for {enter.scope} did not pass. Nothing was recorded.",
                [Problem(one.text, one.todo, where=f"{one.code} {one.title}") for one in short],
            )
        self.record(made, Act(actor, "author", "submit", id_, Submit(gates)))
        return self.matter(id_)

    def approve(
        self,
        actor: str,
        id_: str,
        answers: InOwnWords,
        conditions: tuple[Any, ...] = (),
        seen: int | None = None,
    ) -> Matter:
        """Give an approver's consent; the last one that is needed makes the signed approval.

        Raises
        ------
        FellShort
            A blocking gate fails now; nothing is recorded.
        Changed, Refused
            As `record`.
        """
        matter = self.matter(id_)
        book = self.book()
        gates = self.judge(replace(matter, consents=_with(matter, actor)), book, self.clock())

        def payload(book: Book, now: datetime) -> Approve:
            here = book.matters[matter.id]
            if here.manifest_sha256 != matter.manifest_sha256:
                raise Changed(
                    "A new revision was submitted since you opened it, so nothing was recorded. Read it first."
                )
            if len(here.consents) + 1 < approvers_needed(book.policy, here):
                return Approve(answers, conditions, gates)
            approval = approval_of(book, here, actor, conditions, now)
            return Approve(answers, conditions, gates, signed(approval, self.signer))

        self.record(Act(actor, "approver", "approve", matter.id, payload, seen=seen))
        return self.matter(matter.id)

    def revoke(self, actor: str, id_: str, reason: str, seen: int | None = None) -> Matter:
        """Take an approval back for good; what else rests on the same model is suspended with it."""
        matter = self.matter(id_)
        acts = [Act(actor, "approver", "revoke", matter.id, payload_from("revoke", {}), reason, seen)]
        for other in self.book().matters.values():
            if other.id != matter.id and other.state in APPROVED and _descends(other, matter):
                what = Suspend("ancestor_revoked")
                acts.append(
                    Act("monitor", "monitor", "suspend", other.id, what, f"What it rests on was revoked: {matter.id}.")
                )
        self.record(*acts)
        return self.matter(matter.id)


def _descends(other: Matter, revoked: Matter) -> bool:
    """Tell whether an approval rests on the bytes of a revoked one: the same model, or a revision of it."""
    same = other.use_case == revoked.use_case and other.manifest.model_sha256 == revoked.manifest.model_sha256
    return same or revoked.manifest_sha256 in (*other.earlier, other.manifest.revises)


def _with(matter: Matter, actor: str) -> tuple[Any, ...]:
    return (*matter.consents, (Said(0, "", actor, "approver", None), None))
