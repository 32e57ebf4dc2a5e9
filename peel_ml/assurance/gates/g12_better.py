"""G12: it is shown to do better than what is done today, or than the simplest thing to compare with."""

from __future__ import annotations

import math

from peel_ml.assurance.gates.gate import Gate, Judged
from peel_ml.assurance.gates.judging import answered, failed, passed, recorded
from peel_ml.assurance.submissions.submission import Submission
from peel_ml.cards.names import candidate_in_sentence, metric_words
from peel_ml.cards.words import number, spread


def judge(submission: Submission) -> Judged:
    """Look at the paired difference to the declared baseline on the held-out period, and at its interval."""
    scores = submission.record.scores
    lift = scores.lift
    if lift is None:
        return _promised(submission)
    evidence = (*answered(submission, "7.2"), recorded(submission, "The difference and its range", "scores", "lift"))
    other, what = candidate_in_sentence(lift.baseline), metric_words(lift.metric)
    todo = (
        "Say in the card that no useful model was found: that may be published. To use it, look for better facts or "
        "use the simpler way."
    )
    if scores.evaluated_on != "held_out":
        return failed(["it was not scored on data it had not seen"], "Make a final run.", "author", *evidence)
    ends = (lift.value, lift.low, lift.high)
    if any(one is None or not math.isfinite(one) for one in ends):
        why = f": {lift.reason}" if lift.reason else ""
        return failed([f"whether it does better than {other} cannot be told{why}"], todo, "author", *evidence)
    scale, digits = (100, 1) if what.per_hundred else (1, 3)
    value, low, high = (float(one or 0.0) for one in ends)
    words = what.change[0] if value >= 0 else what.change[1]
    figures = f"{number(scale * abs(value), digits)} {words} (95% range: {spread(low, high, scale, digits)})"
    if low <= 0:
        verb = "does worse than" if high < 0 else "is not shown to do better than"
        return failed([f"it {verb} {other}: the difference is {figures}"], todo, "author", *evidence)
    return passed(f"it does better than {other} by {figures}. The whole range is above zero", *evidence)


def _promised(submission: Submission) -> Judged:
    """Judge a study that predicts nothing: what it says it found is shown, or ruled out."""
    scores = submission.record.scores
    evidence = (*answered(submission, "7.1"), recorded(submission, "What was found", "scores", "metrics"))
    if scores.evaluated_on != "held_out":
        return failed(["it was not scored on data it had not seen"], "Make a final run.", "author", *evidence)
    if getattr(scores, "useful", None) is True:
        return passed("what it says it found is shown, or ruled out, with its whole range", *evidence)
    return failed(
        ["what it looked for is neither shown nor ruled out"],
        "Say in the card that it cannot be told: that may be published.",
        "author",
        *evidence,
    )


GATE = Gate("G12", "It is shown to do better than what it is compared with", judge)
