"""How a gate words what it found, and how it points at the frozen files."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from peel_ml.assurance.gates.gate import Evidence, Judged
from peel_ml.assurance.people import Role
from peel_ml.assurance.submissions.submission import Submission
from peel_ml.cards import words
from peel_ml.cards.words import first_sentences

RECORD, CARD, PUBLIC = "record.json", "card.json", "public.json"
"""The record is frozen too, and shown to nobody; the cards are its two views."""
_WORDS = 30
_MOST = 4


def passed(text: str, *evidence: Evidence) -> Judged:
    """Return that a gate is passed."""
    return Judged("passed", sentence(text), evidence)


def not_applicable(because: str, *evidence: Evidence) -> Judged:
    """Return that the question does not arise, and why."""
    return Judged("not_applicable", sentence(because), evidence)


def failed(problems: Sequence[str], todo: str, who: Role, *evidence: Evidence) -> Judged:
    """Return that a gate failed, with every problem in one sentence; of many the first few.

    Examples
    --------
    >>> failed(["one is missing", "another is wrong"], "Mend both.", "author").text
    'One is missing. Another is wrong.'
    """
    said = " ".join(sentence(one) for one in problems[:_MOST])
    more = len(problems) - _MOST
    return Judged("failed", said if more <= 0 else f"{said} And {more} more.", evidence, todo, who)


_FILE = re.compile(r"[\w/-]+\.\w+\b")


def sentence(text: str) -> str:
    """Return a sentence; a name of a file keeps its first letter.

    Examples
    --------
    >>> sentence("card.md is missing"), sentence("one is missing")
    ('card.md is missing.', 'One is missing.')
    """
    said = words.sentence(text)
    return text[0] + said[1:] if _FILE.match(text) else said


def pointer(name: str, *keys: str | int) -> str:
    """Return a pointer into a frozen file (RFC 6901).

    Examples
    --------
    >>> pointer("card.json", "body", "fields", 3), pointer("record.json", "a/b")
    ('card.json#/body/fields/3', 'record.json#/a~1b')
    """
    return f"{name}#" + "".join("/" + str(key).replace("~", "~0").replace("/", "~1") for key in keys)


def answered(submission: Submission, code: str) -> tuple[Evidence, ...]:
    """Return the field of the card that answers a question, as evidence; nothing where the card has no such field."""
    return tuple(
        Evidence(f"{one.name}: {first_sentences(one.text, _WORDS)}", pointer(CARD, "body", "fields", at))
        for at, one in enumerate(submission.card.body.fields)
        if one.code == code and CARD in submission.files
    )


def recorded(submission: Submission, text: str, *keys: str | int) -> Evidence:
    """Return a fact of the record as evidence; without a pointer where the record is not among the frozen files."""
    return Evidence(sentence(text), pointer(RECORD, *keys) if RECORD in submission.files else "")


def declared(submission: Submission, text: str, path: str) -> Evidence:
    """Return a declared fact as evidence. Where nothing is declared it points at where it would stand."""
    keys: list[str] = []
    here: Any = submission.record.provenance.declaration
    for key in path.split("."):
        if not isinstance(here, Mapping) or key not in here:
            break
        keys, here = [*keys, key], here[key]
    return recorded(submission, text, "provenance", "declaration", *keys)


def of_register(text: str) -> Evidence:
    """Return something that the register knows as evidence."""
    return Evidence(sentence(text))


class Documents:
    """The frozen files as documents, each read once."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files
        self._read: dict[str, Any] = {}

    def resolves(self, to: str) -> bool:
        """Tell whether a pointer leads to something in the frozen files."""
        name, mark, keys = to.partition("#")
        if name not in self._files:
            return False
        if not mark:
            return True
        if name not in self._read:
            self._read[name] = json_of(self._files[name])
        here = self._read[name]
        if here is None or not keys.startswith("/"):
            return False
        for key in keys[1:].split("/"):
            key = key.replace("~1", "/").replace("~0", "~")
            if isinstance(here, dict) and key in here:
                here = here[key]
            elif isinstance(here, list) and key.isdecimal() and int(key) < len(here):
                here = here[int(key)]
            else:
                return False
        return True


def json_of(content: bytes) -> Any:
    """Return what a JSON file holds; ``None`` where it is no JSON."""
    try:
        return json.loads(content)
    except ValueError:  # also of bytes that are no text
        return None


def listed(names: Iterable[str], most: int = 5) -> str:
    """Return names, the first few of a long list.

    Examples
    --------
    >>> listed(["a", "b", "c"], 2)
    'a, b and 1 more'
    """
    all_ = list(names)
    if len(all_) <= most:
        return all_[0] if len(all_) == 1 else f"{', '.join(all_[:-1])} and {all_[-1]}" if all_ else ""
    return f"{', '.join(all_[:most])} and {len(all_) - most} more"
