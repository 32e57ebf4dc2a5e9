"""G18: everybody can read the card: no broken rule, contrast computed, this card built up as it has to be."""

from __future__ import annotations

from collections.abc import Iterator

from peel_ml.assurance.gates.gate import Evidence, Gate, Judged
from peel_ml.assurance.gates.judging import answered, failed, json_of, listed, passed, pointer
from peel_ml.assurance.submissions.accessibility import NAME, Report, from_json
from peel_ml.assurance.submissions.structure import structure_of
from peel_ml.assurance.submissions.submission import Submission
from peel_ml.cards.words import counted
from peel_ml.errors import BadRequest

PAGES = ("card.html", "public.html")


def judge(submission: Submission) -> Judged:
    """Hold the report against the template that drew this card, and count the structure of its pages again."""
    evidence = (
        *answered(submission, "12.1"),
        *([Evidence("The report on accessibility", pointer(NAME, "pages"))] if NAME in submission.files else []),
    )
    todo = "Mend the template, make its report again in a browser, and submit the card that is drawn with it."
    if NAME not in submission.files:
        return failed([f"{NAME} is not among the frozen files, so nothing can be told"], todo, "author", *evidence)
    try:
        report = from_json(json_of(submission.files[NAME]))
    except BadRequest as error:
        return failed([f"{error.summary} So nothing can be told"], todo, "author", *answered(submission, "12.1"))
    problems = [*_measured(submission, report), *_structure(submission), *_by_hand(submission)]
    if problems:
        return failed(problems, todo, "author", *evidence)
    kinds = len({one.page for one in report.pages})
    return passed(
        f"{report.tool} found no broken rule on {counted(kinds, 'kind')} of page drawn by this template, and all "
        f"{report.contrast_checked:,} computed contrasts are strong enough. Headings, tables and drawings of this card "
        "are as they have to be",
        *evidence,
    )


def _measured(submission: Submission, report: Report) -> Iterator[str]:
    if report.template_sha256 != submission.manifest.template_sha256:
        yield "the report is of another template than the one that drew this card"
    if not report.pages:
        yield "no page was looked at in a browser"
    if report.violations:
        yield f"rules of accessibility are broken in {counted(report.violations, 'place')}"
    if report.faint:
        yield f"too faint: {counted(report.faint, 'word or mark', 'words or marks')}"
    if not all(one.contrasts for one in report.pages):
        yield "contrast was not computed on every page"
    if not any(one.width <= 320 for one in report.pages):
        yield "no page was looked at as narrow as it is at 400%"


def _structure(submission: Submission) -> Iterator[str]:
    needed = [name for name in PAGES if name in submission.files]
    if PAGES[0] not in needed:
        yield f"{PAGES[0]} is not among the frozen files"
    for name in needed:
        problems = structure_of(submission.files[name]).problems
        if problems:
            yield f"in {name}: {listed(problems)}"


def _by_hand(submission: Submission) -> Iterator[str]:
    for one in submission.standing.hand_issues:
        if one.serious:
            yield f"a person who tried it by hand found what keeps people out: {one.text}"
        elif one.mend_by is None:
            yield f"no day is given by which this is mended: {one.text}"
        elif one.mend_by < submission.at.date():
            yield f"this had to be mended by {one.mend_by.isoformat()}: {one.text}"


GATE = Gate("G18", "Everybody can read the card", judge)
