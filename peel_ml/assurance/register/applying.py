"""What each action changes in the book: one small function an action."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from peel_ml.assurance.ledger.entry import Entry, moment, stamp
from peel_ml.assurance.policy import policies
from peel_ml.assurance.register.matter import Matter, OpenChallenge, Question, said
from peel_ml.assurance.signing.keys import SERVICE, TrustedKey, key_id
from peel_ml.assurance.states import APPROVED

if TYPE_CHECKING:
    from peel_ml.assurance.register.book import Book


Apply = Callable[["Book", Entry, Any], None]


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
