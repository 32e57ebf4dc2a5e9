"""The shape of the table of routes. The app, the menu and the tests are made from its rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, TypeVar

from pydantic import BaseModel

from peel_ml.assurance.people import ROLES, SERVICES, Person, Role
from peel_ml.review.answers import Answer
from peel_ml.review.reading import FieldError
from peel_ml.review.sessions import Session

PREFIX = "/peel"
"""Where the pages are mounted, alone or beside MLflow."""

Who = Literal["anybody", "signed_in"] | frozenset[Role]
ANYBODY: Who = "anybody"
SIGNED_IN: Who = "signed_in"
"""Whoever has a user name and password, even without a role."""
READERS: Who = frozenset(role for role in ROLES if role not in SERVICES)
"""Whoever has any role at all."""

Form = TypeVar("Form", bound=BaseModel)


class People(Protocol):
    """What the frame itself needs of the register; handlers get the whole of it."""

    def who_is(self, user: str) -> Person | None:
        """Return the person with an MLflow user name, with every role held today; None where nobody is known."""

    def everybody(self) -> tuple[Person, ...]:
        """Return everybody, in the order of their names."""

    def empty(self) -> bool:
        """Tell whether nobody is in the register yet."""

    def found(self, person: Person) -> None:
        """Enter the first person, an administrator."""


@dataclass(frozen=True)
class Asked:
    """One request that was let through.

    Parameters
    ----------
    row : Row
        The row that answers it.
    desk : Any
        The register and everything that may be done to it.
    now : float
        Seconds since 1970.
    user : str
        User name in MLflow; empty for somebody who is not signed in.
    person : Person or None
        Who that is in the register.
    session : Session or None
    path, query : mapping of str to str
        From the address, as text: check before use.
    typed : mapping of str to str
        What stood in the form's fields, for showing it again; of several answers the last.
    errors : tuple of FieldError
        What is wrong with it, in the order of the fields.
    filled : BaseModel or None
        The form's values, where nothing is wrong with them.
    services : Any
        What only the frame's own pages need: sign-in, sessions and limits.
    client : str
        The network address asked from; never kept as it is.
    browser : str
        The mark of a browser that somebody has signed in from before.
    """

    row: Row
    desk: Any
    now: float
    user: str = ""
    person: Person | None = None
    session: Session | None = None
    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: tuple[FieldError, ...] = ()
    filled: BaseModel | None = None
    services: Any = None
    client: str = ""
    browser: str = ""

    def form(self, kind: type[Form]) -> Form:
        """Return the form's values; only where `errors` is empty."""
        if not isinstance(self.filled, kind):
            raise TypeError(f"The row {self.row.name} reads no {kind.__name__}, or it has errors.")
        return self.filled


Handler = Callable[[Asked], Answer]


@dataclass(frozen=True)
class Row:
    """One route.

    Parameters
    ----------
    path : str
        Below `PREFIX`, with names in braces, as in ``"/cards/{run}"``. Never a person's name.
    method : {"GET", "POST"}
        GET changes nothing; POST always carries a form with a token.
    name : str
        Unique; templates and `Away` name a route by it.
    who : Who
        `ANYBODY`, `SIGNED_IN`, or the roles of which one is needed.
    handler : callable
        From `Asked` to an answer; runs in a thread, and may raise `Refused`.
    form : type of BaseModel, optional
        The fields of a POST. A field's title is its label, and its description says what to enter.
    menu : str
        How the menu at the top names it; empty for a page that is not in the menu.
    """

    path: str
    method: Literal["GET", "POST"]
    name: str
    who: Who
    handler: Handler
    form: type[BaseModel] | None = None
    menu: str = ""


def may(who: Who, user: str, person: Person | None) -> bool:
    """Tell whether somebody may ask for a row.

    Examples
    --------
    >>> jo = Person("jo", "Jo", "met", ("auditor",))
    >>> may(READERS, "jo", jo), may(frozenset(["approver"]), "jo", jo), may(SIGNED_IN, "", None)
    (True, False, False)
    """
    if who == ANYBODY:
        return True
    if who == SIGNED_IN:
        return bool(user)
    return bool(user) and person is not None and any(person.may_be(role) for role in who if role in ROLES)


def address(rows: Mapping[str, Row], name: str, path: Mapping[str, str] | None = None) -> str:
    """Return the address of a row by its name."""
    found = rows[name].path
    for key, value in (path or {}).items():
        found = found.replace("{" + key + "}", value)
    return PREFIX + found
