"""What a first password must be."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

SHORTEST = 12


@cache
def _common() -> frozenset[str]:
    text = (files("peel_ml.review") / "common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(line.strip() for line in text.splitlines() if line and not line.startswith("#"))


def weakness(password: str, user: str) -> str:
    """Return what is wrong with a password, in one sentence; empty where nothing is.

    Examples
    --------
    >>> weakness("password1234", "jo")
    'This password is among the most common ones. Choose another: three or four words that nobody would put together.'
    >>> weakness("jam violin gravel Tuesday", "jo")
    ''
    """
    plain = password.casefold()
    if len(password) < SHORTEST:
        return f"Your password must be {SHORTEST} characters or more. Three or four words are easy to remember."
    if len(user) >= 3 and user.casefold() in plain:
        return "Your password must not hold your user name."
    if len(set(plain)) < 5:
        return "This password says the same thing over and over. Choose another."
    stem = plain.rstrip("0123456789!?.*#@ ")
    if plain in _common() or stem in _common() or (len(stem) < 8 and stem.isalpha()):
        return (
            "This password is among the most common ones. Choose another: three or four words that nobody would "
            "put together."
        )
    return ""
