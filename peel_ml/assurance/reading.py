"""Reads a JSON value into a frozen type; what is wrong is said by name, never by value."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from peel_ml.errors import BadRequest, Problem

T = TypeVar("T")


def read_as(adapter: TypeAdapter[T], document: Any, summary: str) -> T:
    """Return the value that a JSON document holds.

    Raises
    ------
    BadRequest
        It does not fit the type; every problem by the place where it stands.

    Examples
    --------
    >>> read_as(TypeAdapter(int), "x", "The number cannot be read.")
    Traceback (most recent call last):
        ...
    peel_ml.errors.BadRequest: The number cannot be read.
      - Input should be a valid integer, unable to parse string as an integer
    """
    try:
        return adapter.validate_python(document)
    except ValidationError as error:
        raise BadRequest(
            summary,
            [Problem(one["msg"], where=".".join(map(str, one["loc"]))) for one in error.errors(include_input=False)],
        ) from None
