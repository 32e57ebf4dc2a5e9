"""Where decisions are recorded: checks that it may be done, and writes it, in one step that nobody can come between."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from threading import RLock
from typing import Any

from peel_ml.assurance.approval import signed
from peel_ml.assurance.ledger.chain import unlinked, unsigned
from peel_ml.assurance.ledger.entry import Entry, moment, sealed, stamp
from peel_ml.assurance.ledger.storage import Storage, append, entries, head
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
from peel_ml.assurance.policy import policy
from peel_ml.assurance.register.book import Book
from peel_ml.assurance.register.making import destination, drafted, matter_id
from peel_ml.assurance.register.matter import Matter, Said
from peel_ml.assurance.register.resting import resting_on
from peel_ml.assurance.rules import refusals
from peel_ml.assurance.rules.approving import approvers_needed
from peel_ml.assurance.rules.binding import approval_of
from peel_ml.assurance.rules.signing import not_their_key
from peel_ml.assurance.signing.keys import Signer
from peel_ml.assurance.submissions.judgement import GateResult
from peel_ml.errors import BadRequest, FellShort, PeelError, Problem

Judge = Callable[[Matter, Book, datetime], tuple[GateResult, ...]]
"""Judges a matter's gates now; it may take seconds, so it is called before the register is held."""


Mirror = Callable[[Book, str, datetime], object]
MIRRORED = frozenset(("approve", "suspend", "reinstate", "revoke", "meet_condition"))
"""Acts after which MLflow's registry is to say something else."""

SKEW = timedelta(seconds=2)
"""How far the clocks of two machines that write one register may be apart; beyond that a clock was set back."""


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
    mirror : callable, optional
        Told of a use case once a decision on it stands, to say so elsewhere; what is recorded never depends on it.
    """

    def __init__(
        self,
        storage: Storage,
        signer: Signer,
        judge: Judge,
        clock: Callable[[], datetime] | None = None,
        mirror: Mirror | None = None,
    ) -> None:
        self.mirror = mirror
        self.storage = storage
        self.signer = signer
        self.judge = judge
        self.clock = clock or (lambda: datetime.now(UTC))
        self._book = Book()
        self._lock = RLock()

    def book(self) -> Book:
        """Return the register as it is now. What is returned does not change any more when something is recorded.

        Raises
        ------
        PeelError
            The database cannot be read, or an entry in it was not written by a register.
        """
        with self._lock:
            with self.storage.reading() as connection:
                self._book = self._caught_up(connection)
            return self._book

    def _caught_up(self, connection: Any) -> Book:
        """Return the book with what others recorded since; the one there is where nobody did."""
        found = head(connection)
        if found == (self._book.seq, self._book.head):
            return self._book
        last = entries(connection, self._book.seq - 1)[:1] if self._book.seq else []
        # A database that was restored holds another past: it is read from its first entry on.
        book = self._book.copy() if last and last[0].hash == self._book.head else Book()
        new = entries(connection, book.seq)
        for entry in new:
            problems = list(unlinked(book, entry))
            if entry is new[-1]:
                # Whoever signed the last one signed the digests of all before it.
                problems += [*not_their_key(book, entry), *unsigned(book, entry)]
            if problems:
                raise PeelError(
                    f"Entry {entry.seq} of the register does not hold, so nothing is read or recorded. "
                    "`peel ledger verify` says more; restore the register from its last good copy.",
                    problems,
                )
            book.apply(entry)
        return book

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
        return self._recorded(lambda book: acts)

    def _recorded(self, acts_on: Callable[[Book], Iterable[Act]]) -> tuple[Entry, ...]:
        """Record the acts that a function makes of the book, while nobody else writes."""
        with self._lock:
            with self.storage.writing() as connection:
                self._book = self._caught_up(connection)
                # Written on a copy: where it is not recorded after all, nobody has read it.
                book = self._book.copy()
                made = []
                for act in acts_on(self._book):
                    entry = self._made(book, act)
                    append(connection, entry)
                    book.apply(entry)
                    made.append(entry)
            self._book = book
        self._reflect(made)
        return tuple(made)

    def _reflect(self, made: Iterable[Entry]) -> None:
        """Have it said elsewhere, once it stands and nobody is kept waiting."""
        if self.mirror is None:
            return
        book = self._book
        for use_case in dict.fromkeys(book.matters[one.subject].use_case for one in made if one.action in MIRRORED):
            self.mirror(book, use_case, self.clock())

    def _made(self, book: Book, act: Act) -> Entry:
        now = self._now(book)
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
            policy_version=policy().version,
            previous=book.head,
            hash="",
            key=self.signer.id,
            signature="",
        )
        try:
            whole = sealed(entry, self.signer)
        except ValueError:
            raise Refused("It holds characters that cannot be recorded. Nothing was recorded. Type it again.") from None
        refused = [*refusals(book, whole), *not_their_key(book, whole)]
        if refused:
            raise Refused(f"“{act.action.replace('_', ' ')}” was not recorded.", refused)
        return whole

    def _now(self, book: Book) -> datetime:
        """Return the time; where another machine's clock is a moment ahead, that of its last entry."""
        now = self.clock()
        last = moment(book.entries[-1].at) if book.entries else now
        return last if now < last <= now + SKEW else now

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

        def acts(book: Book) -> Iterator[Act]:
            yield Act(actor, "approver", "revoke", matter.id, payload_from("revoke", {}), reason, seen)
            what = Suspend("ancestor_revoked")
            for other in resting_on(book, matter, self._now(book)):
                why = f"What it rests on was revoked: {matter.id}."
                yield Act("monitor", "monitor", "suspend", other.id, what, why)

        self._recorded(acts)
        return self.matter(matter.id)


def _with(matter: Matter, actor: str) -> tuple[Any, ...]:
    return (*matter.consents, (Said(0, "", actor, "approver", None), None))
