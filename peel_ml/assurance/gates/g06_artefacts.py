"""G06: only what is on the list leaves a run, and nothing of it holds rows of the data where none may be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

from peel_ml.assurance.gates.gate import Gate, Judged
from peel_ml.assurance.gates.judging import answered, failed, listed, passed, recorded
from peel_ml.assurance.submissions.submission import Submission

ALLOWED: tuple[tuple[str, str], ...] = (
    ("record.json", "the record, shown to nobody"),
    ("card.json", "the card"),
    ("card.html", "the card"),
    ("card.md", "the card"),
    ("card.pdf", "the card"),
    ("public.json", "the public card"),
    ("public.html", "the public card"),
    ("public.md", "the public card"),
    ("atrs.json", "the transparency record"),
    ("atrs.csv", "the transparency record"),
    ("published.json", "numbers that were published before"),
    ("usecase.yaml", "the declaration"),
    ("declaration.json", "the declaration"),
    ("accessibility.json", "the report on accessibility"),
    ("assurance_case.json", "the assurance case"),
    ("evidence.json", "the items of evidence"),
    ("changes.json", "what changed since the last approved card"),
    ("study/search.json", "the search for settings"),
    ("disclosure.json", "the rules of disclosure control"),
    ("categories.json", "the maps of categories"),
    ("figures/*.svg", "a chart"),
    ("figures/*.csv", "the numbers of a chart"),
    ("model/description.json", "what the model is"),
    ("model/model.json", "the model"),
    ("model/model.txt", "the model"),
    ("model/model.skops", "the model"),
    ("model/protected.json", "facts that the model refuses to be given"),
)
"""(pattern, what it is); `*` stands for a name without a folder. What is new is a new row."""

MODEL = tuple(pattern for pattern, words in ALLOWED if words == "the model")
_ROWS = re.compile(
    r"input_?example|background|support_?vectors?|\.(parquet|pkl|pickle|joblib|npy|npz|feather|arrow)$", re.I
)
"""Names under which rows of the data, or an example of one, usually travel."""
OPEN_CLASSES = ("D0", "D1")


def judge(submission: Submission) -> Judged:
    """Hold the list of what the run writes, and the frozen files, against the list of what may be there."""
    listed_of_run = submission.record.artefacts
    problems = [*_run(submission), *_frozen(submission)]
    evidence = (*answered(submission, "10.2"), recorded(submission, "Every file that the run leaves", "artefacts"))
    if problems:
        return failed(problems, "Take these files out of the release, and submit again.", "author", *evidence)
    model = "The model goes with it" if submission.record.model.released else "No model that can be loaded leaves it"
    return passed(
        f"all {len(listed_of_run)} files of the run and all {len(submission.files)} frozen files are of a kind that "
        f"may leave it, and none holds rows of the data. {model}",
        *evidence,
    )


def allowed(name: str) -> bool:
    """Tell whether a file of this name may be there.

    Examples
    --------
    >>> allowed("figures/months.csv"), allowed("figures/deeper/rows.csv"), allowed("model/background.json")
    (True, False, False)
    """
    return any(
        fnmatchcase(name, pattern) and name.count("/") == pattern.count("/") for pattern, _ in ALLOWED
    ) and not _ROWS.search(name)


def _run(submission: Submission) -> Iterator[str]:
    record = submission.record
    if not record.artefacts:
        yield "the run has no list of what it wrote, so what leaves it cannot be told"
    rows = [
        one.name
        for one in record.artefacts
        if one.holds_rows and (one.release != "internal" or record.data.class_ not in OPEN_CLASSES)
    ]
    if rows:
        yield f"rows of the data are in {listed(rows)}"
    named = [one.name for one in record.artefacts if _ROWS.search(one.name)]
    if named:
        yield f"the run leaves files of a kind that holds rows: {listed(named)}"
    if not record.model.released and any(one.kind == "model" for one in record.artefacts):
        yield "the run says that it releases no model, and lists one"


def _frozen(submission: Submission) -> Iterator[str]:
    unknown = sorted(name for name in submission.files if not allowed(name))
    if unknown:
        yield (
            f"{'this file is' if len(unknown) == 1 else 'these files are'} on no list of what may be there: "
            + listed(unknown)
        )
    models = [name for name in submission.files if name in MODEL]
    if models and not submission.record.model.released:
        yield f"a model is among the frozen files, and this use releases none: {listed(models)}"


GATE = Gate("G06", "Only files that may leave the run are in it, and no rows of the data", judge)
