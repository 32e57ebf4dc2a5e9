"""Checks at a glance: a table of questions, each answered with met, look closer, not met or cannot tell."""

from __future__ import annotations

from collections.abc import Callable

from peel_ml.cards.content import Outcome, Status
from peel_ml.cards.declared import Declaration
from peel_ml.cards.sections import group_answers, proxies
from peel_ml.cards.sections.evidence import evidence_of
from peel_ml.cards.sections.facts import against_today, better, covers, lift_sentence
from peel_ml.cards.sections.group_answers import made
from peel_ml.cards.words import counted, plain, sentence
from peel_ml.results.record import RunRecord
from peel_ml.results.recorded import Recorded

SEVERITY: dict[str, Outcome] = {"block": "not_met", "warn": "look_closer", "note": "note"}
WORKS_BETTER = "Works better than"
"""How the first question begins; the register finds its answer by it."""
_ANSWERED_ABOVE = ("miscalibrated", "no-better-than-baseline", "fairness-outside", "fairness-cannot-tell")
"""Findings that a question of the table answers already."""


def _works(record: RunRecord, declaration: Declaration) -> Status:
    difference, measured = against_today(record)
    outcome: Outcome = {True: "met", False: "not_met", None: "cannot_tell"}[better(difference)]  # type: ignore[assignment]
    against = "today’s method" if measured else "a simple comparison"
    where = "data it had not seen" if record.scores.evaluated_on == "held_out" else "the validation period"
    return made(outcome, f"{WORKS_BETTER} {against}, on {where}", lift_sentence(record))


def _percentages(record: RunRecord, declaration: Declaration) -> Status:
    slope = record.scores.calibration.slope
    title = "The percentages match what happened"
    if any(finding.code == "miscalibrated" for finding in record.findings):
        return made("look_closer", title, "They cannot be taken at face value everywhere.")
    if slope.low is None or slope.high is None:
        return made("cannot_tell", title, plain(slope.reason or "It could not be measured."))
    bins = [one for one in record.scores.calibration.bins if one.observed.value is not None]
    matching = sum(covers(one) for one in bins)
    if slope.low >= 0.8 and slope.high <= 1.25:
        # Of ten 95% ranges one may miss by chance alone.
        return made(
            "met" if matching >= len(bins) - 1 else "look_closer", title, f"In {matching} of {len(bins)} bands."
        )
    if slope.high < 0.8 or slope.low > 1.25:
        return made("look_closer", title, "They are too extreme or too timid.")
    return made("cannot_tell", title, "There is too little data to be sure.")


def _groups(record: RunRecord, declaration: Declaration) -> Status:
    return group_answers.groups(evidence_of(record, declaration))


def _nine(record: RunRecord, declaration: Declaration) -> Status:
    return group_answers.nine(evidence_of(record, declaration))


def _not_used(record: RunRecord, declaration: Declaration) -> Status:
    protected = {column.name for column in record.data.columns if column.role == "protected"}
    used = protected & set(record.model.features)
    if used:
        return made(
            "look_closer",
            "The model uses protected characteristics",
            f"{counted(len(used), 'column')} of protected characteristics among its facts.",
        )
    return made(
        "met",
        "No protected characteristic is among the facts the model uses",
        proxies.extent(record, declaration) or "Other facts may still give one away. How far was not measured.",
    )


def held_out(record: Recorded, declaration: Declaration) -> Status:
    """Return the check whether it was tested on a period that nothing was learnt from."""
    held = record.held_out
    if record.scores.evaluated_on == "validation":
        return made("cannot_tell", "Tested on a held-out period", "It has not been opened.")
    earlier = (held.model_number or held.openings) - 1
    if not earlier:
        return made("met", "Tested on a held-out period", "No other model was scored on it before.")
    return made(
        "look_closer",
        "Tested on a held-out period that other models were scored on before",
        f"{counted(earlier, 'model')} before this one. Each look makes the result a little less sure.",
    )


def assessed(record: Recorded, declaration: Declaration) -> Status:
    """Return the check of the equality impact assessment."""
    title = "Equality impact assessment"
    reference = declaration.text("data.eqia.reference")
    return (
        made("note", title, f"Recorded as {reference}.")
        if reference
        else made("cannot_tell", title, "Not yet answered.")
    )


def _quiet(record: Recorded) -> Status:
    passed = sum(check.outcome == "passed" for check in record.checks)
    return made(
        "met" if passed else "note",
        f"{counted(passed, 'other check')} found nothing wrong",
        "All checks are listed in the technical annex.",
    )


def _warned(titles: list[str]) -> list[Status]:
    """Return one row for all that the checks warn of: each is set out, with its code, in the section on the data."""
    if not titles:
        return []
    said = "; ".join(plain(title[:1].lower() + title[1:]) for title in titles)
    return [made("look_closer", f"{counted(len(titles), 'other check')} found something to look at", sentence(said))]


QUESTIONS: tuple[Callable[[RunRecord, Declaration], Status], ...] = (
    _works,
    _percentages,
    _groups,
    _nine,
    _not_used,
    held_out,
    assessed,
)


def checks(record: RunRecord, declaration: Declaration) -> tuple[Status, ...]:
    """Return the answers, then each finding that blocks, what the checks warn of, and the quiet checks."""
    return (*(question(record, declaration) for question in QUESTIONS), *found(record))


def found(record: Recorded) -> tuple[Status, ...]:
    """Return each finding that blocks, what the checks warn of, and the quiet checks."""
    findings = [
        finding for finding in record.findings if finding.severity != "note" and finding.code not in _ANSWERED_ABOVE
    ]
    blocking = [
        made("not_met", plain(finding.title), code=finding.code) for finding in findings if finding.severity == "block"
    ]
    return (
        *blocking,
        *_warned([finding.title for finding in findings if finding.severity == "warn"]),
        _quiet(record),
    )
