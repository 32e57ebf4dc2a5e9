"""Cards of every version there has been: which can be read, and what each version added.

Within a major version fields are only added, so an older card is read as it is and what it did not know yet is empty.
It is written again as it was: its content is signed by a digest, and reading a card must not change that.
"""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from peel_ml.errors import BadRequest, Problem

SCHEMA_VERSION = "1.1"

ADDED: dict[str, tuple[str, ...]] = {
    "1.1": (
        "body.view",
        "body.objective",
        "body.stage",
        "body.headline",
        "body.replicate",
        "body.fields",
        "body.withheld",
    ),
}
"""What each version added, by the place in ``card.json``; ``*`` stands for every one of a list."""

NOT_A_CARD = "This is not a card that can be read."
_REWRITE = "Give the card.json as it was written, or write it again: peel card RUN --format json."


def refuse_unknown(text: str | bytes) -> None:
    """Refuse what is no card of a version that is understood.

    Raises
    ------
    BadRequest
        It is no JSON, names no version, or has one that is not understood.

    Examples
    --------
    >>> refuse_unknown('{"schema_version": "2.0"}')
    Traceback (most recent call last):
        ...
    peel_ml.errors.BadRequest: This is not a card that can be read.
      - it has schema version 2.0, and this version of PEEL ML reads 1.0 to 1.1. Read it with a newer one.
    """
    try:
        document = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        where = f"line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise BadRequest(NOT_A_CARD, [Problem("the text is not JSON", _REWRITE, where)]) from None
    version = document.get("schema_version") if isinstance(document, dict) else None
    if not isinstance(version, str) or not re.fullmatch(r"\d{1,4}\.\d{1,4}", version, re.ASCII):
        raise BadRequest(NOT_A_CARD, [Problem("it names no schema version, such as 1.0", _REWRITE)])
    major = SCHEMA_VERSION.split(".")[0]
    if version.split(".")[0] != major:
        fix = "Read it with a newer one." if _number(version) > _number(SCHEMA_VERSION) else _REWRITE
        what = f"it has schema version {version}, and this version of PEEL ML reads {major}.0 to {SCHEMA_VERSION}"
        raise BadRequest(NOT_A_CARD, [Problem(what, fix)])


def as_written(document: dict[str, Any]) -> dict[str, Any]:
    """Return a card's JSON without what its own version did not know; the given one is changed."""
    version = _number(document["schema_version"])
    for later, places in ADDED.items():
        if _number(later) > version:
            for place in places:
                _remove(document, place.split("."))
    return document


def _no_number(word: str) -> NoReturn:
    raise ValueError(word)


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _remove(part: Any, place: list[str]) -> None:
    first, *rest = place
    if isinstance(part, list):
        for one in part if first == "*" else ():
            _remove(one, rest)
    elif isinstance(part, dict) and first in part:
        if rest:
            _remove(part[first], rest)
        else:
            del part[first]
