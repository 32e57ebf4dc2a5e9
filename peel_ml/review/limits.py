"""How often signing in may fail, counted so that nobody can lock somebody else out.

Failures count for the address they come from and for the user name they try. Whoever has signed in from a browser
before holds a mark of it, and failures there count apart: others who try the same name from elsewhere slow down
one another, not them.
"""

from __future__ import annotations

import hashlib
import hmac

from peel_ml.review.state import State

WINDOW_S = 15 * 60
PER_USER = 8
PER_ADDRESS = 40


class Tries:
    """Counts failed attempts; keeps neither user names nor addresses, only keyed digests."""

    def __init__(self, state: State, key: bytes) -> None:
        self._state, self._key = state, key

    def enter(self, user: str, address: str, browser: str, now: float) -> int:
        """Count an attempt before it is made, and return how many seconds to wait instead; 0 to go ahead."""
        self._state.changed("delete from tries where at <= ?", (now - WINDOW_S,))
        keys = self._keys(user, address, browser)
        wait = max(self._wait(key, most, now) for key, most in keys.items())
        if not wait:
            for key in keys:
                self._state.changed("insert into tries values (?, ?)", (key, now))
        return wait

    def clear(self, user: str, address: str, browser: str, now: float) -> None:
        """Forget the failures of a user who has now signed in, and this one attempt of the address."""
        by_user, by_address = self._keys(user, address, browser)
        self._state.changed("delete from tries where key = ?", (by_user,))
        self._state.changed("delete from tries where key = ? and at = ?", (by_address, now))

    def _wait(self, key: str, most: int, now: float) -> int:
        rows = self._state.do("select at from tries where key = ? order by at desc limit ?", (key, most))
        return max(1, round(rows[-1][0] + WINDOW_S - now)) if len(rows) == most else 0

    def _keys(self, user: str, address: str, browser: str) -> dict[str, int]:
        return {
            self._digest("user", user.casefold(), browser): PER_USER,
            self._digest("address", address): PER_ADDRESS,
        }

    def _digest(self, *parts: str) -> str:
        return hmac.new(self._key, "\n".join(parts).encode(), hashlib.sha256).hexdigest()
