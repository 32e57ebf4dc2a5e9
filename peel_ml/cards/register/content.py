"""What the register says: shelves of use cases, one line each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from peel_ml.cards.content import Status


@dataclass(frozen=True)
class Declared:
    """What the problem book says of a use case."""

    use_case: str
    title: str
    objective: str
    stage: str


@dataclass(frozen=True)
class Line:
    """One use case. Without a published card `finding` says so, and `href` is empty."""

    use_case: str
    title: str
    tags: tuple[Status, ...]
    """Where it stands; what is bad news is said in words here too."""
    finding: str
    """The one-line finding of the published card."""
    worst_verdict: str
    """The worst verdict on a group of people, in words."""
    measured_on: str
    published: str
    """Day of the run that the card was made from."""
    sign_off: str
    href: str
    states: tuple[Status, ...] = ()
    """Where it stands for each scope, and instead of what is withheld the published reason; empty where nothing is
    known of its sign-off, and then `sign_off` says so."""


@dataclass(frozen=True)
class Shelf:
    """The use cases of one objective."""

    id: str
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Register:
    """The register for one view. The same problem book and cards give the same register."""

    view: Literal["internal", "public"]
    summary: str
    shelves: tuple[Shelf, ...]
