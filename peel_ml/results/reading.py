"""Documents as JSON: written where every figure is a number, read where their version is understood."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from typing import Any, NoReturn, TypeVar

from pydantic import TypeAdapter, ValidationError

from peel_ml.errors import BadRequest, PeelError, Problem

T = TypeVar("T")
_HALF = re.compile("[\ud800-\udfff]")
"""Half of a pair of code units: no character, and not to be written."""


def written(document: Any, what: str, **form: Any) -> str:
    """Return JSON with sorted keys; `form` goes to `json.dumps`.

    Raises
    ------
    PeelError
        A figure is infinite or not a number, naming every one.

    Examples
    --------
    >>> written({"b": 1.5, "a": None}, "card")
    '{"a": null, "b": 1.5}'
    >>> written({"scores": [1.0, float("nan")]}, "card")
    Traceback (most recent call last):
        ...
    peel_ml.errors.PeelError: The card holds figures that are no numbers.
      - scores.1: it is not a number. Give no figure, and the reason why there is none.
    """
    try:
        text = json.dumps(document, sort_keys=True, ensure_ascii=False, allow_nan=False, **form)
    except ValueError:
        fix = "Give no figure, and the reason why there is none."
        problems = [
            Problem("it is not a number" if math.isnan(figure) else "it is infinite", fix, place)
            for place, figure in _no_numbers(document, "")
        ]
        raise PeelError(f"The {what} holds figures that are no numbers.", problems) from None
    return _HALF.sub("\ufffd", text)


def read(adapter: TypeAdapter[T], text: str | bytes, what: str, newest: str, again: str) -> T:
    """Return a versioned document of any version of the same major one.

    Parameters
    ----------
    adapter : pydantic.TypeAdapter
        What it is read as.
    text : str or bytes
        The JSON.
    what : str
        What it should be, for example ``card``.
    newest : str
        The schema version that is written now.
    again : str
        How to have it written again.

    Raises
    ------
    BadRequest
        It is no JSON, of a version that is not understood, or not what it should be. Never holds a value of it.

    Examples
    --------
    >>> read(TypeAdapter(dict), '{"schema_version": "2.0"}', "card", "1.1", "")
    Traceback (most recent call last):
        ...
    peel_ml.errors.BadRequest: This is not a card that can be read.
      - it has schema version 2.0, and this version of PEEL ML reads 1.0 to 1.1. Read it with a newer one.
    """
    summary = f"This is not a {what} that can be read."
    problem = _misfit(text, newest, again)
    if problem is not None:
        raise BadRequest(summary, [problem])
    try:
        return adapter.validate_json(text, strict=True)
    except ValidationError as error:
        raise BadRequest(
            summary, [Problem(_said(one["type"], one["msg"]), where=_place(one["loc"])) for one in error.errors()]
        ) from None


def _misfit(text: str | bytes, newest: str, again: str) -> Problem | None:
    try:
        document = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        where = f"line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        return Problem("the text is not JSON", again, where)
    version = document.get("schema_version") if isinstance(document, dict) else None
    if not isinstance(version, str) or not re.fullmatch(r"\d{1,4}\.\d{1,4}", version, re.ASCII):
        return Problem("it names no schema version, such as 1.0", again)
    major = newest.split(".")[0]
    if version.split(".")[0] != major:
        what = f"it has schema version {version}, and this version of PEEL ML reads {major}.0 to {newest}"
        return Problem(what, "Read it with a newer one." if int(version.split(".")[0]) > int(major) else again)
    return None


def _no_numbers(part: Any, place: str) -> Iterator[tuple[str, float]]:
    if isinstance(part, float) and not math.isfinite(part):
        yield place, part
    elif isinstance(part, dict | list):
        for name, one in part.items() if isinstance(part, dict) else enumerate(part):
            yield from _no_numbers(one, f"{place}.{name}" if place else str(name))


def _no_number(word: str) -> NoReturn:
    raise ValueError(word)


def _said(kind: str, message: str) -> str:
    if kind == "unexpected_keyword_argument":
        return "this version of PEEL ML does not know this part; read it with a newer one"
    return message


def _place(parts: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in parts)
