"""The present state, read off the ledger entry by entry. Nothing else holds state."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from peel_ml.assurance.ledger.entry import START, Entry
from peel_ml.assurance.payloads import Delegate, payload_from
from peel_ml.assurance.people import DECIDES, Person, Role
from peel_ml.assurance.policy import Policy, policy
from peel_ml.assurance.register.applying import APPLY
from peel_ml.assurance.register.matter import Matter
from peel_ml.assurance.signing.keys import TrustedKey
from peel_ml.assurance.states import State


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
