"""What is recorded about a matter without moving it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from peel_ml.assurance.payloads.words import CLOSED, Words
from peel_ml.assurance.submissions.hand import HandIssue


@dataclass(frozen=True)
class Attest:
    """A statement on one part of the submission, bound to that part's digest."""

    __pydantic_config__ = CLOSED

    part: Literal["equality", "data_protection"]
    sha256: str
    statement: Words


@dataclass(frozen=True)
class Justify:
    """Why a finding may stand."""

    __pydantic_config__ = CLOSED

    code: Annotated[str, Field(pattern=r"^J([1-9]|1[0-2])$")]
    finding: Words
    legitimate_aim: Words
    why_proportionate: Words
    less_unequal_options: Words
    mitigation: Words
    expires: date


@dataclass(frozen=True)
class Accept:
    """A justification is accepted."""

    __pydantic_config__ = CLOSED

    code: str


@dataclass(frozen=True)
class CheckByHand:
    """What trying the page by hand showed."""

    __pydantic_config__ = CLOSED

    keyboard: Words
    zoom: Words
    screen_reader: Words
    plain_english: Words
    issues: tuple[HandIssue, ...] = ()


@dataclass(frozen=True)
class Dissent:
    """Somebody sees it otherwise, and that is kept."""

    __pydantic_config__ = CLOSED

    text: Words


@dataclass(frozen=True)
class Ask:
    """A question about one field."""

    __pydantic_config__ = CLOSED

    field: str
    text: Words


@dataclass(frozen=True)
class AnswerTo:
    """An answer to the question that stands in another entry."""

    __pydantic_config__ = CLOSED

    question: int
    text: Words


@dataclass(frozen=True)
class Challenge:
    """A panel or a member of the public questions it; a clock runs until it is answered."""

    __pydantic_config__ = CLOSED

    on_behalf_of: Words
    """Such as "an ethics panel" or "a member of the public": never a name."""
    text: Words


@dataclass(frozen=True)
class Respond:
    """What is said to a challenge, and whether it is closed with that."""

    __pydantic_config__ = CLOSED

    challenge: int
    text: Words
    closes: bool


@dataclass(frozen=True)
class MeetCondition:
    """A condition is met, and how that was checked."""

    __pydantic_config__ = CLOSED

    number: int
    checked: Words


@dataclass(frozen=True)
class Withhold:
    """The public register does not show it; the published reason stands in the entry."""

    __pydantic_config__ = CLOSED

    withheld: bool
