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
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff"
    "\ufdd0-\ufdef\ufff0-\uffff\ud800-\udfff\U000e0000-\U000e0fff"
    + "".join(f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(1, 17))
    + "]"
)
"""Controls, unseen and bidirectional marks, halves of pairs, and what Unicode says is no character."""
_RIGHT_TO_LEFT = "\u0590-\u08ff\ufb1d-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
_RUN = re.compile(f"[{_RIGHT_TO_LEFT}](?:[^A-Za-z\n]*[{_RIGHT_TO_LEFT}])?")


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
    return _RUN.sub("\u2068\\g<0>\u2069", _UNSEEN.sub(UNKNOWN, text))


def shown(card: Card) -> Card:
    """Return the card as it is shown: all its text plain, and "Not given" where a text must not be empty and is."""
    body = _walk(card.body)
    return card if body is card.body else replace(card, body=body)


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
