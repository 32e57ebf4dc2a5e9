"""What the gates look at: one submission, as frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from peel_ml.assurance.people import Person
from peel_ml.assurance.policy import Policy, Scope, ScopeRule
from peel_ml.assurance.submissions.hand import HandIssue
from peel_ml.assurance.submissions.manifest import Manifest
from peel_ml.cards.card import Card
from peel_ml.cards.declared import Declaration
from peel_ml.cards.settled import settled
from peel_ml.disclosure import INTERNAL, controlled
from peel_ml.results.recorded import Recorded


@dataclass(frozen=True)
class Standing:
    """What the register knows of the matter, beside the files: who takes part, and which evidence is open."""

    author: Person | None = None
    owner: Person | None = None
    reviewer: Person | None = None
    approvers: tuple[Person, ...] = ()
    """People who have approved, or are about to."""
    makers: tuple[Person, ...] = ()
    """People on the authoring chain: who launched, coded or tuned it."""
    defeaters: tuple[str, ...] = ()
    """Open findings and challenges that speak against a claim, in words."""
    valid_until: datetime | None = None
    """Until when an approval would hold; null before it is known."""
    hand_issues: tuple[HandIssue, ...] = ()
    """What a reviewer found with keyboard, zoom and screen reader."""


@dataclass(frozen=True)
class Submission:
    """One submission for one scope at one time."""

    manifest: Manifest
    record: Recorded
    """The uncontrolled record; it never leaves the machine."""
    declaration: Declaration
    card: Card
    """Internal view."""
    public: Card | None
    """Public view; none for made-up data."""
    files: Mapping[str, bytes]
    """The frozen files by the names of the manifest."""
    scope: Scope
    policy: Policy
    standing: Standing
    at: datetime
    """When the gates are judged, UTC: nothing else says what time it is."""

    @property
    def rule(self) -> ScopeRule:
        """What the scope asks for."""
        return self.policy.scopes[self.scope]

    @cached_property
    def shown(self) -> Recorded:
        """The record under disclosure control for the internal view: what a gate may name."""
        return controlled(settled(self.record), INTERNAL)[0]
