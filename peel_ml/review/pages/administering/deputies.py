"""Standing in: whoever holds a role may lend it to somebody, until a day."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, create_model

from peel_ml.assurance.payloads import Delegate
from peel_ml.review.answers import Answer, Away, Page
from peel_ml.review.pages.administering.common import SERVICE_DID, keepers, record
from peel_ml.review.pages.deciding.doing import date_words, now_of, plain
from peel_ml.review.pages.deciding.parts import day, day_error, day_of
from peel_ml.review.reading import FieldError
from peel_ml.review.routes import Asked, Row


class _Lend(BaseModel):
    model_config = ConfigDict(extra="forbid")

    role: str = Field(title="Role", description="Choose the role", max_length=40)
    deputy: str = Field(title="Who stands in", description="Choose who stands in", max_length=64)


_UNTIL = zip(("until_day", "until_month", "until_year"), day("Last day", "For example, 31 3 2027."), strict=True)
_DAYS: dict[str, Any] = {name: (str, field) for name, field in _UNTIL}
LendForm = create_model("Lend", __base__=_Lend, __doc__="A role that is lent.", **_DAYS)


def show_deputies(asked: Asked) -> Answer:
    """Show who stands in for whom."""
    return _page(asked)


def lend(asked: Asked) -> Answer:
    """Lend a role of one's own."""
    if asked.errors:
        return _page(asked, asked.errors)
    form: Any = asked.form(LendForm)
    errors = list(day_error(form, "until", "The last day", now_of(asked.now).date()))
    for name, of in (("role", _roles(asked)), ("deputy", _people(asked))):
        if getattr(form, name) not in dict(of):
            errors.insert(0, FieldError(name, f"{LendForm.model_fields[name].description}."))
    until = day_of(form, "until")
    if errors or until is None:
        return _page(asked, tuple(errors))
    refused = record(asked, "delegate", form.deputy, Delegate(form.deputy, form.role, until), form.role)
    if refused:
        return _page(asked, refused, 409)
    name = asked.desk.book().people[form.deputy].name
    return Away("deputies", said=f"{name} stands in as {plain(form.role)} until {date_words(until)}. {SERVICE_DID}")


def _page(asked: Asked, errors: tuple[FieldError, ...] = (), status: int = 422) -> Page:
    book, today = asked.desk.book(), now_of(asked.now).date()
    lent = [
        {
            "giver": book.people[giver].name,
            "deputy": book.people[one.deputy].name,
            "role": plain(one.role),
            "until": date_words(one.until),
            "over": one.until < today,
        }
        for giver, one in reversed(book.delegations)
    ]
    values = {"lent": lent, "roles": _roles(asked), "people": _people(asked), "errors": errors}
    return Page("administering/deputies", values, status if errors else 200)


def _roles(asked: Asked) -> tuple[tuple[str, str], ...]:
    own = asked.desk.book().people[asked.person.id].roles if asked.person else ()
    return tuple((one, plain(one).capitalize()) for one in own if one in keepers("delegate"))


def _people(asked: Asked) -> tuple[tuple[str, str], ...]:
    people = sorted(asked.desk.book().people.values(), key=lambda one: one.name.casefold())
    me = asked.person.id if asked.person else ""
    return tuple((one.id, one.name) for one in people if one.active and one.affiliation == "met" and one.id != me)


ROWS: tuple[Row, ...] = (
    Row("/deputies", "GET", "deputies", keepers("delegate"), show_deputies, menu="Deputies"),
    Row("/deputies", "POST", "lend", keepers("delegate"), lend, LendForm),
)
"""Who stands in for whom."""
