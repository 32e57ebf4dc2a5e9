"""One gate, one claim: a statement that could turn out false, and the part of the argument that it belongs to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from peel_ml.assurance.case.measured import decimal
from peel_ml.assurance.submissions.submission import Submission
from peel_ml.cards.names import candidate_in_sentence, metric_words
from peel_ml.cards.words import lower_first
from peel_ml.disclosure import INTERNAL, PUBLIC

STRATEGIES: dict[str, tuple[str, str]] = {
    "data": ("The data is what it is said to be", "A result is worth no more than the records it was made from."),
    "model": ("The model does what it is for, and does it again", "It has to be better than what is done today."),
    "groups": ("Groups of people", "An average can hide that it works worse for some, or weighs on them more."),
    "law": ("It is allowed", "What the law forbids is not made good by a figure."),
    "disclosure": ("Nobody can be found in what is shown", "People whose records were used did not ask to be."),
    "people": ("People can read it, question it and answer for it", "A decision that nobody could follow is none."),
}
"""How the claims are grouped, and why so."""


@dataclass(frozen=True)
class Row:
    """One claim; `text` states the threshold that could be missed."""

    code: str
    strategy: str
    text: Callable[[Submission], str]


def _fixed(text: str) -> Callable[[Submission], str]:
    return lambda submission: text


def _better(submission: Submission) -> str:
    lift = submission.record.scores.lift
    if lift is None:
        return "What it says it found is shown, or ruled out, with its whole 95% range."
    return (
        f"On “{lower_first(metric_words(lift.metric).plain)}” it is better than "
        f"{candidate_in_sentence(lift.baseline)} by more than 0, and so is its whole 95% range."
    )


def _limit(submission: Submission) -> str:
    limit = submission.record.fairness_assessment.tolerance
    far = f"{100 * limit.limit:g} points" if limit.scale == "difference" else f"a ratio of {limit.limit:g}"
    agreed = "" if limit.agreed else ", a limit that nobody has agreed"
    return f"No group that could be judged is further from the others than {far}{agreed}."


def _shown(submission: Submission) -> str:
    return (
        f"No figure about fewer than {INTERNAL.minimum} people stands in it, none about fewer than {PUBLIC.minimum} in "
        "the public view, and none can be worked out by subtraction."
    )


def _again(submission: Submission) -> str:
    rerun = submission.record.rerun
    far = "the declared tolerance" if rerun is None else decimal(rerun.tolerance)
    return f"Fitted and scored once more, no reported figure moves by more than {far}."


def _ends(submission: Submission) -> str:
    policy = submission.policy
    return (
        f"The risk is rated by rule, and an approval ends within {submission.rule.months} months, within "
        f"{policy.high_risk_months} where the risk is high, and never after a review date."
    )


CLAIMS: tuple[Row, ...] = (
    Row("G01", "people", _fixed("0 of the questions that must be answered here are open, and no answer is a filler.")),
    Row(
        "G02",
        "data",
        _fixed(
            "Every frozen file has the digest that the manifest names, the code was unchanged since its commit, and "
            "the list of libraries is there."
        ),
    ),
    Row(
        "G03",
        "model",
        _fixed("Metric, limit and threshold rule were fixed before the held-out period was opened."),
    ),
    Row("G04", "law", _fixed("0 people worked on data that their affiliation or the agreements do not allow them.")),
    Row("G05", "disclosure", _fixed("0 direct identifiers are in files, parameters, tags, logs or the card.")),
    Row("G06", "disclosure", _fixed("0 files that hold rows of the data are in a release that must not have them.")),
    Row("G07", "disclosure", _shown),
    Row(
        "G08",
        "groups",
        _fixed("Each of the 9 protected characteristics is measured or enquired into."),
    ),
    Row(
        "G09",
        "groups",
        _fixed("0 protected characteristics or listed proxies are facts that an audit uses."),
    ),
    Row("G10", "groups", _fixed("0 decision rules read a protected characteristic when they are used.")),
    Row("G11", "data", _fixed("0 cases stand on both sides of the split, and no fact gives the outcome away.")),
    Row("G12", "model", _better),
    Row("G13", "data", _fixed("In every period that is used the outcome happens and fails to happen.")),
    Row("G14", "groups", _limit),
    Row("G15", "law", _fixed("The declared purpose is none of the prohibited ones.")),
    Row("G16", "law", _fixed("0 significant decisions are taken without a person who can change them.")),
    Row("G17", "law", _fixed("Each impact assessment that is required is there, and its review date has not passed.")),
    Row("G18", "people", _fixed("0 rules of WCAG 2.2 AA are broken, and no contrast is below 4.5 to 1 for text.")),
    Row("G19", "people", _fixed("0 claims lack fresh evidence that can be found, and 0 doubts are open.")),
    Row("G20", "people", _fixed("Author, reviewer and approver are three people, and none decides on their own work.")),
    Row("G21", "model", _again),
    Row("G22", "people", _ends),
)
"""Every claim, in the order of the gates' codes."""

BY_CODE = {row.code: row for row in CLAIMS}
