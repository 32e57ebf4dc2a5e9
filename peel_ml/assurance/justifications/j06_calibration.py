"""J6: in a group a percentage means something else than in others."""

from __future__ import annotations

from peel_ml.assurance.gates.judging import listed
from peel_ml.assurance.justifications.rule import Rule
from peel_ml.assurance.submissions.submission import Submission
from peel_ml.cards.words import number, sentence
from peel_ml.results.codes import MISSING_CODES

LOW, HIGH = 0.8, 1.25
"""Slope of a group's calibration (Cox 1958); 1 where percentages mean what they say."""
CROSSED = " x "


def found(submission: Submission) -> tuple[str, ...]:
    """Return the groups of single measures whose slope is outside; those that no view may show are counted only."""
    within, shown = submission.record.within_groups, submission.shown.within_groups
    if within is None:
        return ()
    known = {(one.characteristic, one.group) for one in (shown.calibration if shown else ()) if one.slope.value}
    off = [
        one
        for one in within.calibration
        if one.slope.value is not None and not LOW <= one.slope.value <= HIGH
        if CROSSED not in one.characteristic and one.group not in MISSING_CODES
    ]
    names = [f"{one.group} ({number(one.slope.value, 2)})" for one in off if (one.characteristic, one.group) in known]
    hidden = len(off) - len(names)
    if not off:
        return ()
    said = listed(names, 9) + ("; " if names and hidden else "") + (f"{hidden} too small to name" if hidden else "")
    return (sentence(f"Percentages mean something else in these groups (slope outside {LOW} to {HIGH}): {said}"),)


RULE = Rule("J6", "In a group percentages mean something else", True, found)
