"""Reads a form into a model, and says in words what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo


@dataclass(frozen=True)
class FieldError:
    """What is wrong with one field: its name, which is also its id on the page, and one sentence."""

    field: str
    text: str


_TEXT = {
    "string_too_long": "{label} must be {max_length} characters or fewer.",
    "string_too_short": "{label} must be {min_length} characters or more.",
    "string_pattern_mismatch": "{label} is not in the form that is expected. {enter}.",
    "extra_forbidden": "The form has a field that does not belong to it. Load the page again.",
}
"""Sentences for what pydantic finds; for anything else the field's own description stands: what to enter."""


def read(model: type[BaseModel], typed: Iterable[tuple[str, str]]) -> tuple[BaseModel | None, tuple[FieldError, ...]]:
    """Return the form's values, or everything that is wrong with it. A field that holds a tuple takes several answers.

    Examples
    --------
    >>> from pydantic import Field
    >>> class Reason(BaseModel):
    ...     reason: str = Field(title="Reason", description="Enter your reason", min_length=1)
    >>> read(Reason, [("reason", " ")])
    (None, (FieldError(field='reason', text='Enter your reason.'),))
    """
    given: dict[str, Any] = {}
    found: dict[str, FieldError] = {}
    for name, text in typed:
        if not text.strip():
            continue  # an empty box is no answer
        field = model.model_fields.get(name)
        # Windows' line ends are not what was meant; other control characters no database keeps alike.
        clean = text.replace("\r\n", "\n")
        if any((ord(one) < 32 and one not in "\n\t") or 0xD800 <= ord(one) < 0xE000 for one in clean):
            found[name] = FieldError(name, f"{_label(field)} has a character that cannot be kept. Type it again.")
        elif field is not None and get_origin(field.annotation) is tuple:
            given.setdefault(name, []).append(clean)
        else:
            given[name] = clean
    try:
        value = model.model_validate(given)
    except ValidationError as error:
        for one in error.errors(include_url=False, include_input=False):
            name = str(one["loc"][0]) if one["loc"] else ""
            found.setdefault(name, FieldError(name, _sentence(model.model_fields.get(name), one["type"], one)))
        value = None
    order = [*model.model_fields, *found]
    wrong = tuple(sorted(found.values(), key=lambda one: order.index(one.field)))
    return (None if wrong else value), wrong


def _label(field: FieldInfo | None) -> str:
    return (field.title if field is not None else None) or "This"


def _sentence(field: FieldInfo | None, kind: str, error: Mapping[str, object]) -> str:
    if field is None:
        # What a validator of the whole model says is a sentence of ours.
        return _TEXT["extra_forbidden"] if kind == "extra_forbidden" else str(error.get("msg", "")).split(", ", 1)[-1]
    enter = field.description or f"Enter {field.title or 'an answer'}"
    context = error.get("ctx")
    if kind == "value_error":
        return str(error.get("msg", "")).removeprefix("Value error, ")
    given = context if isinstance(context, dict) else {}
    return _TEXT.get(kind, "{enter}.").format(label=_label(field), enter=enter, **given)
