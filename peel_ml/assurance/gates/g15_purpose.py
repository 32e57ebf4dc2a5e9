"""G15: the purpose is none of those that are prohibited."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from peel_ml.assurance.gates.gate import Gate, Judged
from peel_ml.assurance.gates.judging import answered, declared, failed, passed
from peel_ml.assurance.submissions.submission import Submission
from peel_ml.usecase.model import DecisionType
from peel_ml.usecase.purpose import PROHIBITED, WORDS

PLACES = ("ward", "borough", "force", "country")
"""Areas that are large enough for a use that sends officers to places."""


def judge(submission: Submission) -> Judged:
    """Hold the declared purpose against the closed list; the person who submits attests that it is the true one."""
    predicts = submission.declaration.text("purpose.predicts")
    problems = list(_prohibited(submission))
    evidence = (
        *answered(submission, "3.2"),
        declared(submission, "The declared purpose", "purpose"),
        declared(submission, "The declared kind of decision", "decision.type"),
    )
    if problems:
        return failed(problems, "This platform does not serve such a use. Withdraw it.", "owner", *evidence)
    return passed(
        f"it is about {WORDS[predicts or '']}, which is on the list of allowed purposes. A list cannot catch a false "
        "declaration: whoever submits it stands for that",
        *evidence,
    )


def _prohibited(submission: Submission) -> Iterator[str]:
    declaration = submission.declaration
    predicts, about = declaration.text("purpose.predicts"), declaration.text("purpose.about")
    if predicts in PROHIBITED:
        yield f"its purpose is prohibited: {PROHIBITED[predicts]}"
    elif predicts not in WORDS:
        yield "what it is to predict is not declared, or not on the list of allowed purposes"
    if declaration.text("decision.type") not in get_args(DecisionType):
        yield "the kind of decision is not declared, or none that is allowed"
    if about is None:
        yield "what one record is about is not declared"
    if declaration.get("purpose.directs_presence") is not True:
        return
    if about in ("person", "record"):
        yield "it would send officers on the ground of single people or records, which is prohibited"
    elif declaration.text("purpose.smallest_area") not in PLACES:
        yield "it would send officers to areas smaller than a ward, or of a size that is not declared"


GATE = Gate("G15", "The purpose is not a prohibited one", judge)
