"""Who is signed in, and until when.

The browser holds a signed random id and nothing else; what it stands for is kept here, so that signing out ends it
for good. A changed password or a removed user ends it too.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from itsdangerous import BadSignature, Signer

from peel_ml.review.state import State

WORKING_DAY_S = 10 * 3600
"""How long signing in lasts."""
WARNING_S = 3600
"""From how long before the end every page warns and offers more time."""
EXTENSION_S = 3600
EXTENSIONS = 10
"""Each time an hour more, ten times: no reader is too slow, and nothing lasts longer than 20 hours."""


@dataclass(frozen=True)
class Session:
    """One person's sign-in.

    Parameters
    ----------
    id : str
        Digest of what the browser holds.
    user : str
        User name in MLflow.
    ends : float
        Seconds since 1970.
    extended : int
        How often it was made longer.
    """

    id: str
    user: str
    ends: float
    extended: int

    def warns(self, now: float) -> bool:
        """Tell whether the end is near and can be put off."""
        return self.ends - now <= WARNING_S

    @property
    def extends(self) -> bool:
        """Whether it may be made longer once more."""
        return self.extended < EXTENSIONS


class Sessions:
    """Begins, finds, lengthens and ends sessions.

    Parameters
    ----------
    state : State
    key : bytes
        Signs what the browser holds.
    mark : callable
        From a user name to what changes with its password; None where there is no such user.
    """

    def __init__(self, state: State, key: bytes, mark: Callable[[str], str | None]) -> None:
        self._state, self._mark = state, mark
        self._signer = Signer(key, salt=b"peel session", digest_method=hashlib.sha256)

    def begin(self, user: str, now: float) -> str:
        """Begin a session with a new id, and return what the browser is to hold."""
        mark = self._mark(user)
        if mark is None:
            raise KeyError(user)
        self._state.changed("delete from sessions where ends <= ?", (now,))
        secret = secrets.token_urlsafe(24)
        self._state.changed(
            "insert into sessions (id, user, mark, begun, ends) values (?, ?, ?, ?, ?)",
            (_digest(secret), user, mark, now, now + WORKING_DAY_S),
        )
        return self._signer.sign(secret).decode()

    def find(self, cookie: str, now: float) -> Session | None:
        """Return the session that a cookie stands for, unless it is forged or at an end."""
        try:
            secret = self._signer.unsign(cookie).decode()
        except BadSignature:
            return None
        rows = self._state.do(
            "select id, user, ends, extended, mark from sessions where id = ? and ends > ?", (_digest(secret), now)
        )
        if not rows:
            return None
        *values, mark = rows[0]
        session = Session(*values)
        return session if secrets.compare_digest(mark, self._mark(session.user) or "") else None

    def extend(self, session: Session, now: float) -> bool:
        """Put the end off, and tell whether that was possible: only near the end, and not for ever."""
        return bool(
            self._state.changed(
                "update sessions set ends = ends + ?, extended = extended + 1 "
                "where id = ? and extended < ? and ends > ? and ends <= ?",
                (EXTENSION_S, session.id, EXTENSIONS, now, now + WARNING_S),
            )
        )

    def end(self, session: Session) -> None:
        """End it, wherever else its cookie may be."""
        self._state.changed("delete from sessions where id = ?", (session.id,))

    def say(self, session: Session, said: str) -> None:
        """Keep a sentence for the next page."""
        self._state.changed("update sessions set said = ? where id = ?", (said, session.id))

    def said(self, session: Session) -> str:
        """Return the kept sentence, once."""
        rows = self._state.do("select said from sessions where id = ? and said <> ''", (session.id,))
        if rows:
            self.say(session, "")
        return str(rows[0][0]) if rows else ""


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
