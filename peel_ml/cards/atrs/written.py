"""The record as JSON and as CSV; both are views of the one content and give the same bytes for the same record."""

from __future__ import annotations

import csv
import io
import json
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from peel_ml.cards.atrs.content import AtrsRecord, Part, open_answers

_COLUMNS = ("number", "part", "entry", "name", "answer", "answered")


@cache
def _adapter() -> TypeAdapter[AtrsRecord]:
    return TypeAdapter(AtrsRecord)


def to_json(record: AtrsRecord) -> str:
    """Return the record as JSON: the standard's names with their answers, and the typed content they come from."""
    document = {
        "standard": record.standard,
        "standard_version": record.standard_version,
        "use_case": record.use_case,
        "card_digest": record.card_digest,
        "tier_1": {name: value for part in record.parts if part.number == "1" for name, value in _named(part).items()},
        "tier_2": {part.name: _named(part) for part in record.parts if part.number != "1"},
        "not_yet_answered": [
            f"{answer.number} {answer.name}" + (f" ({answer.entry})" if answer.entry else "")
            for answer in open_answers(record)
        ],
        "content": _adapter().dump_python(record, mode="json"),
    }
    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def loads(text: str | bytes) -> AtrsRecord:
    """Read a record that `to_json` wrote.

    Raises
    ------
    pydantic.ValidationError
        It is none.
    """
    document = json.loads(text)
    return _adapter().validate_python(document.get("content") if isinstance(document, dict) else document)


def _named(part: Part) -> dict[str, Any]:
    named: dict[str, Any] = {answer.name: answer.text for answer in part.answers if not answer.entry}
    if part.entries:
        entries: dict[int, dict[str, str]] = {}
        for answer in part.answers:
            if answer.entry:
                entries.setdefault(answer.entry, {})[answer.name] = answer.text
        named[part.entries] = list(entries.values())
    return named


def to_csv(record: AtrsRecord) -> str:
    r"""Return the record as CSV: one row an answer.

    A text that a spreadsheet would read as a formula gets an apostrophe before it.

    Examples
    --------
    >>> from peel_ml.cards.atrs.content import Answer, AtrsRecord, Part
    >>> answer = Answer("1.1", "name", "=1+1")
    >>> part = Part("1", "tier_1", "Tier 1", (answer,))
    >>> record = AtrsRecord("Algorithmic Transparency Recording Standard", "4.0", "demo", "", (part,))
    >>> to_csv(record).splitlines()[1]
    "1.1,Tier 1,,name,'=1+1,yes"
    """
    rows = io.StringIO()
    writer = csv.writer(rows, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for part in record.parts:
        for answer in part.answers:
            entry, done = answer.entry or "", "yes" if answer.answered else "no"
            writer.writerow((answer.number, part.title, entry, answer.name, _plain(answer.text), done))
    return rows.getvalue()


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
