"""The first start: whoever holds the code from the terminal becomes the first administrator.

Somebody who began the register on the command line has no password yet, and chooses one here.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pydantic import BaseModel, Field

from peel_ml.assurance.people import Person
from peel_ml.review import own_secrets
from peel_ml.review.answers import Answer, Away, Page, Refused
from peel_ml.review.passwords import SHORTEST, weakness
from peel_ml.review.reading import FieldError
from peel_ml.review.routes import ANYBODY, Asked, Row
from peel_ml.review.services import Services

_NOT_THE_ADMINISTRATOR = "The register has begun, and this is not the user name of its administrator."
_NOT_THE_CODE = "This is not the code that the server printed."


class SetUp(BaseModel):
    """The form."""

    code: str = Field(title="Set-up code", description="Enter the set-up code", max_length=100, repr=False)
    name: str = Field(title="Your name", description="Enter your name", max_length=100)
    user: str = Field(
        title="User name",
        description="Enter a user name of 2 to 40 small letters, figures and hyphens, a letter first",
        pattern=r"^[a-z][a-z0-9-]{1,39}$",
    )
    password: str = Field(
        title="Password", description=f"Enter a password of {SHORTEST} characters or more", max_length=1000, repr=False
    )
    again: str = Field(title="Password again", description="Enter the same password again", max_length=1000, repr=False)


def show_set_up(asked: Asked) -> Answer:
    """Show the form, for as long as nobody is in the register."""
    return Page("set_up") if asked.services.nobody() else Away("sign_in")


def set_up(asked: Asked) -> Answer:
    """Enter the first administrator into the register and among MLflow's users."""
    services = asked.services
    assert isinstance(services, Services)
    if not services.nobody():
        raise Refused(
            409,
            "This is set up already",
            "Somebody is in the register, so the first administrator cannot be made any more. Nothing was recorded.",
            "Sign in, or ask an administrator to enter you.",
        )
    if asked.errors:
        return Page("set_up", status=422)
    wait = services.tries.enter("set-up", asked.client, asked.client, asked.now)
    if wait:
        raise Refused(429, "Wait before you try again", f"You can try again in {-(-wait // 60)} minutes.", wait_s=wait)
    home = services.settings.home
    form = asked.form(SetUp)
    if wrong := _wrong(form, services, home):
        return Page("set_up", {"errors": tuple(wrong)}, 422)
    if not own_secrets.spend_code(home):
        raise Refused(409, "The code was used just now", "Somebody else set this up at the same time.", "Sign in.")
    try:
        if services.users.mark(form.user) is None:
            services.users.set(form.user, form.password, administrator=True)
        if services.people.empty():
            services.people.found(Person(form.user, form.name, "met", ("administrator",)))
    except BaseException:
        # Nobody is in the register, so there must be a way to try again: the next start prints a new code.
        own_secrets.set_up_code(home)
        raise
    services.tries.clear("set-up", asked.client, asked.client, asked.now)
    return Away("sign_in")


def _wrong(form: SetUp, services: Services, home: Path) -> list[FieldError]:
    known = services.users.mark(form.user) is not None
    checks: tuple[tuple[str, Callable[[], str]], ...] = (
        (
            "code",
            lambda: "" if own_secrets.code_is(home, form.code) else _NOT_THE_CODE,
        ),
        ("password", lambda: "" if known else weakness(form.password, form.user)),
        ("again", lambda: "" if form.again == form.password else "The two passwords differ."),
    )
    found = [FieldError(name, text) for name, check in checks if (text := check())]
    if not found and not services.people.empty():
        person = services.people.who_is(form.user)
        if person is None or not person.may_be("administrator"):
            found.append(FieldError("user", _NOT_THE_ADMINISTRATOR))
    if not found and known and not services.users.check(form.user, form.password):
        found.append(FieldError("password", "MLflow has a user of this name, with another password. Enter that one."))
    return found


FIRST: tuple[Row, ...] = (
    Row("/set-up", "GET", "set_up", ANYBODY, show_set_up),
    Row("/set-up", "POST", "set_up_now", ANYBODY, set_up, SetUp),
)
