"""G05: nothing that may be shown or sent names a person."""

from __future__ import annotations

from collections.abc import Iterator

from peel_ml.assurance.gates.gate import Gate, Judged
from peel_ml.assurance.gates.judging import answered, failed, listed, passed, recorded
from peel_ml.assurance.gates.texts import texts_of
from peel_ml.assurance.submissions.submission import Submission
from peel_ml.data.identifiers import mailboxes, personal_mailbox, scan_texts
from peel_ml.tracking import described

MODEL = "model/"
"""Below it stand the numbers of the model, which nobody is shown: no text for people."""
TRACKED = "settings in MLflow"


def judge(submission: Submission) -> Judged:
    """Look through every text of every frozen file and of what MLflow holds, for every kind of identifier.

    Notes
    -----
    Names of people in running text are not found in this way: nothing tells them from other words. Columns are looked
    through for names by the run itself, and its finding counts here.
    """
    record = submission.record
    contact = submission.declaration.text("people.contact") or ""
    allowed = {*mailboxes(contact), *record.provenance.packages.values()}
    texts = list(_texts(submission))
    unread = [name for name, one in texts if one is None]
    said = [(name, text) for name, found in texts for text in dict.fromkeys(found or ())]
    hits = scan_texts(said, allowed)
    problems = [f"{one.place} holds what looks like an identifier ({one.kind})" for one in hits]
    problems += [f"the mailbox for contact in {name} is a person's" for name in _personal(contact)]
    scan = record.identifiers
    if scan is None:
        problems.append("whether columns of the data name people cannot be told: the run did not look")
    else:
        problems += [f"the run found what looks like an identifier in {one.place} ({one.kind})" for one in scan.hits]
    if unread:
        problems.append(f"what these files hold cannot be read: {listed(unread)}")
    evidence = (*answered(submission, "5.10"), recorded(submission, "What the run looked at", "identifiers"))
    if problems:
        todo = "Take it out of the data, the categories or usecase.yaml, then run again."
        return failed(problems, todo, "author", *evidence)
    return passed(
        f"in {len(said):,} texts of {len(texts)} files and tables nothing has the shape of an identifier of a person. "
        "Names in running text cannot be told from other words; a reader has to look for those",
        *evidence,
    )


def _texts(submission: Submission) -> Iterator[tuple[str, list[str] | None]]:
    for name, content in submission.files.items():
        if not name.startswith(MODEL):
            yield name, texts_of(name, content)
    yield TRACKED, list(_sent(submission))


def _sent(submission: Submission) -> Iterator[str]:
    """Return what MLflow holds of the run beside its card: the same function gives it as when the run was tracked."""
    yield from described.params(submission.record).values()
    yield submission.record.provenance.command


def _personal(contact: str) -> list[str]:
    return ["usecase.yaml"] if any(map(personal_mailbox, mailboxes(contact))) else []


GATE = Gate("G05", "Nothing in it names a person", judge)
