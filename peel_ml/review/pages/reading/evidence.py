"""What a gate's judgement rests on: each place in the frozen files, with what stands there and the file's digest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from peel_ml.assurance.case import signed_of
from peel_ml.assurance.gates.gate import Evidence
from peel_ml.assurance.register.matter import Matter
from peel_ml.cards.signed.gates import gate_lines
from peel_ml.review.answers import Answer, Page, not_found
from peel_ml.review.pages.reading import words
from peel_ml.review.pages.reading.access import matter_of, now_of
from peel_ml.review.pages.reading.frozen import Frozen, frozen_of
from peel_ml.review.pages.reading.records import RECORD, document_of
from peel_ml.review.pages.reading.values import Value, value_of
from peel_ml.review.routes import READERS, Asked, Row

OPEN = frozenset(("card.json", "public.json", "accessibility.json", "assurance_case.json"))
"""Files whose values are shown as they are: they have passed disclosure control, or count nobody."""
CONTROLLED = "Shown as the internal view may show it: counts that are too small are withheld, others are rounded."
_NOT_SHOWN = "What stands in this file is not shown on pages. Its digest names it."


@dataclass(frozen=True)
class Shown:
    """One piece of evidence, resolved."""

    text: str
    file: str = ""
    place: str = ""
    sha256: str = ""
    whole: bool = False
    """Whether the file is as it was submitted."""
    value: Value | None = None
    note: str = ""
    """What must be known of the value, or why there is none."""


def evidence(asked: Asked) -> Answer:
    """Show what one gate rests on."""
    matter, book = matter_of(asked)
    code = asked.path["gate"]
    gate = next((one for one in matter.gates if one.code == code), None)
    if gate is None:
        raise not_found()
    signed = signed_of(book, matter, now_of(asked))
    line = gate_lines(one for one in signed.gates if one.code == code)[0]
    shown = tuple(_resolved(frozen_of(asked, matter.manifest), one) for one in gate.evidence)
    values = {
        "matter": matter,
        "gate": gate,
        "outcome": line.status,
        "shown": shown,
        "judged": judged_at(matter, book),
        "role": words.role(gate.who),
        "words": words,
        "challenges": matter.open_challenges() if code == "G19" else (),
    }
    return Page("reading/evidence", values)


def judged_at(matter: Matter, book: Any) -> str:
    """Return when a matter's gates were last judged."""
    entries = (book.entries[seq - 1] for seq in reversed(matter.seqs))
    return next((one.at for one in entries if one.action in ("submit", "approve")), matter.moved_at)


def _resolved(frozen: Frozen, one: Evidence) -> Shown:
    name, _, place = one.pointer.partition("#")
    if not name:
        return Shown(one.text, note="This stands in the register itself, not in a file.")
    digest = frozen.sha256.get(name, "")
    if wrong := frozen.wrong(name):
        return Shown(one.text, name, place, digest, note=wrong)
    if name not in OPEN and name != RECORD:
        return Shown(one.text, name, place, digest, True, note=_NOT_SHOWN)
    note = CONTROLLED if name == RECORD else ""
    document = document_of(frozen) if name == RECORD else frozen.json(name)
    if not place:
        return Shown(one.text, name, place, digest, True, note="The whole file.")
    try:
        found = at(document, place)
    except LookupError:
        return Shown(one.text, name, place, digest, True, note="There is nothing at this place in the file.")
    return Shown(one.text, name, place, digest, True, value_of(found), note)


def at(document: Any, place: str) -> Any:
    """Return what stands at a JSON pointer (RFC 6901).

    Raises
    ------
    LookupError
        Nothing.

    Examples
    --------
    >>> at({"a": [1, {"b/c": 2}]}, "/a/1/b~1c")
    2
    """
    for part in _parts(place):
        if isinstance(document, list):
            if not (part.isascii() and part.isdigit()):
                raise LookupError(place)
            document = document[int(part)]
        elif isinstance(document, dict):
            document = document[part]
        else:
            raise LookupError(place)
    return document


def _parts(place: str) -> Iterator[str]:
    if place and not place.startswith("/"):
        raise LookupError(place)
    return (one.replace("~1", "/").replace("~0", "~") for one in place.split("/")[1:])


ROWS = (Row("/matters/{matter}/evidence/{gate}", "GET", "evidence", READERS, evidence),)
