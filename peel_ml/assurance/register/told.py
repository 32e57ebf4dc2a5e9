"""What an entry of the ledger says, in plain words: one row an action."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from peel_ml.assurance.ledger.entry import Entry, moment
from peel_ml.assurance.payloads import payload_from
from peel_ml.assurance.register.book import Book
from peel_ml.assurance.signing.keys import SERVICE
from peel_ml.cards.signed.content import Decision, Said
from peel_ml.cards.signed.states import SCOPES
from peel_ml.cards.words import counted, spoken

REASON = "Why?"


@dataclass(frozen=True)
class Told:
    """One entry in words.

    Parameters
    ----------
    did : str
        What was done, as a sentence without its subject and full stop: ``Submitted it for a pilot``.
    words : tuple of Said
        What the person wrote, each under the question that was put.
    conflict : str
        The conflict of interest that was declared.
    dissent : bool
        Whether it speaks against what is decided.
    """

    did: str
    words: tuple[Said, ...] = ()
    conflict: str = ""
    dissent: bool = False


def told(entry: Entry, scope: str = "") -> Told:
    """Return what an entry says.

    Parameters
    ----------
    entry : Entry
    scope : str
        What the matter is asked for; empty for an entry that is about no matter.
    """
    return TOLD[entry.action](entry, payload_from(entry.action, entry.payload), SCOPES.get(scope, scope))


def name_of(book: Book, actor: str) -> str:
    """Return a person's name as pages show it; of a service what it is called."""
    return book.people[actor].name if actor in book.people else f"The {actor}"


def decision_of(book: Book, entry: Entry, scope: str) -> Decision:
    """Return an entry about a matter as a step that a person or a service took."""
    said = told(entry, scope)
    key = book.keys.get(entry.key)
    own = key is not None and key.owner != SERVICE
    return Decision(
        moment(entry.at),
        entry.role.replace("_", " "),
        said.did,
        name_of(book, entry.actor),
        said.words,
        said.dissent,
        said.conflict,
        "Signed with their own key" if own else "Recorded by the service",
    )


def _does(did: str) -> Tell:
    return lambda entry, what, scope: Told(did.format(scope=scope), _reason(entry))


def _reason(entry: Entry) -> tuple[Said, ...]:
    return (Said(REASON, entry.reason),) if entry.reason else ()


def _pick_up(entry: Entry, what: Any, scope: str) -> Told:
    return Told("Picked it up", _reason(entry), what.conflict_of_interest)


def _request_changes(entry: Entry, what: Any, scope: str) -> Told:
    found = tuple(Said(f"About {one.field}", one.text) for one in what.findings)
    return Told(f"Asked for {counted(len(found), 'change')}", (*found, *_reason(entry)))


def _approve(entry: Entry, what: Any, scope: str) -> Told:
    did = f"Approved it for {scope}"
    if what.envelope is None:
        did = f"Agreed to approve it for {scope}; another approver has to as well"
    if what.conditions:
        did += f", with {counted(len(what.conditions), 'condition')}"
    own = (
        Said("Who could be hurt?", what.answers.who_could_be_hurt),
        Said("What is not known?", what.answers.what_is_not_known),
        Said("What would make me stop it?", what.answers.what_would_make_me_stop_it),
    )
    return Told(did, (*own, *_reason(entry)))


def _suspend(entry: Entry, what: Any, scope: str) -> Told:
    cause = "" if what.cause == "other" else f" ({spoken(what.cause).lower()})"
    return Told(f"Suspended it{cause}", _reason(entry))


def _reinstate(entry: Entry, what: Any, scope: str) -> Told:
    first = entry.to_state == "suspended"
    did = "Agreed that the cause is closed; a second person has to as well" if first else "Let it be used again"
    return Told(did, (Said("How was the cause closed?", what.closed), *_reason(entry)))


def _attest(entry: Entry, what: Any, scope: str) -> Told:
    return Told(f"Attested what it means for {what.part.replace('_', ' ')}", (Said("Statement", what.statement),))


def _justify(entry: Entry, what: Any, scope: str) -> Told:
    words = (
        Said("What was found?", what.finding),
        Said("What is it for?", what.legitimate_aim),
        Said("Why is it proportionate?", what.why_proportionate),
        Said("Which less unequal options were considered?", what.less_unequal_options),
        Said("What is done about it?", what.mitigation),
    )
    return Told(f"Wrote why the finding {what.code} may stand", words)


def _accept(entry: Entry, what: Any, scope: str) -> Told:
    return Told(f"Accepted the reason why the finding {what.code} may stand", _reason(entry))


def _by_hand(entry: Entry, what: Any, scope: str) -> Told:
    return Told("Tried the page by hand", tuple(Said(name, text) for name, text in tried(what)))


def tried(what: Any) -> tuple[tuple[str, str], ...]:
    """Return what a person tried on the page, and what they found."""
    return (
        ("By keyboard alone", what.keyboard),
        ("Enlarged to 400%", what.zoom),
        ("With a screen reader", what.screen_reader),
        ("Whether it is plain English", what.plain_english),
    )


def _dissent(entry: Entry, what: Any, scope: str) -> Told:
    return Told("Recorded that they see it otherwise", (Said("In their own words", what.text),), dissent=True)


def _ask(entry: Entry, what: Any, scope: str) -> Told:
    return Told(f"Asked about field {what.field}", (Said("Question", what.text),))


def _answer(entry: Entry, what: Any, scope: str) -> Told:
    return Told(f"Answered the question in entry {what.question}", (Said("Answer", what.text),))


def _challenge(entry: Entry, what: Any, scope: str) -> Told:
    return Told("Recorded a challenge", (Said(f"On behalf of {what.on_behalf_of}", what.text),))


def _respond(entry: Entry, what: Any, scope: str) -> Told:
    closed = ", which closes it" if what.closes else ""
    return Told(f"Responded to the challenge in entry {what.challenge}{closed}", (Said("Response", what.text),))


def _meet(entry: Entry, what: Any, scope: str) -> Told:
    return Told(f"Recorded that condition {what.number} is met", (Said("How was that checked?", what.checked),))


def _withhold(entry: Entry, what: Any, scope: str) -> Told:
    shown = "Withheld it from the public register" if what.withheld else "Let the public register show it again"
    return Told(shown, _reason(entry))


def _person(entry: Entry, what: Any, scope: str) -> Told:
    roles = ", ".join(one.replace("_", " ") for one in what.person.roles) or "no role"
    left = "" if what.person.active else "; no longer active"
    return Told(f"Set what {what.person.name} may be: {roles} ({what.person.affiliation}{left})", _reason(entry))


def _found(entry: Entry, what: Any, scope: str) -> Told:
    return Told(f"Founded the register, with {what.person.name} as its first administrator")


def _delegate(entry: Entry, what: Any, scope: str) -> Told:
    lent = f"Lent the role {what.role.replace('_', ' ')} to {what.deputy} until {what.until.isoformat()}"
    return Told(lent, _reason(entry))


def _trust_key(entry: Entry, what: Any, scope: str) -> Told:
    return Told(f"Trusted a key of {what.owner}", _reason(entry))


def _retire_key(entry: Entry, what: Any, scope: str) -> Told:
    kind = "Retired a key that was compromised" if what.compromised else "Retired a key"
    return Told(f"{kind}: {what.key}", _reason(entry))


def _stage(entry: Entry, what: Any, scope: str) -> Told:
    return Told(f"Moved the use case from {spoken(what.from_).lower()} to {spoken(what.to).lower()}", _reason(entry))


Tell = Callable[[Entry, Any, str], Told]

TOLD: dict[str, Tell] = {
    "enter": _does("Entered the finished run"),
    "submit": _does("Submitted it for {scope}"),
    "countersign": _does("Countersigned it as its owner"),
    "pick_up": _pick_up,
    "request_changes": _request_changes,
    "revise": _does("Made a new revision of it"),
    "reject": _does("Rejected it for {scope}"),
    "approve": _approve,
    "suspend": _suspend,
    "reinstate": _reinstate,
    "revoke": _does("Took the approval for {scope} back"),
    "attest": _attest,
    "justify": _justify,
    "accept": _accept,
    "check_by_hand": _by_hand,
    "dissent": _dissent,
    "ask": _ask,
    "answer": _answer,
    "challenge": _challenge,
    "respond": _respond,
    "meet_condition": _meet,
    "withhold": _withhold,
    "found": _found,
    "person": _person,
    "delegate": _delegate,
    "trust_key": _trust_key,
    "retire_key": _retire_key,
    "stage": _stage,
}
"""How each action is told."""
