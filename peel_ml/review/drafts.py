"""What somebody has begun to write and not yet recorded. It is nobody else's to read, and goes once it is recorded."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import and_, delete, insert, select
from sqlalchemy.sql.elements import ColumnElement

from peel_ml.assurance.ledger.entry import moment, stamp
from peel_ml.assurance.ledger.storage import Storage
from peel_ml.assurance.ledger.tables import drafts
from peel_ml.review.routes import PREFIX

_PLACE = re.compile(re.escape(PREFIX) + r"/matters/([\w-]{1,64})/do/(\w{1,64})")


@dataclass(frozen=True)
class Place:
    """Which form, about which matter."""

    matter: str
    form: str


@dataclass(frozen=True)
class Draft:
    """What was written, field by field, and when it was saved."""

    typed: Mapping[str, str]
    at: datetime


def place_of(address: str) -> Place | None:
    """Return the form that stands at an address of ours; none where no draft is kept.

    Examples
    --------
    >>> place_of("/peel/matters/abc123/do/approve")
    Place(matter='abc123', form='approve')
    >>> place_of("/peel/people") is None
    True
    """
    found = _PLACE.fullmatch(address)
    return Place(*found.groups()) if found else None


class Drafts:
    """Keeps drafts beside the ledger.

    Parameters
    ----------
    storage : Storage
    """

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def find(self, person: str, place: Place) -> Draft | None:
        """Return a person's own draft."""
        with self._storage.reading() as connection:
            row = connection.execute(select(drafts.c.content, drafts.c.at).where(_is(person, place))).first()
        return None if row is None else Draft(json.loads(row.content), moment(row.at))

    def save(self, person: str, place: Place, fields: Iterable[tuple[str, str]], at: datetime) -> None:
        """Keep what a person wrote, in place of what was kept of the same form before."""
        typed = {name: text for name, text in fields if text.strip()}
        with self._storage.writing() as connection:
            connection.execute(delete(drafts).where(_is(person, place)))
            if typed:
                content = json.dumps(typed, ensure_ascii=True)
                connection.execute(
                    insert(drafts).values(
                        person=person, matter=place.matter, form=place.form, content=content, at=stamp(at)
                    )
                )

    def drop(self, person: str, place: Place) -> None:
        """Forget it."""
        self.save(person, place, (), datetime.min)

    def places(self, person: str) -> tuple[Place, ...]:
        """Return where a person has begun to write."""
        asked = select(drafts.c.matter, drafts.c.form).where(drafts.c.person == person).order_by(drafts.c.at)
        with self._storage.reading() as connection:
            return tuple(Place(*row) for row in connection.execute(asked))


def packed(address: str, fields: Iterable[tuple[str, str]]) -> str:
    """Return what was written in a form whose sender was no longer signed in, for the sign-in form to carry along."""
    return json.dumps([[name, text] for name, text in fields]) if place_of(address) else ""


def keep_packed(storage: Storage, person: str, address: str, kept: str, at: datetime) -> bool:
    """Keep as a draft what the sign-in form carried, and tell whether there was any."""
    place = place_of(address)
    try:
        fields = TypeAdapter(list[tuple[str, str]]).validate_json(kept) if place and kept else []
    except ValidationError:
        # Only a form of ours carries any, and nobody is kept from signing in by one that was cut short.
        return False
    if place is None or not fields:
        return False
    Drafts(storage).save(person, place, fields, at)
    return True


def _is(person: str, place: Place) -> ColumnElement[bool]:
    return and_(drafts.c.person == person, drafts.c.matter == place.matter, drafts.c.form == place.form)
