"""G02: the files are those of the manifest, the facts of the manifest are those of the run, the code is known."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from peel_ml.assurance.gates.gate import Evidence, Gate, Judged
from peel_ml.assurance.gates.judging import CARD, PUBLIC, RECORD, answered, failed, json_of, listed, passed, recorded
from peel_ml.assurance.submissions.facts import assessments_digest, study_digest
from peel_ml.assurance.submissions.manifest import FrozenFile
from peel_ml.assurance.submissions.submission import Submission
from peel_ml.cards.card import digest
from peel_ml.cards.card import to_json as card_json
from peel_ml.results.recorded import to_json
from peel_ml.usecase.load import digest_of

_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


def judge(submission: Submission) -> Judged:
    """Compute every digest again, and compare what the manifest says with what the files hold."""
    problems = [*_files(submission), *_facts(submission), *_read(submission), *_code(submission)]
    evidence = (
        *answered(submission, "6.3"),
        recorded(submission, f"Commit {submission.manifest.commit[:12]}", "provenance", "commit"),
    )
    if problems:
        return failed(problems, "Commit every change, then run and submit again.", "author", *evidence)
    frozen = Evidence(f"{len(submission.manifest.files)} files, manifest {submission.manifest.sha256[:12]}.")
    return passed(
        f"all {len(submission.manifest.files)} frozen files have the digest that the manifest gives; the code stood at "
        f"a commit without changes, and the libraries are locked",
        frozen,
        *evidence,
    )


def _files(submission: Submission) -> Iterator[str]:
    expected = {one.name: one for one in submission.manifest.files}
    found = submission.files
    if len(expected) < len(submission.manifest.files):
        yield "the manifest names a file twice"
    for words, names in (
        ("missing", sorted(set(expected) - set(found))),
        ("not in the manifest", sorted(set(found) - set(expected))),
        ("changed", sorted(name for name in set(expected) & set(found) if _changed(expected[name], found[name]))),
    ):
        if names:
            yield f"{'this file is' if len(names) == 1 else 'these files are'} {words}: {listed(names)}"
    for name in (CARD, RECORD):
        if name not in expected:
            yield f"{name} is not among the frozen files"
    if submission.public is not None and PUBLIC not in expected:
        yield f"{PUBLIC} is not among the frozen files"


def _changed(expected: FrozenFile, content: bytes) -> bool:
    return (expected.sha256, expected.bytes) != (hashlib.sha256(content).hexdigest(), len(content))


def _facts(submission: Submission) -> Iterator[str]:
    """Compare the facts of the manifest with the run and the card; a wrong one could pass for the truth."""
    one, record = submission.manifest, submission.record
    made = record.provenance
    facts = (
        ("use case", one.use_case, record.use_case),
        ("run", one.run_id, made.run_id),
        ("class of the data", one.data_class, record.data.class_),
        ("declared class of the data", one.declared_class, record.data.declared_class),
        ("period that was scored", one.evaluated_on, record.scores.evaluated_on),
        ("commit", one.commit, made.commit),
        ("state of the working tree", one.tree_clean, None if made.dirty is None else not made.dirty),
        ("lock file", one.lock_sha256, made.lock_sha256),
        ("declaration", one.declaration_sha256, digest_of(made.declaration)),
        ("declaration that the run began with", one.declaration_sha256, made.declaration_sha256),
        ("data", one.data_sha256, record.data.sha256),
        ("split", one.split_sha256, None if record.data.split is None else record.data.split.sha256),
        ("search", one.study_sha256, study_digest(record)),
        ("assessments", one.assessments_sha256, assessments_digest(record)),
        ("model", one.model_sha256, record.model.sha256),
        ("release of the model", one.model_released, record.model.released),
        ("content of the card", one.body_sha256, digest(submission.card)),
        ("version of the policy", one.policy_version, submission.policy.version),
    )
    wrong = [name for name, said, true in facts if said != true]
    if wrong:
        yield f"the manifest says something else than the run and the card: {listed(wrong)}"


def _read(submission: Submission) -> Iterator[str]:
    """Compare what is judged with the bytes that are frozen."""
    views = (
        (RECORD, to_json(submission.record)),
        (CARD, card_json(submission.card)),
        (PUBLIC, None if submission.public is None else card_json(submission.public)),
    )
    for name, made in views:
        if name in submission.files and json_of(submission.files[name]) != made:
            yield f"{name} holds something else than what is judged here"


def _code(submission: Submission) -> Iterator[str]:
    one = submission.manifest
    if not _COMMIT.fullmatch(one.commit):
        yield f"the run was made from no commit that can be named ({one.commit})"
    if one.tree_clean is not True:
        yield (
            "the code had changes that are in no commit"
            if one.tree_clean is False
            else "whether the code had changes cannot be told"
        )
    if one.lock_sha256 is None:
        yield "there was no requirements.lock, so which libraries were used is not fixed"


GATE = Gate("G02", "What is signed is exactly what was run, from code that can be found again", judge)
