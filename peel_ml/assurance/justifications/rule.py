"""What a rule is: one kind of finding that a person may justify, and how it is found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from peel_ml.assurance.submissions.submission import Submission


@dataclass(frozen=True)
class Needed:
    """One finding that needs a justification in this submission."""

    code: str
    title: str
    findings: tuple[str, ...]
    """What was found, in plain sentences."""
    equality: bool
    """Whether the equality reviewer has to accept it too."""


@dataclass(frozen=True)
class Rule:
    """One kind of finding that may be justified. `found` returns sentences; none means nothing to justify."""

    code: str
    title: str
    equality: bool
    found: Callable[[Submission], tuple[str, ...]]
