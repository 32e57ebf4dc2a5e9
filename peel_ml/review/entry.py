"""Signing in, staying signed in, and signing out."""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import UTC, datetime

from itsdangerous import BadSignature, Signer
from pydantic import BaseModel, Field

from peel_ml.review.answers import Answer, Away, Cookie, Page, Refused
from peel_ml.review.drafts import keep_packed
from peel_ml.review.reading import FieldError
from peel_ml.review.routes import ANYBODY, PREFIX, SIGNED_IN, Asked, Row
from peel_ml.review.services import Services

_BROWSER_LIFE_S = 180 * 24 * 3600
_WRONG = "The user name and the password do not belong together. Check both; a capital letter counts in a password."


class SignIn(BaseModel):
    """The form."""

    user: str = Field(title="User name", description="Enter your user name", max_length=200)
    # What has no repr is never shown again.
    password: str = Field(title="Password", description="Enter your password", max_length=1000, repr=False)
    to: str = Field("", max_length=300, repr=False)
    kept: str = Field("", max_length=400_000, repr=False)
    """What was written in a form that was sent after the session had ended."""


def show_sign_in(asked: Asked) -> Answer:
    """Show the form; somebody who is signed in already goes on."""
    if asked.services.nobody():
        return Away("set_up")
    if asked.user:
        return Away("start")
    return _form(asked)


def _form(asked: Asked, *wrong: FieldError, status: int = 200) -> Page:
    kept = asked.typed.get("kept", "")
    values = {"to": _ours(asked, asked.typed.get("to", "")), "followed": False, "written": [], "kept": kept}
    return Page("sign_in", {**values, "errors": (*asked.errors, *wrong)}, status)


def sign_in(asked: Asked) -> Answer:
    """Begin a session, with an id that nobody could have known before."""
    if asked.errors:
        return _form(asked, status=422)
    form, services = asked.form(SignIn), asked.services
    assert isinstance(services, Services)
    browser = _known(services, form.user, asked.browser)
    if wait := services.tries.enter(form.user, asked.client, browser, asked.now):
        raise Refused(
            429,
            "Wait before you try again",
            "Signing in failed too often with this user name, or from this network. You can try again in "
            f"{_minutes(wait)}. Nobody else is kept out by this.",
            "If you have forgotten your password, ask an administrator for a new one.",
            wait_s=wait,
        )
    if not services.users.check(form.user, form.password):
        return _form(asked, FieldError("user", _WRONG), status=422)
    services.tries.clear(form.user, asked.client, browser, asked.now)
    if asked.session:
        services.sessions.end(asked.session)
    person = services.people.who_is(form.user)
    if person is not None and services.desk is not None:
        at = datetime.fromtimestamp(asked.now, UTC)
        keep_packed(services.desk.storage, person.id, _ours(asked, form.to), form.kept, at)
    names, browser = services.cookies, browser or secrets.token_urlsafe(16)
    return Away(
        "start",
        to=_ours(asked, form.to),
        cookies=(
            Cookie(names.session, services.sessions.begin(form.user, asked.now)),
            Cookie(names.browser, _signer(services, form.user).sign(browser).decode(), _BROWSER_LIFE_S),
            Cookie(names.visit, "", 0),
        ),
    )


def sign_out(asked: Asked) -> Answer:
    """End the session here, not only in this browser."""
    assert asked.session is not None
    asked.services.sessions.end(asked.session)
    return Away("sign_in", cookies=(Cookie(asked.services.cookies.session, "", 0),))


def stay(asked: Asked) -> Answer:
    """Put the end of the session off."""
    assert asked.session is not None
    done = asked.services.sessions.extend(asked.session, asked.now)
    return Away(
        "start",
        said="You stay signed in for an hour longer." if done else "Your sign-in could not be made longer.",
    )


def _minutes(seconds: int) -> str:
    minutes = -(-seconds // 60)
    return "a minute" if minutes == 1 else f"{minutes} minutes"


def _ours(asked: Asked, to: str) -> str:
    """Return an address to go on to, only if it is that of one of our own pages."""
    pages = (row.path for row in asked.services.rows.values() if row.method == "GET" and row.who != ANYBODY)
    patterns = (PREFIX + re.sub(r"{\w+}", r"[\\w.-]+", path) for path in pages)
    return to if any(re.fullmatch(pattern, to) for pattern in patterns) else ""


def _signer(services: Services, user: str) -> Signer:
    return Signer(services.settings.key, salt=f"peel browser {user.casefold()}", digest_method=hashlib.sha256)


def _known(services: Services, user: str, cookie: str) -> str:
    """Return the mark of a browser that this user has signed in from before; empty for any other."""
    try:
        return _signer(services, user).unsign(cookie).decode()
    except BadSignature:
        return ""


ENTRY: tuple[Row, ...] = (
    Row("/sign-in", "GET", "sign_in", ANYBODY, show_sign_in),
    Row("/sign-in", "POST", "sign_in_now", ANYBODY, sign_in, SignIn),
    Row("/sign-out", "POST", "sign_out", SIGNED_IN, sign_out),
    Row("/stay", "POST", "stay", SIGNED_IN, stay),
)
"""The frame's own rows."""
