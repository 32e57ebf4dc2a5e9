"""G08: all nine protected characteristics are accounted for."""

from __future__ import annotations

from collections.abc import Iterator

from peel_ml.assurance.gates.gate import Evidence, Gate, Judged
from peel_ml.assurance.gates.judging import answered, declared, failed, listed, passed, recorded
from peel_ml.assurance.submissions.submission import Submission
from peel_ml.cards.names import code_of
from peel_ml.data.declaration import NINE


def judge(submission: Submission) -> Judged:
    """See that each of the nine is measured, or that it is said why not and what is done to find out.

    Case law asks a public body to find out about what it does not record (Bridges [2020] EWCA Civ 1058).
    """
    known = {code_of(one.name): one for one in submission.record.fairness_assessment.characteristics}
    measured = [name for name in NINE if name in known and known[name].status == "measured"]
    problems = list(_unaccounted(submission, set(measured)))
    absent = [name for name in NINE if name not in known]
    if absent:
        problems.insert(0, f"the run says nothing about {_words(absent)}")
    evidence = (
        *answered(submission, "8.1"),
        *answered(submission, "4.4"),
        recorded(submission, "The nine, as the run has them", "fairness_assessment", "characteristics"),
    )
    if problems:
        todo = "For each, say in usecase.yaml under protected.not_measured why it is not measured, what was done to "
        return failed(problems, f"{todo}find out, and what will be done.", "owner", *evidence)
    others = [name for name in NINE if name not in measured]
    said = f"{len(measured)} of the nine protected characteristics are measured: {_words(measured)}"
    rest = f". For the others nothing is known, and it is said why and what is done to find out: {_words(others)}"
    return passed(said + (rest if others else ""), *evidence, *_inquiries(submission, others))


def _unaccounted(submission: Submission, measured: set[str]) -> Iterator[str]:
    statuses = {code_of(one.name): one.status for one in submission.record.fairness_assessment.characteristics}
    for name in NINE:
        if name in measured or name not in statuses:
            continue
        said = submission.declaration.mapping(f"protected.not_measured.{name}")
        if not said.get("reason"):
            yield f"it is not said why {_words([name])} is not measured"
        elif said.get("why") != statuses[name]:
            yield f"the reason why {_words([name])} is not measured is another one in the run than in the declaration"
        elif said.get("why") != "not_relevant" and not (said.get("steps_taken") and said.get("steps_planned")):
            yield f"it is not said what was and will be done to find out about {_words([name])}"


def _inquiries(submission: Submission, names: list[str]) -> tuple[Evidence, ...]:
    return tuple(
        declared(submission, f"{_words([name]).capitalize()}: why it is not measured", f"protected.not_measured.{name}")
        for name in names
    )


def _words(names: list[str]) -> str:
    return listed([name.replace("_", " ") for name in names], 9)


GATE = Gate("G08", "All nine protected characteristics are accounted for", judge)
