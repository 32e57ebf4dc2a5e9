"""What must be true for the lists of people and keys, and for the problem book."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from peel_ml.assurance.ledger.entry import Entry, moment
from peel_ml.assurance.lifecycle import problems
from peel_ml.assurance.payloads import Delegate, Found, Key, RetireKey, SetPerson, Stage
from peel_ml.assurance.people import DECIDES, SERVICES, SUPPLIER_ROLES, Person
from peel_ml.assurance.register.book import Book
from peel_ml.assurance.signing.keys import SERVICE, key_id
from peel_ml.assurance.states import APPROVED
from peel_ml.errors import BadRequest, Problem

Rule = Callable[[Book, Entry, Any], Iterator[Problem]]

_ID = re.compile(r"[a-z][a-z0-9-]{1,39}")


def _sound(person: Person) -> Iterator[Problem]:
    if not _ID.fullmatch(person.id) or person.id in (SERVICE, *SERVICES):
        yield Problem("a person's id is 2 to 40 lower-case letters, digits and hyphens, and no service's name")
    if not person.name.strip() or len(person.name) > 80:
        yield Problem("a person's name has 1 to 80 characters")
    for role in SERVICES & set(person.roles):
        yield Problem(f"the role {role} belongs to a service")
    if person.affiliation == "supplier" and set(person.roles) - SUPPLIER_ROLES:
        yield Problem("a supplier may be an author and nothing else")
    if "administrator" in person.roles and DECIDES & set(person.roles):
        yield Problem("an administrator decides nothing, so cannot review or approve")


def _founding(book: Book, entry: Entry, what: Found) -> Iterator[Problem]:
    yield from _sound(what.person)
    if what.person.id != entry.actor or "administrator" not in what.person.roles:
        yield Problem("who founds the register is its first administrator")
    if entry.affiliation != what.person.affiliation:
        yield Problem("the entry says another affiliation than the person has")
    yield from _well_formed(what.service_key)
    if what.own_key:
        yield from _well_formed(what.own_key)
    if what.own_key == what.service_key:
        yield Problem("the service and a person never share a key")


def _setting(book: Book, entry: Entry, what: SetPerson) -> Iterator[Problem]:
    yield from _sound(what.person)
    if what.person.id == entry.actor and set(what.person.roles) - set(book.people[entry.actor].roles):
        yield Problem("nobody gives a role to themselves", "Another administrator does it.")
    after = {**book.people, what.person.id: what.person}
    if not any(one.may_be("administrator") for one in after.values()):
        yield Problem("nobody would be administrator any more", "Make somebody else administrator first.")
    users = [one.mlflow_user or one.id for one in after.values()]
    if len(users) != len(set(users)):
        yield Problem("two people would sign in under one name")


def _delegating(book: Book, entry: Entry, what: Delegate) -> Iterator[Problem]:
    giver, deputy = book.people[entry.actor], book.people.get(what.deputy)
    if what.role != entry.role or not giver.may_be(what.role):
        yield Problem("only a role of one's own can be lent, acting in it")
    if deputy is None or not deputy.active or deputy.affiliation != "met" or deputy.id == entry.actor:
        yield Problem("the deputy has to be somebody else of the register, of the Met")
    elif "administrator" in deputy.roles and what.role in DECIDES:
        yield Problem("an administrator decides nothing, so cannot stand in for this role")
    if what.until < moment(entry.at).date():
        yield Problem("the day until which it is lent has passed")


def _well_formed(public: str) -> Iterator[Problem]:
    try:
        key_id(public)
    except BadRequest as error:
        yield Problem(error.summary)


def _trusting(book: Book, entry: Entry, what: Key) -> Iterator[Problem]:
    wrong = list(_well_formed(what.public))
    yield from wrong
    if not wrong and key_id(what.public) in book.keys:
        yield Problem("this key is in the register already; one that was retired never comes back")
    if what.owner != SERVICE and what.owner not in book.people:
        yield Problem(f"{what.owner} is nobody in the register")
    if what.owner == entry.actor:
        yield Problem("nobody trusts a key of their own", "Another administrator does it.")


def _retiring(book: Book, entry: Entry, what: RetireKey) -> Iterator[Problem]:
    key = book.keys.get(what.key)
    # That a key was stolen may come out after it was retired.
    if key is None or key.compromised or (key.retired is not None and not what.compromised):
        yield Problem("there is no such trusted key")
        return
    if entry.role != "administrator" and key.owner != entry.actor:
        yield Problem("a key is retired by its owner or an administrator")
    left = [one for one in book.keys.values() if one.owner == SERVICE and one.retired is None and one.id != key.id]
    if key.owner == SERVICE and key.retired is None and not left:
        yield Problem("the service would have no key", "Trust its new key first.")


def _staging(book: Book, entry: Entry, what: Stage) -> Iterator[Problem]:
    yield from problems(what.from_, what.to, entry.role, book.stages.get(entry.subject))
    if what.to == "signed_off" and not _in_force(book, entry):
        yield Problem("no approval of it for publication or a pilot is in force", "Approve a submission first.")


def _in_force(book: Book, entry: Entry) -> bool:
    at = moment(entry.at)
    return any(
        one.use_case == entry.subject and one.scope in ("publication", "pilot") and book.effective(one, at) in APPROVED
        for one in book.matters.values()
    )


KEPT: dict[str, Rule] = {
    "found": _founding,
    "person": _setting,
    "delegate": _delegating,
    "trust_key": _trusting,
    "retire_key": _retiring,
    "stage": _staging,
}
"""The rule of each entry beside matters."""
