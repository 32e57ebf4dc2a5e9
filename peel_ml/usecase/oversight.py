"""What people do with the output: who may overrule it, who is trained for it, how it can be challenged."""

from __future__ import annotations

from typing import Literal

from peel_ml.declaration import Declared

Automation = Literal["none", "information", "recommendation", "decision_with_review", "solely_automated"]
"""From "nobody acts on a single output" to "no person takes part"."""

AUTOMATION: dict[str, str] = {
    "none": "No decision about anybody follows from an output.",
    "information": "It informs a person, who decides on many grounds.",
    "recommendation": "It recommends, and a person decides.",
    "decision_with_review": "It decides, and a person reviews each decision.",
    "solely_automated": "It decides, and no person takes part.",
}
"""Degree of automation in plain words."""


class Oversight(Declared):
    """Human control (UK GDPR arts 22A to 22D, DPA 2018 ss.50A to 50D)."""

    advisory_statement: str | None = None
    """That the output advises and does not decide, in one sentence."""
    automation: Automation | None = None
    significant_decision: bool | None = None
    """Whether a decision with legal or similarly significant effect on a person rests on it."""
    human_involvement: str | None = None
    """How a person takes part in a meaningful way: what they see, know and may change."""
    human_review: str | None = None
    """Who reviews the output, and when."""
    override_recording: str | None = None
    """How it is recorded when a person decides otherwise."""
    required_training: str | None = None
    appeals_and_review: str | None = None
    """How somebody affected can ask, object or have it reviewed."""
