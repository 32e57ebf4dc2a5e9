"""The administrator enters people into the register and changes what it says of them."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Literal

from pydantic import BaseModel, Field

from peel_ml.assurance.desk import Act
from peel_ml.assurance.payloads import SetPerson
from peel_ml.assurance.people import AFFILIATIONS, ROLES, SERVICES, Affiliation, Person, Role
from peel_ml.review.accounts import ADMINISTRATORS, Chosen
from peel_ml.review.answers import Answer, Away, Page
from peel_ml.review.reading import FieldError
from peel_ml.review.routes import Asked, Row

_ROLES = tuple(
    (role, f"{role.replace('_', ' ').capitalize()}: {does}") for role, does in ROLES.items() if role not in SERVICES
)
_AFFILIATIONS: dict[Affiliation, str] = {
    "met": "The Met",
    "supplier": "A supplier: may be an author on data of class D0 to D2, and nothing else",
    "academic": "A university",
}
assert set(_AFFILIATIONS) == set(AFFILIATIONS)


class Entered(BaseModel):
    """One person, as the form has it."""

    id: str = Field(
        title="User name",
        description="Enter a user name of 2 to 40 small letters, figures and hyphens, a letter first",
        pattern=r"^[a-z][a-z0-9-]{1,39}$",
    )
    name: str = Field(title="Name", description="Enter a name", max_length=100)
    affiliation: Affiliation = Field(title="Affiliation", description="Choose whom the person works for")
    data_office: Literal["yes", "no"] = Field(title="Data Office", description="Choose yes or no")
    roles: tuple[Role, ...] = Field(title="Roles", description="Choose at least one role", min_length=1)
    active: Literal["yes", "no"] = Field(title="Still here", description="Choose yes or no")


def _form(asked: Asked, **values: object) -> Page:
    known = {"affiliations": tuple(_AFFILIATIONS.items()), "roles": _ROLES}
    return Page("person", known | values, 422 if asked.errors or values.get("errors") else 200)


def show_people(asked: Asked) -> Answer:
    """Show everybody in the register."""
    return Page("people", {"everybody": asked.services.people.everybody()})


def show_new(asked: Asked) -> Answer:
    """Show the empty form."""
    return _form(asked, typed={"affiliation": "met", "data_office": "yes", "active": "yes"})


def show_one(asked: Asked) -> Answer:
    """Show the form filled in; by POST, because no address names a person."""
    person = _known(asked, asked.typed.get("user", ""))
    if person is None:
        wrong = FieldError("user", "Choose a person")
        return Page("people", {"everybody": asked.services.people.everybody(), "errors": (wrong,)}, 422)
    yes = {True: "yes", False: "no"}
    typed = asdict(person) | {"data_office": yes[person.data_office], "active": yes[person.active]}
    return _form(asked, typed=typed, many={"roles": person.roles})


def enter_person(asked: Asked) -> Answer:
    """Record a person, new or changed; what else the register knows of them stays."""
    if asked.errors:
        return _form(asked)
    assert asked.person is not None
    form = asked.form(Entered)
    person = replace(
        _known(asked, form.id) or Person(form.id, form.name, form.affiliation, ()),
        name=form.name.strip(),
        affiliation=form.affiliation,
        roles=form.roles,
        data_office=form.data_office == "yes",
        active=form.active == "yes",
    )
    asked.desk.record(Act(asked.person.id, "administrator", "person", person.id, SetPerson(person)))
    return Away("people", said=f"{person.name} is in the register as it says here.")


def _known(asked: Asked, id_: str) -> Person | None:
    return next((one for one in asked.services.people.everybody() if one.id == id_), None)


PERSONS: tuple[Row, ...] = (
    Row("/people", "GET", "people", ADMINISTRATORS, show_people, menu="People"),
    Row("/people/new", "GET", "new_person", ADMINISTRATORS, show_new),
    Row("/people/one", "POST", "one_person", ADMINISTRATORS, show_one, Chosen),
    Row("/people", "POST", "enter_person", ADMINISTRATORS, enter_person, Entered),
)
