"""The present state, read off the ledger entry by entry. Nothing else holds state."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from peel_ml.assurance.ledger.entry import START, Entry, moment, stamp
from peel_ml.assurance.payloads import Delegate, payload_from
from peel_ml.assurance.people import DECIDES, Person, Role
from peel_ml.assurance.policy import Policy, policies, policy
from peel_ml.assurance.register.matter import Matter, OpenChallenge, Question, said
from peel_ml.assurance.signing.keys import SERVICE, TrustedKey, key_id
from peel_ml.assurance.states import APPROVED, State


@dataclass
class Book:
    """Everything the ledger says, as it stands after its last entry."""

    policy: Policy = field(default_factory=policy)
    entries: list[Entry] = field(default_factory=list)
    people: dict[str, Person] = field(default_factory=dict)
    keys: dict[str, TrustedKey] = field(default_factory=dict)
    matters: dict[str, Matter] = field(default_factory=dict)
    delegations: list[tuple[str, Delegate]] = field(default_factory=list)
    stages: dict[str, str] = field(default_factory=dict)
    """Recorded stage of each use case."""
    latest: dict[tuple[str, str], str] = field(default_factory=dict)
    """The matter approved last, for each use case and scope."""

    @property
    def seq(self) -> int:
        """Number of the last entry; 0 before the first."""
        return len(self.entries)

    @property
    def head(self) -> str:
        """Hash of the last entry."""
        return self.entries[-1].hash if self.entries else START

    def effective(self, matter: Matter, at: datetime) -> State:
        """Return a matter's state at a time: a later approval supersedes it, and its date ends it."""
        return matter.effective(at, newer=self.latest.get((matter.use_case, matter.scope)) not in (None, matter.id))

    def may_be(self, person: str, role: Role, on: date) -> bool:
        """Tell whether somebody holds a role on a day, of their own or as a deputy."""
        return bool(self.speaks_for(person, role, on))

    def speaks_for(self, person: str, role: Role, on: date) -> frozenset[str]:
        """Return for whom somebody speaks in a role on a day: for themselves, or for those who lent it to them."""
        known = self.people.get(person)
        if known is None or not known.active:
            return frozenset()
        own = {person} if known.may_be(role) else set()
        # Who gives roles decides nothing, whenever they became administrator.
        if known.affiliation != "met" or ("administrator" in known.roles and role in DECIDES):
            return frozenset(own)
        lent = ((giver, one) for giver, one in self.delegations if (one.deputy, one.role) == (person, role))
        return frozenset(own | {giver for giver, one in lent if on <= one.until and self._holds(giver, role)})

    def _holds(self, person: str, role: Role) -> bool:
        known = self.people.get(person)
        return known is not None and known.may_be(role)

    def roles_of(self, person: str, on: date) -> tuple[Role, ...]:
        """Return every role that somebody holds on a day."""
        own = self.people[person].roles if person in self.people else ()
        lent = (one.role for _, one in self.delegations)
        return tuple(role for role in dict.fromkeys((*own, *lent)) if self.may_be(person, role, on))

    def by_mlflow_user(self, user: str) -> Person | None:
        """Return the person who signs in under a name."""
        return next((one for one in self.people.values() if user in (one.mlflow_user or one.id,)), None)

    def matter_of(self, run_id: str, scope: str) -> Matter | None:
        """Return the matter whose present manifest is of a run, for a scope."""
        found = [one for one in self.matters.values() if one.manifest.run_id == run_id and one.scope == scope]
        return found[-1] if found else None

    def apply(self, entry: Entry) -> None:
        """Take in one entry. Whether it was allowed, `rules` tells."""
        payload = payload_from(entry.action, entry.payload)
        APPLY[entry.action](self, entry, payload)
        self.entries.append(entry)

    def copy(self) -> Book:
        """Return another book that says the same; what is applied to one of them does not show in the other."""
        return replace(
            self,
            entries=list(self.entries),
            people=dict(self.people),
            keys=dict(self.keys),
            matters=dict(self.matters),
            delegations=list(self.delegations),
            stages=dict(self.stages),
            latest=dict(self.latest),
        )

    def change(self, entry: Entry, **changes: Any) -> None:
        """Put a matter into the state that an entry moves it to."""
        matter = self.matters[entry.subject]
        moved = entry.to_state is not None and entry.to_state != matter.state
        self.matters[entry.subject] = replace(
            matter,
            state=entry.to_state or matter.state,
            seqs=(*matter.seqs, entry.seq),
            moved_at=entry.at if moved else matter.moved_at,
            **changes,
        )


def replayed(entries: Iterable[Entry]) -> Book:
    """Return the book that entries make."""
    book = Book()
    for entry in entries:
        book.apply(entry)
    return book


Apply = Callable[[Book, Entry, Any], None]


def _enter(book: Book, entry: Entry, what: Any) -> None:
    book.matters[entry.subject] = Matter(
        entry.subject,
        what.manifest.use_case,
        what.scope,
        what.manifest,
        what.manifest.sha256,
        what.asks,
        what.run,
        "draft",
        (entry.seq,),
        entry.at,
        makers=what.manifest.made_by,
    )


def _submit(book: Book, entry: Entry, what: Any) -> None:
    makers = _makers(book.matters[entry.subject], entry.actor)
    book.change(entry, author=entry.actor, makers=makers, gates=what.gates, findings=())


def _makers(matter: Matter, *more: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*matter.makers, *more)))


def _countersign(book: Book, entry: Entry, what: Any) -> None:
    book.change(entry, owner=entry.actor)


def _pick_up(book: Book, entry: Entry, what: Any) -> None:
    book.change(entry, reviewer=entry.actor, conflict_of_interest=what.conflict_of_interest)


def _request_changes(book: Book, entry: Entry, what: Any) -> None:
    book.change(entry, findings=what.findings)


def _revise(book: Book, entry: Entry, what: Any) -> None:
    matter = book.matters[entry.subject]
    book.change(
        entry,
        manifest=what.manifest,
        manifest_sha256=what.manifest.sha256,
        asks=what.asks,
        run=what.run,
        revision=matter.revision + 1,
        earlier=(*matter.earlier, matter.manifest_sha256),
        makers=_makers(matter, *what.manifest.made_by, entry.actor),
        # What was said of other bytes counts no more; attestations carry the digest of their part.
        owner=None,
        reviewer=None,
        gates=(),
        by_hand=None,
        consents=(),
        conditions=(),
        accepted=(),
    )


def _plain(book: Book, entry: Entry, what: Any) -> None:
    book.change(entry)


def _approve(book: Book, entry: Entry, what: Any) -> None:
    from peel_ml.assurance.approval import opened

    matter = book.matters[entry.subject]
    consents = (*matter.consents, (said(entry, what), what))
    if what.envelope is None:
        book.change(entry, consents=consents, conditions=what.conditions, gates=what.gates)
        return
    approval = opened(what.envelope)
    book.change(
        entry,
        consents=consents,
        conditions=approval.conditions,
        gates=what.gates,
        envelope=what.envelope,
        approval_id=approval.id,
        approved_at=entry.at,
        valid_until=approval.valid_until,
    )
    book.latest[matter.use_case, matter.scope] = matter.id


def _suspend(book: Book, entry: Entry, what: Any) -> None:
    book.change(entry, suspended_for=entry.reason, reinstating=None)


def _reinstate(book: Book, entry: Entry, what: Any) -> None:
    done = entry.to_state in APPROVED
    suspended_for = "" if done else book.matters[entry.subject].suspended_for
    book.change(entry, suspended_for=suspended_for, reinstating=None if done else (entry.actor, entry.role))


def _attest(book: Book, entry: Entry, what: Any) -> None:
    matter = book.matters[entry.subject]
    book.change(entry, attestations=(*matter.attestations, (said(entry, what), what)))


def _justify(book: Book, entry: Entry, what: Any) -> None:
    matter = book.matters[entry.subject]
    others = tuple(one for one in matter.justifications if one[1].code != what.code)
    # A justification that is written anew has to be accepted anew.
    accepted = tuple(one for one in matter.accepted if one[1].code != what.code)
    book.change(entry, justifications=(*others, (said(entry, what), what)), accepted=accepted)


def _accept(book: Book, entry: Entry, what: Any) -> None:
    book.change(entry, accepted=(*book.matters[entry.subject].accepted, (said(entry, what), what)))


def _by_hand(book: Book, entry: Entry, what: Any) -> None:
    book.change(entry, by_hand=(said(entry, what), what))


def _dissent(book: Book, entry: Entry, what: Any) -> None:
    book.change(entry, dissents=(*book.matters[entry.subject].dissents, said(entry, what)))


def _ask(book: Book, entry: Entry, what: Any) -> None:
    asked = Question(entry.seq, entry.at, entry.actor, what.field, what.text)
    book.change(entry, questions=(*book.matters[entry.subject].questions, asked))


def _answer(book: Book, entry: Entry, what: Any) -> None:
    questions = tuple(
        replace(one, answers=(*one.answers, said(entry, what))) if one.seq == what.question else one
        for one in book.matters[entry.subject].questions
    )
    book.change(entry, questions=questions)


def _challenge(book: Book, entry: Entry, what: Any) -> None:
    days = policies().get(entry.policy_version, book.policy).challenge_days
    due = stamp(moment(entry.at) + timedelta(days=days))
    one = OpenChallenge(entry.seq, entry.at, what, due)
    book.change(entry, challenges=(*book.matters[entry.subject].challenges, one))


def _respond(book: Book, entry: Entry, what: Any) -> None:
    challenges = tuple(
        replace(one, responses=(*one.responses, said(entry, what)), closed=one.closed or what.closes)
        if one.seq == what.challenge
        else one
        for one in book.matters[entry.subject].challenges
    )
    book.change(entry, challenges=challenges)


def _meet_condition(book: Book, entry: Entry, what: Any) -> None:
    book.change(entry, met=book.matters[entry.subject].met | {what.number})


def _withhold(book: Book, entry: Entry, what: Any) -> None:
    book.change(entry, withheld_because=entry.reason if what.withheld else "")


def _found(book: Book, entry: Entry, what: Any) -> None:
    book.people[what.person.id] = what.person
    for public, owner in ((what.service_key, SERVICE), (what.own_key, what.person.id)):
        if public:
            book.keys[key_id(public)] = TrustedKey(key_id(public), public, owner, entry.at)


def _person(book: Book, entry: Entry, what: Any) -> None:
    book.people[what.person.id] = what.person


def _delegate(book: Book, entry: Entry, what: Any) -> None:
    # Lent anew, the day until which it was lent before counts no more; so can it be taken back.
    others = [
        (giver, one)
        for giver, one in book.delegations
        if (giver, one.deputy, one.role) != (entry.actor, what.deputy, what.role)
    ]
    book.delegations = [*others, (entry.actor, what)]


def _trust_key(book: Book, entry: Entry, what: Any) -> None:
    id_ = key_id(what.public)
    book.keys[id_] = TrustedKey(id_, what.public, what.owner, entry.at)


def _retire_key(book: Book, entry: Entry, what: Any) -> None:
    key = book.keys[what.key]
    book.keys[what.key] = replace(
        key, retired=key.retired or entry.at, compromised=what.compromised, reason=entry.reason
    )


def _stage(book: Book, entry: Entry, what: Any) -> None:
    book.stages[entry.subject] = what.to


APPLY: dict[str, Apply] = {
    "enter": _enter,
    "submit": _submit,
    "countersign": _countersign,
    "pick_up": _pick_up,
    "request_changes": _request_changes,
    "revise": _revise,
    "reject": _plain,
    "approve": _approve,
    "suspend": _suspend,
    "reinstate": _reinstate,
    "revoke": _plain,
    "attest": _attest,
    "justify": _justify,
    "accept": _accept,
    "check_by_hand": _by_hand,
    "dissent": _dissent,
    "ask": _ask,
    "answer": _answer,
    "challenge": _challenge,
    "respond": _respond,
    "meet_condition": _meet_condition,
    "withhold": _withhold,
    "found": _found,
    "person": _person,
    "delegate": _delegate,
    "trust_key": _trust_key,
    "retire_key": _retire_key,
    "stage": _stage,
}
"""What each action changes."""
