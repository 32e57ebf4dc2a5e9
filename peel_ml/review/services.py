"""What the frame holds while it runs."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from peel_ml.review.codes import Codes
from peel_ml.review.limits import Tries
from peel_ml.review.routes import People, Row
from peel_ml.review.sessions import Sessions
from peel_ml.review.settings import ReviewSettings
from peel_ml.review.state import State
from peel_ml.review.tokens import Tokens
from peel_ml.review.users import Users


@dataclass(frozen=True)
class CookieNames:
    """How the cookies are called; the prefix makes the browser itself insist on TLS."""

    session: str
    visit: str
    browser: str


@dataclass(frozen=True)
class Services:
    """Everything a request may need."""

    people: People
    users: Users
    settings: ReviewSettings
    desk: Any
    state: State
    sessions: Sessions
    tokens: Tokens
    tries: Tries
    codes: Codes
    cookies: CookieNames
    rows: Mapping[str, Row]

    def nobody(self) -> bool:
        """Tell whether the first administrator is still to come: nobody is in the register, or nobody can sign in."""
        return self.people.empty() or self.users.empty()


def serve(people: People, users: Users, settings: ReviewSettings, desk: Any, rows: Mapping[str, Row]) -> Services:
    """Open the state and make what works on it. Every purpose has a key of its own, derived from the one."""
    state = State(settings.state)
    prefix = "__Secure-peel_" if settings.secure else "peel_"

    def key(purpose: str) -> bytes:
        return hmac.new(settings.key, purpose.encode(), hashlib.sha256).digest()

    return Services(
        people,
        users,
        settings,
        desk,
        state,
        Sessions(state, key("session"), users.mark),
        Tokens(state, key("form")),
        Tries(state, key("tries")),
        Codes(state, key("codes")),
        CookieNames(f"{prefix}session", f"{prefix}visit", f"{prefix}browser"),
        rows,
    )
