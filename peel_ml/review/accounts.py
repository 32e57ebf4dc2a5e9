"""How people of the register come to a password: the administrator gives a code, and they choose it themselves."""

from __future__ import annotations

from pydantic import BaseModel, Field

from peel_ml.assurance.people import Role
from peel_ml.review.answers import Answer, Away, Page, Refused
from peel_ml.review.codes import LIFE_S
from peel_ml.review.passwords import SHORTEST, weakness
from peel_ml.review.reading import FieldError
from peel_ml.review.routes import ANYBODY, Asked, Row

ADMINISTRATORS: frozenset[Role] = frozenset(("administrator",))
_NO_CODE = "This code opens nothing. It may be mistyped, used already, or more than a week old."


class Chosen(BaseModel):
    """Whose password is to be chosen anew."""

    user: str = Field(title="Person", description="Choose a person", max_length=200)


class Choice(BaseModel):
    """A password of one's own."""

    code: str = Field(title="Your code", description="Enter your code", max_length=100, repr=False)
    password: str = Field(
        title="Password", description=f"Enter a password of {SHORTEST} characters or more", max_length=1000, repr=False
    )
    again: str = Field(title="Password again", description="Enter the same password again", max_length=1000, repr=False)


def _page(asked: Asked, **values: object) -> Page:
    services = asked.services
    users = [(one.mlflow_user or one.id, one.name) for one in services.people.everybody() if one.active]
    people = [
        (user, f"{name} ({'can sign in' if services.users.mark(user) else 'has no password yet'})")
        for user, name in users
    ]
    status = 422 if asked.errors or values.get("errors") else 200
    return Page("accounts", {"people": people, "code": "", "name": "", "days": LIFE_S // 86_400, **values}, status)


def show_accounts(asked: Asked) -> Answer:
    """Show who can sign in."""
    return _page(asked)


def give_code(asked: Asked) -> Answer:
    """Show a code once; it stands nowhere else."""
    if asked.errors:
        return _page(asked)
    user = asked.form(Chosen).user
    names = {one.mlflow_user or one.id: one.name for one in asked.services.people.everybody() if one.active}
    if user not in names:
        return _page(asked, errors=(FieldError("user", "Choose a person of the register"),))
    return _page(asked, code=asked.services.codes.make(user, asked.now), name=names[user])


def show_password(asked: Asked) -> Answer:
    """Show the form in which a password is chosen."""
    return Page("password")


def choose_password(asked: Asked) -> Answer:
    """Set the password; every session of that person ends."""
    services = asked.services
    if asked.errors:
        return Page("password", status=422)
    if wait := services.tries.enter("code", asked.client, asked.client, asked.now):
        raise Refused(429, "Wait before you try again", f"You can try again in {-(-wait // 60)} minutes.", wait_s=wait)
    form = asked.form(Choice)
    user = services.codes.user(form.code, asked.now)
    wrong = [
        FieldError(name, text)
        for name, text in (
            ("code", "" if user else _NO_CODE),
            ("password", weakness(form.password, user)),
            ("again", "" if form.again == form.password else "The two passwords differ."),
        )
        if text
    ]
    if not wrong and not services.codes.spend(form.code):
        wrong = [FieldError("code", _NO_CODE)]
    if wrong:
        return Page("password", {"errors": tuple(wrong)}, 422)
    services.users.set(user, form.password)
    services.tries.clear("code", asked.client, asked.client, asked.now)
    return Away("sign_in")


ACCOUNTS: tuple[Row, ...] = (
    Row("/accounts", "GET", "accounts", ADMINISTRATORS, show_accounts, menu="Accounts"),
    Row("/accounts", "POST", "give_code", ADMINISTRATORS, give_code, Chosen),
    Row("/password", "GET", "password", ANYBODY, show_password),
    Row("/password", "POST", "choose_password", ANYBODY, choose_password, Choice),
)
