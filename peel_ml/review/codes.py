"""Codes with which somebody chooses a password: made by an administrator, who never learns the password."""

from __future__ import annotations

import hashlib
import hmac

from peel_ml.review.own_secrets import new_code, plain
from peel_ml.review.state import State

LIFE_S = 7 * 24 * 3600


class Codes:
    """Makes codes and takes them; only keyed digests are kept.

    Parameters
    ----------
    state : State
    key : bytes
    """

    def __init__(self, state: State, key: bytes) -> None:
        self._state, self._key = state, key

    def make(self, user: str, now: float) -> str:
        """Return a new code for a user name; an older one of the same name opens nothing any more."""
        code = new_code()
        self._state.changed("delete from codes where user = ? or until <= ?", (user, now))
        self._state.changed("insert into codes values (?, ?, ?)", (self._digest(code), user, now + LIFE_S))
        return code

    def user(self, code: str, now: float) -> str:
        """Return the user name that a code was made for; empty where it is none, or too old."""
        rows = self._state.do("select user from codes where code = ? and until > ?", (self._digest(code), now))
        return str(rows[0][0]) if rows else ""

    def spend(self, code: str) -> bool:
        """Take a code away, and tell whether it was still there."""
        return bool(self._state.changed("delete from codes where code = ?", (self._digest(code),)))

    def _digest(self, code: str) -> str:
        return hmac.new(self._key, plain(code), hashlib.sha256).hexdigest()
