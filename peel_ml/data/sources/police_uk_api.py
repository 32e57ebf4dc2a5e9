"""Stop and search as the API of data.police.uk gives it: one month of one force as a JSON list.

Source: https://data.police.uk/docs/method/stops-force/ (Open Government Licence 3.0). The month may be incomplete: the
API publishes before the archive does.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import polars as pl

from peel_ml.data.sources.csv_text import as_utf8
from peel_ml.errors import BadRequest, Problem

KEYS = {
    "type": "type",
    "date": "datetime",
    "part_of_a_policing_operation": "operation",
    "policing_operation": "operation_name",
    "latitude": "location",
    "longitude": "location",
    "gender": "gender",
    "age_range": "age_range",
    "self_defined_ethnicity": "self_defined_ethnicity",
    "officer_defined_ethnicity": "officer_defined_ethnicity",
    "legislation": "legislation",
    "object_of_search": "object_of_search",
    "outcome": "outcome",
    "outcome_linked_to_object_of_search": "outcome_linked_to_object_of_search",
    "removal_of_more_than_just_outer_clothing": "removal_of_more_than_outer_clothing",
}
"""Published column to the key of the API that holds it."""

NOTHING_FOUND = "Nothing found - no further action"
"""The API writes the outcome ``false`` where nothing was found; the archive's word for it at that time."""

_AGAIN = "Fetch the month again."
_REFUSED = "This is not stop and search as the API gives it."


def columns_of(head: bytes) -> list[str]:
    """Return the published columns, from the first bytes of a file.

    Raises
    ------
    BadRequest
        It is no list of searches, or the first one lacks a key.

    Examples
    --------
    >>> columns_of(b"{}")
    Traceback (most recent call last):
        ...
    peel_ml.errors.BadRequest: This is not stop and search as the API gives it.
      - it does not begin with a JSON list. Fetch the month again.
    """
    text = as_utf8(head, whole=False)[0].decode()
    if not text.lstrip().startswith("["):
        raise BadRequest(_REFUSED, [Problem("it does not begin with a JSON list", _AGAIN)])
    _refuse_missing([key for key in set(KEYS.values()) if f'"{key}"' not in text])
    return list(KEYS)


def rows_of(text: bytes) -> pl.DataFrame:
    """Return every search as a row of text cells, in the published columns; what is not given is null.

    Raises
    ------
    BadRequest
        It is no whole list of searches; never a value of one.

    Examples
    --------
    >>> search = dict.fromkeys(KEYS.values()) | {"outcome": False, "location": {"latitude": "51.5", "longitude": "0.1"}}
    >>> rows_of(json.dumps([search]).encode()).row(0, named=True)["outcome"]
    'Nothing found - no further action'
    """
    try:
        searches = json.loads(as_utf8(text)[0])
    except (ValueError, RecursionError):
        # Not chained: what the parser says quotes the text.
        raise BadRequest(_REFUSED, [Problem("it is not whole JSON", _AGAIN)]) from None
    if not isinstance(searches, list) or not all(isinstance(search, dict) for search in searches):
        raise BadRequest(_REFUSED, [Problem("it is not a JSON list of objects", _AGAIN)])
    _refuse_missing([key for key in set(KEYS.values()) if any(key not in search for search in searches)])
    return pl.DataFrame(
        {column: [_cell(search, column) for search in searches] for column in KEYS},
        schema=dict.fromkeys(KEYS, pl.String),
    )


def _cell(search: Mapping[str, Any], column: str) -> str | None:
    value = search[KEYS[column]]
    if KEYS[column] == "location":
        value = value.get(column) if isinstance(value, dict) else None
    if column == "outcome" and value is False:
        return NOTHING_FOUND
    # As the archive writes them: True and False, and nothing for nothing.
    return None if value is None else str(value)


def _refuse_missing(keys: list[str]) -> None:
    if keys:
        raise BadRequest(_REFUSED, [Problem(f"{len(keys)} missing key(s): {', '.join(sorted(keys))}", _AGAIN)])
