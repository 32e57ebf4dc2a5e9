"""What a declaration's types refuse, in the words of who wrote it: the key, and what was expected there."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from peel_ml.usecase.lines import Document, Path
from peel_ml.usecase.model import SAFE_SLUG, UseCase


def refused(error: ValidationError, values: Any, document: Document) -> Iterator[tuple[Path, str]]:
    """Yield the place of every problem and what it is.

    Parameters
    ----------
    error : pydantic.ValidationError
        From validating `values`.
    document : Document
        Where the keys stand.
    """
    for item in error.errors():
        where = _place(item["loc"], document)
        if not _other_alternative(item, values, where):
            yield where, _worded(item, where)


def _place(loc: Path, document: Document) -> Path:
    """Return the keys of an error's place, without the names of the types that were tried there."""
    place: Path = ()
    for part in loc:
        tried = re.match(r"function-|tagged-|literal\[|[A-Z]\w+$", str(part))
        if not tried or (*place, part) in document.lines:
            place = (*place, part)
    return place


def _other_alternative(item: Any, values: Any, where: Path) -> bool:
    """Tell whether an error is about the alternative not meant: a word where keys are given, or keys for a word."""
    for part in where:
        if not isinstance(values, dict):
            return False
        values = values.get(part)
    of_a_word = str(item["loc"][-1]).startswith("literal[")
    return of_a_word if isinstance(values, dict) else item["type"] == "model_type" and item["loc"] != where


def _worded(item: Any, where: Path) -> str:
    key = ".".join(str(part) for part in where)
    kind = item["type"]
    if kind == "extra_forbidden":
        near = difflib.get_close_matches(str(where[-1]), _keys_beside(where), 1, 0.6)
        return f"unknown key {key!r}" + (f"; did you mean {near[0]!r}?" if near else "")
    if kind == "string_pattern_mismatch" and item["ctx"]["pattern"] == SAFE_SLUG:
        return f"{key!r}: expected lower-case letters, digits and single hyphens, for example stop-search-outcome"
    if kind == "missing":
        return f"{key!r} is missing"
    return f"{key!r}: {item['msg'][:1].lower()}{item['msg'][1:]}"


def _keys_beside(where: Path) -> list[str]:
    """Return the keys that are known at the place of an unknown one."""
    model: type[BaseModel] | None = UseCase
    for part in where[:-1]:
        # The name of an entry (a column, a measure) and a place in a list belong to the model beside them.
        field = model.model_fields.get(str(part)) if model else None
        model = _model_in(field.annotation) if field else model
    return [field.alias or name for name, field in model.model_fields.items()] if model else []


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """Return the first model that an annotation names, also inside a dict, a tuple or a union."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)
