"""The answers about groups that stand at the top of a card: for the decision sheet, the key facts and the checks."""

from __future__ import annotations

from peel_ml.cards.content import Outcome, Status, Tile
from peel_ml.cards.names import CHARACTERISTICS
from peel_ml.cards.sections.evidence import Evidence, limit_text, measured_count, verdict_counts
from peel_ml.cards.words import counted

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


def answer(evidence: Evidence) -> tuple[str, ...]:
    """Return the answer on the decision sheet."""
    tolerance, tally = evidence.assessment.tolerance, verdict_counts(evidence)
    checked = f"We could check {measured_count(evidence)} of 9 protected characteristics."
    if not tally.judged:
        return (checked, "No group could be judged.")
    agreed = "agreed limit" if tolerance.agreed else "limit used as an illustration (not agreed)"
    return (
        checked,
        f"A difference is shown for {tally.shown or 'none'} of {counted(tally.judged, tally.noun)}.",
        f"Against the {agreed} of {limit_text(evidence)}: {tally.outside or 'none'} shown to be outside, "
        f"{tally.within or 'none'} shown to be within, {tally.cannot_tell or 'none'} where we cannot tell.",
    )


def tiles(evidence: Evidence) -> list[Tile]:
    """Return the two key facts about groups."""
    tally = verdict_counts(evidence)
    return [
        Tile(
            f"{tally.shown} of {tally.judged}",
            f"{tally.noun}s where a difference is shown",
            f"For {tally.cannot_tell} we cannot tell whether they are outside the limit; "
            f"{tally.outside or 'none'} shown outside."
            if tally.judged
            else "No group could be judged.",
        ),
        Tile(f"{measured_count(evidence)} of 9", "protected characteristics checked", "Not recorded is not a pass."),
    ]


def groups(evidence: Evidence) -> Status:
    """Return the check whether it works the same for different groups."""
    tally, agreed = verdict_counts(evidence), evidence.assessment.tolerance.agreed
    title = "Works the same for different groups"
    if not tally.judged:
        return made("cannot_tell", title, "No group could be judged.")
    text = (
        f"A difference is shown for {tally.shown or 'none'} of {counted(tally.judged, tally.noun)}. Against the limit, "
        f"which is {'agreed' if agreed else 'an illustration and not agreed'}: "
        f"{tally.outside or 'none'} shown outside, {tally.within or 'none'} shown within, "
        f"{tally.cannot_tell or 'none'} where we cannot tell."
    )
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
