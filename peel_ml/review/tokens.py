"""The token in every form: it belongs to one browser, and can be used once."""

from __future__ import annotations

import hashlib
import secrets
from typing import Literal

from itsdangerous import BadSignature, Signer

from peel_ml.review.state import State

FIELD = "form_token"
LIFE_S = 24 * 3600
"""Longer than any session."""

Verdict = Literal["good", "foreign", "used"]


class Tokens:
    """Gives tokens and takes them.

    Parameters
    ----------
    state : State
        Remembers which were used.
    key : bytes
    """

    def __init__(self, state: State, key: bytes) -> None:
        self._state, self._key = state, key

    def _signer(self, holder: str) -> Signer:
        return Signer(self._key, salt=f"peel form {holder}", digest_method=hashlib.sha256)

    def give(self, holder: str, now: float) -> str:
        """Return a new token for whoever holds a session or a visit."""
        return self._signer(holder).sign(f"{secrets.token_urlsafe(16)}~{int(now + LIFE_S)}").decode()

    def take(self, token: str, holder: str, now: float) -> Verdict:
        """Use a token up, and say whether it was good."""
        try:
            value = self._signer(holder).unsign(token).decode()
        except BadSignature:
            return "foreign"
        until = int(value.rpartition("~")[2])
        if until <= now:
            return "foreign"
        # Of what was signed, not of the text that came: a signature in base64 can be written in several ways.
        digest = hashlib.sha256(value.encode()).hexdigest()
        self._state.changed("delete from spent where until <= ?", (now,))
        new = self._state.changed("insert or ignore into spent values (?, ?)", (digest, until))
        return "good" if new else "used"
