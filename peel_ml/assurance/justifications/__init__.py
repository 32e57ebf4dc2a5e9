"""What may be accepted with a recorded reason: a table of findings that a person has to justify.

An author writes a justification, and the approver accepts it; nobody accepts their own.
"""

from __future__ import annotations

from peel_ml.assurance.justifications import (
    j01_cannot_tell,
    j02_missing_ethnicity,
    j03_proxy,
    j04_characteristic_as_fact,
    j05_less_unequal,
    j06_calibration,
    j07_short_period,
    j08_officer_overruled,
    j09_panel,
    j10_hand_issue,
    j11_rating_lowered,
    j12_stress,
)
from peel_ml.assurance.justifications.rule import Needed, Rule
from peel_ml.assurance.submissions.submission import Submission

__all__ = ["RULES", "Needed", "Rule", "needed"]

RULES: tuple[Rule, ...] = (
    j01_cannot_tell.RULE,
    j02_missing_ethnicity.RULE,
    j03_proxy.RULE,
    j04_characteristic_as_fact.RULE,
    j05_less_unequal.RULE,
    j06_calibration.RULE,
    j07_short_period.RULE,
    j08_officer_overruled.RULE,
    j09_panel.RULE,
    j10_hand_issue.RULE,
    j11_rating_lowered.RULE,
    j12_stress.RULE,
)
"""J1 to J12."""


def needed(submission: Submission) -> tuple[Needed, ...]:
    """Return what has to be justified before this submission can be approved."""
    found = ((rule, rule.found(submission)) for rule in RULES)
    return tuple(Needed(rule.code, rule.title, texts, rule.equality) for rule, texts in found if texts)
