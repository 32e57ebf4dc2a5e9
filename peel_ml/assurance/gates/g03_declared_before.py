"""G03: what is judged, and against which limit, was fixed before the held-out period was opened."""

from __future__ import annotations

from collections.abc import Iterator

from peel_ml.assurance.gates.gate import Evidence, Gate, Judged
from peel_ml.assurance.gates.judging import CARD, answered, failed, passed, pointer, recorded
from peel_ml.assurance.submissions.submission import Submission
from peel_ml.cards.words import counted, ordinal, times
from peel_ml.results.record import RunRecord
from peel_ml.usecase.load import digest_of

OPENINGS = "Held-out period"
"""The fact on the card that counts the openings."""


def judge(submission: Submission) -> Judged:
    """Compare what was declared with what was judged, and see that every opening is counted and shown.

    A run fixes the digest of its declaration before anything is computed: it is part of the run's key.
    """
    record, opened = submission.record, submission.record.held_out
    shown = next((at for at, one in enumerate(submission.card.run.facts) if one.term == OPENINGS), None)
    problems = [*_opened(submission, shown), *_same(submission)]
    evidence = (
        *answered(submission, "8.2"),
        recorded(submission, "The openings that this machine counted", "held_out"),
        recorded(submission, "The declaration as the run began with it", "provenance", "declaration_sha256"),
        *(
            [Evidence(f"On the card: {submission.card.run.facts[shown].text}", pointer(CARD, "run", "facts", shown))]
            if shown is not None and CARD in submission.files
            else []
        ),
    )
    if problems:
        todo = (
            "Have the owner and the equality reviewer agree the limit in usecase.yaml, then make one final run: "
            f"`peel run {submission.manifest.use_case} --final`."
        )
        return failed(problems, todo, "author", *evidence)
    number = opened.model_number or 1
    first = (
        "No other model was scored on it before"
        if number == 1
        else f"This is the {ordinal(number)} model that was scored on it"
    )
    return passed(
        f"the metric, the limit for differences ({record.fairness_assessment.tolerance.limit:g}) and the rule for "
        f"decisions were fixed when the run began. The held-out period was opened {times(opened.openings)} by "
        f"{counted(opened.runs, 'run')}, as far as this machine can count. {first}",
        *evidence,
    )


def _opened(submission: Submission, shown: int | None) -> Iterator[str]:
    record, opened = submission.record, submission.record.held_out
    if not record.final or record.scores.evaluated_on != "held_out" or not opened.opened_now:
        yield "the held-out period has not been opened, so nothing is known of how it does on data it has not seen"
        return
    if opened.openings < 1 or opened.runs < 1 or opened.model_number is None:
        yield "how often the held-out period was opened cannot be told"
    if shown is None:
        yield "the card does not say how often the held-out period was opened"


def _same(submission: Submission) -> Iterator[str]:
    record, declaration = submission.record, submission.declaration
    made = record.provenance
    if digest_of(made.declaration) != made.declaration_sha256:
        yield "the declaration is not the one that the run began with"
    if isinstance(record, RunRecord) and record.scores.primary != declaration.text("tuning.objective"):
        yield "the figure that performance is judged on is not the declared one"
    if record.fairness_assessment.metric != declaration.text("fairness.primary"):
        yield "the figure that differences between groups are judged on is not the declared one"
    limit, scale = declaration.get("fairness.tolerance.limit"), declaration.get("fairness.tolerance.scale")
    tolerance = record.fairness_assessment.tolerance
    if limit is None or not tolerance.agreed:
        yield "no limit for differences between groups was agreed before the run"
    elif (tolerance.limit, tolerance.scale) != (limit, scale):
        yield "differences between groups were judged against another limit than the declared one"
    point = record.scores.operating_point
    rule = declaration.text("operating_point.rule") or declaration.text("operating_point") or "none"
    if (point.rule if point else "none") != rule:
        yield "the rule by which scores become decisions is not the declared one"


GATE = Gate("G03", "What counts as good was fixed before the last data was looked at", judge)
