"""Text from outside, so that every rendering can show it: no character that is unseen, reorders a line, or is none.

Labels and declarations come from files of others. A control character is not valid in a page; a bidirectional override
turns the words after it around; a name in a right-to-left script carries the figures beside it along. The first two are
shown as the replacement character, so that it is seen that something stood there. The last is isolated.
"""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any, TypeVar

from peel_ml.cards.card import Card

T = TypeVar("T")

UNKNOWN = "\ufffd"
BLANK = "Not given"
_HIDDEN = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff"
    "\ufdd0-\ufdef\ufff0-\ufffc\ufffe\uffff\ud800-\udfff\U000e0000-\U000e0fff"
    + "".join(f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(1, 17))
)
"""Controls, unseen and bidirectional marks, halves of pairs, and what Unicode says is no character.

What joins letters of a script or the parts of a picture (U+200C and U+200D) stays.
"""
_LETTER = (
    "[\u0590-\u061b\u061d-\u08ff\ufb1d-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_RUN = f"{_LETTER}(?:[^A-Za-z\n{_HIDDEN}]*{_LETTER})?"
"""From the first letter of a right-to-left script to the last one before Latin letters."""
_ODD = re.compile(f"(?P<isolated>\u2068{_RUN}\u2069)|(?P<run>{_RUN})|[{_HIDDEN}]")


def plain(text: str) -> str:
    r"""Return a text as every rendering can show it.

    Examples
    --------
    >>> plain("a\x00b \u202eABC")
    'a\ufffdb \ufffdABC'
    >>> plain("of \u05d0\u05d1 \u05d2 12") == "of \u2068\u05d0\u05d1 \u05d2\u2069 12"
    True
    """
    if text.isascii() and text.isprintable():
        return text
    return _ODD.sub(_mended, text)


def _mended(found: re.Match[str]) -> str:
    if found["isolated"]:
        return found[0]
    return f"\u2068{found[0]}\u2069" if found["run"] else UNKNOWN


def shown(card: Card) -> Card:
    """Return the card as it is shown: all its text plain, and "Not given" where a text must not be empty and is."""
    body = _walk(card.body)
    return card if body is card.body else replace(card, body=body)


def cleaned(value: T) -> T:
    r"""Return a value with all the text in it as it is shown, like `shown` a card.

    Examples
    --------
    >>> cleaned(("a\x00", " "))
    ('a\ufffd', 'Not given')
    """
    return _walk(value)


_MAY_BE_EMPTY = {("Caution", "text"), ("Paragraph", "text"), ("Series", "label")}
"""Beside what defaults to an empty text, and the words that only some charts have."""


@cache
def _texts(kind: type[Any]) -> tuple[tuple[str, bool], ...]:
    """Name every field, and whether it may be empty."""
    chart = "chart" in kind.__module__
    return tuple(
        (
            one.name,
            one.default == "" or (kind.__name__, one.name) in _MAY_BE_EMPTY or (chart and one.name != "label"),
        )
        for one in fields(kind)
    )


def _walk(value: T, empty: bool = False) -> T:
    if isinstance(value, str):
        if not value.strip():
            return value if empty and not value else BLANK  # type: ignore[return-value]
        return plain(value)  # type: ignore[return-value]
    if isinstance(value, tuple):
        walked = tuple(_walk(one) for one in value)
        return value if all(a is b for a, b in zip(value, walked, strict=True)) else walked  # type: ignore[return-value]
    if is_dataclass(value) and not isinstance(value, type):
        changed = {}
        for name, may_be_empty in _texts(type(value)):
            before = getattr(value, name)
            after = _walk(before, may_be_empty)
            if after is not before:
                changed[name] = after
        return replace(value, **changed) if changed else value
    return value
