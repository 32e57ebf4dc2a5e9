"""Findings and conditions: groups of fields, of which any number may be filled in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from peel_ml.review.pages.deciding.doing import Doing
from peel_ml.review.pages.deciding.forms import MOST
from peel_ml.review.pages.deciding.parts import DAY, day_error, day_of
from peel_ml.review.reading import FieldError

_SHORTEST = 3


def _texts(form: Any, number: int, columns: tuple[str, ...]) -> dict[str, str]:
    return {column: str(getattr(form, f"{column}_{number}")).strip() for column in columns}


def _filled(form: Any, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    for number in range(1, MOST + 1):
        texts = _texts(form, number, columns)
        if any(texts.values()):
            yield number, texts


def _missing(form: Any, number: int, texts: dict[str, str], words: tuple[str, ...], group: str) -> Iterator[FieldError]:
    for column, text in texts.items():
        name = f"{column}_{number}"
        enter = type(form).model_fields.get(name)
        if enter is None:
            continue
        if not text or (column in words and len(text) < _SHORTEST):
            yield FieldError(name, f"{group} {number}: {(enter.description or '').lower()}.")


_FINDING = ("field", "text")
_CONDITION = ("text", "owner", "check")


def wrong_findings(form: Any, doing: Doing) -> Iterator[FieldError]:
    """Yield what is wrong with the findings: there is one at least, and each is whole."""
    found = list(_filled(form, _FINDING))
    if not found:
        yield FieldError("field_1", "Name at least one finding, and what it is about.")
    for number, texts in found:
        yield from _missing(form, number, texts, ("text",), "Finding")


def findings(form: Any, doing: Doing) -> dict[str, Any]:
    """Return what is to change."""
    return {"findings": [texts for _, texts in _filled(form, _FINDING)]}


def _conditions(form: Any) -> Iterator[tuple[int, dict[str, str]]]:
    for number in range(1, MOST + 1):
        texts = _texts(form, number, _CONDITION)
        if any(texts.values()) or any(getattr(form, f"due_{number}_{part}").strip() for part in DAY):
            yield number, texts


def wrong_conditions(form: Any, doing: Doing) -> Iterator[FieldError]:
    """Yield what is wrong with the conditions: there may be none, and each is whole."""
    for number, texts in _conditions(form):
        yield from _missing(form, number, texts, ("text", "check"), "Condition")
        yield from day_error(form, f"due_{number}", f"Condition {number}: the day", doing.at.date())


def conditions(form: Any, doing: Doing) -> dict[str, Any]:
    """Return the three answers and the conditions."""
    answers = ("who_could_be_hurt", "what_is_not_known", "what_would_make_me_stop_it")
    return {
        "answers": {name: getattr(form, name) for name in answers},
        "conditions": [{**texts, "due": day_of(form, f"due_{number}")} for number, texts in _conditions(form)],
    }
