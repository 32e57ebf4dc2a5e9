"""What a transparency record holds: parts of answers, each under the standard's own name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

STANDARD: Literal["Algorithmic Transparency Recording Standard"] = "Algorithmic Transparency Recording Standard"
VERSION = "4.0"


@dataclass(frozen=True)
class Answer:
    """One answer. Nothing is blank: what nobody has answered says so and is not `answered`."""

    number: str
    """Number in the standard, for example ``2.1.4.2``."""
    name: str
    """The standard's own name, for example ``companies_house_number``."""
    text: str
    answered: bool = True
    entry: int = 0
    """Which of several third parties, models, datasets or risks; 0 where the standard asks once."""


@dataclass(frozen=True)
class Part:
    """One part of the record, in the standard's order."""

    number: str
    name: str
    title: str
    answers: tuple[Answer, ...]
    entries: str = ""
    """What an entry is called, where the part has several: ``third_parties``, ``models``, ``datasets``, ``risks``."""


@dataclass(frozen=True)
class AtrsRecord:
    """A record of the standard, for one published card. Holds no clock: its dates are given when it is sent in."""

    standard: Literal["Algorithmic Transparency Recording Standard"]
    standard_version: str
    use_case: str
    card_digest: str
    """Digest of the public card that it says the same as."""
    parts: tuple[Part, ...]


def open_answers(record: AtrsRecord) -> tuple[Answer, ...]:
    """Return what is not yet answered."""
    return tuple(answer for part in record.parts for answer in part.answers if not answer.answered)
