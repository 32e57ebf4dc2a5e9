"""Who is in the register, and as what: for administrators. Whether somebody can sign in, the accounts say."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model

from peel_ml.assurance.canonical import digest
from peel_ml.assurance.payloads import SetPerson
from peel_ml.assurance.people import AFFILIATIONS, ROLES, SERVICES, Person, Role, git_digest
from peel_ml.review.answers import Answer, Away, Page, conflict, not_found
from peel_ml.review.pages.administering.common import ADMINISTRATORS, SERVICE_DID, found_by, handle, record
from peel_ml.review.reading import FieldError
from peel_ml.review.routes import Asked, Row

GIVEN: tuple[Role, ...] = tuple(role for role in ROLES if role not in SERVICES)
"""Roles that a person can be given."""
BELONGS = {"met": "The Met", "supplier": "A supplier", "academic": "A university"}
YES_NO = (("yes", "Yes"), ("no", "No"))
_ID = r"^[a-z][a-z0-9-]{1,39}$"


class _About(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str = Field(title="Name", description="Enter the name", max_length=80)
    affiliation: Literal["met", "supplier", "academic"] = Field(
        title="Belongs to", description="Choose whom the person belongs to"
    )
    data_office: Literal["yes", "no"] = Field(
        title="Data Office", description="Say whether the person works in the Data Office"
    )
    git: str = Field("", title="Addresses in git", max_length=2000)


_ROLES: dict[str, Any] = {f"role_{role}": (Literal["", "yes"], Field("", title=role)) for role in GIVEN}
About = create_model("About", __base__=_About, __doc__="What the register keeps of a person.", **_ROLES)


class _New(About):
    id: str = Field(
        title="Short name",
        description="Enter a short name of 2 to 40 small letters, figures and hyphens, beginning with a letter",
        pattern=_ID,
    )


class _Changed(About):
    active: Literal["yes", "no"] = Field(title="Still here", description="Say whether the person is still here")
    before: str = Field(title="The page", description="Load the page again", max_length=64, repr=False)


def show_people(asked: Asked) -> Answer:
    """Show everybody, those who have left at the end."""
    book = asked.desk.book()
    on = asked.desk.clock().date()
    everybody = sorted(book.people.values(), key=lambda one: (not one.active, one.name.casefold()))
    rows = [
        {
            "person": one,
            "handle": handle(one.id, asked.services.settings.key),
            "roles": [role.replace("_", " ") for role in one.roles],
            "lent": [role.replace("_", " ") for role in book.roles_of(one.id, on) if role not in one.roles],
            "belongs": BELONGS[one.affiliation],
        }
        for one in everybody
    ]
    return Page("administering/people", {"rows": rows})


def show_add(asked: Asked) -> Answer:
    """Show the form for somebody new."""
    return _page(asked, None, {"data_office": "yes", "affiliation": "met"})


def add(asked: Asked) -> Answer:
    """Enter somebody new."""
    errors = (*asked.errors, *_no_role(asked))
    if not errors and asked.typed["id"] in asked.desk.book().people:
        errors = (FieldError("id", "Somebody has this short name already. Choose another."),)
    if errors:
        return _page(asked, None, asked.typed, errors)
    form: Any = asked.form(_New)
    person = _person(form, Person(form.id, form.name, "met", ()), True)
    return _recorded(
        asked, None, person, f"{person.name} is in the register. Give them a code, so that they can sign in."
    )


def show_person(asked: Asked) -> Answer:
    """Show what the register keeps of somebody."""
    person = _found(asked)
    typed = {
        "name": person.name,
        "affiliation": person.affiliation,
        "data_office": "yes" if person.data_office else "no",
        "active": "yes" if person.active else "no",
        **{f"role_{role}": "yes" for role in person.roles},
    }
    return _page(asked, person, typed)


def change(asked: Asked) -> Answer:
    """Change what the register keeps of somebody."""
    person = _found(asked)
    if asked.errors:
        return _page(asked, person, asked.typed, asked.errors)
    form: Any = asked.form(_Changed)
    if form.before != _mark(person):
        raise conflict("Somebody else has changed this person since you opened the page.")
    after = _person(form, person, form.active == "yes")
    if after == person:
        return _page(asked, person, asked.typed, (FieldError("", "Nothing was changed, so nothing was recorded."),))
    return _recorded(asked, person, after, f"What the register keeps of {after.name} was changed.")


def _recorded(asked: Asked, before: Person | None, person: Person, said: str) -> Answer:
    errors = record(asked, "person", person.id, SetPerson(person), "administrator")
    if errors:
        return _page(asked, before, asked.typed, errors, 409)
    return Away("people", said=f"{said} {SERVICE_DID}")


def _person(form: Any, before: Person, active: bool) -> Person:
    addresses = tuple(git_digest(before.id, one) for one in form.git.split())
    return Person(
        before.id,
        form.name.strip(),
        form.affiliation,
        tuple(role for role in GIVEN if getattr(form, f"role_{role}") == "yes"),
        form.data_office == "yes",
        tuple(dict.fromkeys((*before.git, *addresses))),
        before.mlflow_user,
        active,
    )


def _no_role(asked: Asked) -> tuple[FieldError, ...]:
    if any(asked.typed.get(f"role_{role}") for role in GIVEN):
        return ()
    return (FieldError(f"role_{GIVEN[0]}", "Choose at least one role."),)


def _found(asked: Asked) -> Person:
    key = asked.services.settings.key
    person = found_by(asked.desk.book().people, lambda one: handle(one, key), asked.path["person"])
    if not isinstance(person, Person):
        raise not_found()
    return person


def _mark(person: Person) -> str:
    return digest(asdict(person) | {"roles": list(person.roles), "git": list(person.git)})


def _page(
    asked: Asked, person: Person | None, typed: Any, errors: tuple[FieldError, ...] = (), status: int = 422
) -> Page:
    values = {
        "one": person,
        "handle": handle(person.id, asked.services.settings.key) if person else "",
        "before": asked.typed.get("before") or (_mark(person) if person else ""),
        "typed": typed,
        "errors": errors,
        "roles": [(f"role_{role}", role.replace("_", " ").capitalize(), ROLES[role]) for role in GIVEN],
        "affiliations": tuple((one, BELONGS[one]) for one in AFFILIATIONS),
        "yes_no": YES_NO,
    }
    return Page("administering/person", values, status if errors else 200)


ROWS: tuple[Row, ...] = (
    Row("/people", "GET", "people", ADMINISTRATORS, show_people, menu="People"),
    Row("/people/add", "GET", "add_person", ADMINISTRATORS, show_add),
    Row("/people/add", "POST", "add_person_now", ADMINISTRATORS, add, _New),
    Row("/people/{person}", "GET", "one_person", ADMINISTRATORS, show_person),
    Row("/people/{person}", "POST", "change_person", ADMINISTRATORS, change, _Changed),
)
"""The list of people."""
