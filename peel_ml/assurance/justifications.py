"""What may be accepted with a recorded reason: a table of findings that a person has to justify.

An author writes a justification, and the approver accepts it; nobody accepts their own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from peel_ml.assurance.submission import Submission


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


RULES: tuple[Rule, ...] = ()
"""J1 to J12."""


def needed(submission: Submission) -> tuple[Needed, ...]:
    """Return what has to be justified before this submission can be approved."""
    found = ((rule, rule.found(submission)) for rule in RULES)
    return tuple(Needed(rule.code, rule.title, texts, rule.equality) for rule, texts in found if texts)
