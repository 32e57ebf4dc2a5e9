"""The answers about groups that stand at the top of a card: for the decision sheet, the key facts and the checks."""

from __future__ import annotations

from collections.abc import Iterable

from peel_ml.cards.content import Outcome, Status, Tile
from peel_ml.cards.names import CHARACTERISTICS
from peel_ml.cards.sections import why_open, worst
from peel_ml.cards.sections.evidence import (
    Evidence,
    VerdictCounts,
    judged_rows,
    limit_text,
    measured_count,
    verdict_counts,
)
from peel_ml.cards.words import counted, joined, plural
from peel_ml.results.findings import Finding

WORDS: dict[Outcome, str] = {
    "met": "Met",
    "look_closer": "Look closer",
    "not_met": "Not met",
    "cannot_tell": "Cannot tell",
    "note": "Good to know",
}


def made(outcome: Outcome, title: str, text: str = "", fix: str = "", code: str = "") -> Status:
    """Return a status with the standard word for its outcome."""
    return Status(outcome, WORDS[outcome], title, text, fix, code)


def answer(evidence: Evidence, findings: Iterable[Finding] = ()) -> tuple[str, ...]:
    """Return the answer on the decision sheet: what was found, the widest gap against a group, what cannot be told."""
    tolerance, tally = evidence.assessment.tolerance, verdict_counts(evidence)
    checked = f"We could check {measured_count(evidence)} of 9 protected characteristics{_named(evidence)}."
    if not tally.judged:
        return (checked, "No group could be judged.")
    agreed = "was agreed" if tolerance.agreed else "is an example nobody has agreed"
    lines = [
        checked,
        f"A difference is shown for {tally.shown or 'none'} of {counted(tally.judged, tally.noun)}.",
        *worst.sentences(evidence, findings),
        f"The limit of {limit_text(evidence)} {agreed}. {_outside(tally)}",
    ]
    if tally.cannot_tell:
        lines.append(
            f"For {tally.cannot_tell} we cannot tell, mostly because {why_open.mostly(judged_rows(evidence))}."
        )
    return tuple(lines)


def worst_verdict(evidence: Evidence) -> str:
    """Return the worst verdict there is, and for how many groups."""
    tally = verdict_counts(evidence)
    agreed = "the limit" if evidence.assessment.tolerance.agreed else "the limit, which nobody has agreed"
    for number, verdict in (
        (tally.outside, f"Outside {agreed}"),
        (tally.cannot_tell, f"Cannot tell whether within {agreed}"),
        (tally.within, f"Within {agreed}"),
    ):
        if number:
            return f"{verdict}: {number} of {counted(tally.judged, tally.noun)}."
    return "No group could be judged."


def _outside(tally: VerdictCounts) -> str:
    outside = f"{tally.outside or 'No'} {tally.noun if tally.outside == 1 else plural(tally.noun)}"
    return f"{outside} {'is' if tally.outside == 1 else 'are'} outside it, {tally.within or 'none'} within."


def _named(evidence: Evidence) -> str:
    names = [
        one.name.lower().replace("_", " ") for one in evidence.assessment.characteristics if one.status == "measured"
    ]
    return f": {joined(names)}" if names else ""


def in_one_line(evidence: Evidence) -> str:
    """Return what was found about groups as the register shows it."""
    tally = verdict_counts(evidence)
    if not tally.judged:
        return "No group could be judged."
    return (
        f"A difference is shown for {tally.shown or 'none'} of {counted(tally.judged, tally.noun)}; "
        f"{tally.outside or 'none'} outside the limit, "
        f"{f'{tally.cannot_tell} cannot be told' if tally.cannot_tell else 'and each can be told'}."
    )


def tiles(evidence: Evidence) -> list[Tile]:
    """Return the two key facts about groups."""
    tally = verdict_counts(evidence)
    limit = "limit" if evidence.assessment.tolerance.agreed else "limit (an example, not agreed)"
    return [
        Tile(
            f"{tally.shown} of {tally.judged}",
            f"{tally.noun}s of people where a difference is shown"
            if tally.noun == "group"
            else f"{tally.noun}s between groups where a difference is shown",
            f"{counted(tally.outside, tally.noun).capitalize()} outside the {limit}, {tally.within or 'none'} within. "
            f"For {tally.cannot_tell or 'none'} we cannot tell."
            if tally.judged
            else "No group could be judged.",
        ),
        Tile(
            f"{measured_count(evidence)} of 9",
            "protected characteristics could be checked",
            "About the others nothing is known. That is not a pass."
            if measured_count(evidence) < len(CHARACTERISTICS)
            else "All of them.",
        ),
    ]


def groups(evidence: Evidence) -> Status:
    """Return the check whether it works the same for different groups."""
    tally, agreed = verdict_counts(evidence), evidence.assessment.tolerance.agreed
    title = "Works the same for different groups"
    if not tally.judged:
        return made("cannot_tell", title, "No group could be judged.")
    agreed_words = "" if agreed else " The limit is an example, not agreed."
    text = f"{in_one_line(evidence)}{agreed_words}"
    if tally.outside:
        return made("not_met" if agreed else "look_closer", title, text)
    if tally.shown:
        return made("look_closer", title, text)
    return made("met" if tally.within == tally.judged else "cannot_tell", title, text)


def nine(evidence: Evidence) -> Status:
    """Return the check how many of the nine could be looked at."""
    measured = measured_count(evidence)
    return made(
        "met" if measured == len(CHARACTERISTICS) else "cannot_tell",
        f"{measured} of 9 protected characteristics could be checked",
        "" if measured == 9 else "For the others nothing is known. That is not a pass.",
    )
