"""G01: every field that has to be filled is filled, and no placeholder stands anywhere."""

from __future__ import annotations

from peel_ml.assurance.gates.gate import Evidence, Gate, Judged
from peel_ml.assurance.gates.judging import CARD, declared, failed, listed, passed, pointer
from peel_ml.assurance.submissions.submission import Submission
from peel_ml.cards.card import missing_to_submit
from peel_ml.cards.words import counted
from peel_ml.usecase.rules import PLACEHOLDER, placeholders


def judge(submission: Submission) -> Judged:
    """Look for fields that are open although submission needs them, and for placeholders in cards and declaration."""
    fields = submission.card.body.fields
    if not fields:
        return failed(
            ["the card has no list of fields, so whether they are filled cannot be told"],
            "Run the use case again with this version of the platform.",
            "author",
        )
    missing = {one.code for one in missing_to_submit(submission.card)}
    at = {one.code: place for place, one in enumerate(fields)}
    marks = [one.code for one in fields if PLACEHOLDER.search(one.text)]
    written = [".".join(map(str, path)) for path in placeholders(submission.record.provenance.declaration)]
    needed = sum(one.to_submit for one in fields)
    problems = []
    if missing:
        names = listed([fields[at[code]].name for code in sorted(missing)])
        problems.append(f"{len(missing)} of {needed} fields that submission needs are not answered: {names}")
    if marks or written:
        problems.append(f"a placeholder stands where an answer is asked: {listed([*marks, *written])}")
    if problems:
        evidence = (
            *(_field(submission, at[code]) for code in [*sorted(missing), *marks]),
            *(declared(submission, f"Placeholder in {path}", path) for path in written),
        )
        todo = f"Answer them in usecase.yaml and run again. `peel todo {submission.manifest.use_case}` lists them."
        return failed(problems, todo, "author", *evidence)
    return passed(
        f"all {counted(needed, 'field')} that submission needs are answered, and no placeholder stands anywhere",
        Evidence("Every field of the card", pointer(CARD, "body", "fields")),
    )


def _field(submission: Submission, place: int) -> Evidence:
    one = submission.card.body.fields[place]
    return Evidence(f"{one.name}: {one.text[:200]}", pointer(CARD, "body", "fields", place))


GATE = Gate("G01", "Every question that has to be answered is answered", judge)
