"""A study goes through the same gates as every run; what belongs to single records is asked otherwise of it."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from peel_ml.assurance.gates import judge
from peel_ml.assurance.policy import policy
from peel_ml.assurance.submissions.freezing import Frozen, Makers, freeze
from peel_ml.assurance.submissions.submission import Standing, Submission
from peel_ml.cards.build import build
from peel_ml.cards.card import loads
from peel_ml.cards.render import render
from peel_ml.cards.sections.facts import declaration_of
from peel_ml.results import recorded
from peel_ml.results.estimate import PairedDifference
from peel_ml.results.findings import Check, Finding
from peel_ml.results.rerun import Rerun
from peel_ml.results.studies.record import StudyRecord
from tests.cards.made import studies

AT = datetime(2026, 11, 30, 9, tzinfo=UTC)
ALIVE = tuple(
    Check(code, "passed", "Nothing was found.") for code in ("missing-period", "near-empty-period", "series-of-zeros")
)


def frozen_of(record: StudyRecord) -> Frozen:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / record.use_case / record.provenance.run_id
        folder.mkdir(parents=True)
        (folder / "record.json").write_text(recorded.dumps(record))
        for name, content in render(build(record)).items():
            (folder / name).write_bytes(content)
        return freeze(folder, "publication", Makers(), AT)


@cache
def frozen() -> Frozen:
    return frozen_of(studies.forecast())


ZEROS = Finding("series-of-zeros", "warn", "Series of zeros", "3 series hold nothing but zeros.", "Leave them out.")


def gates(record: StudyRecord) -> dict[str, str]:
    one = frozen()
    submission = Submission(
        one.manifest,
        record,
        declaration_of(record),
        loads(one.files["card.json"]),
        loads(one.files["public.json"]),
        one.files,
        "publication",
        policy(),
        Standing(),
        AT,
    )
    return {gate.code: gate.state for gate in judge(submission)}


def test_a_study_is_frozen_with_its_digests() -> None:
    manifest = frozen().manifest
    assert manifest.model_released is False
    assert {"record.json", "card.json", "public.json"} <= {one.name for one in manifest.files}
    assert frozen().run.headline.startswith("No useful model")


def test_no_useful_model_fails_the_gate_and_a_useful_one_passes() -> None:
    record = studies.forecast()
    assert gates(record)["G12"] == "failed"
    better = PairedDifference("wape", "mean_12", 0.02, 0.01, 0.03)
    assert gates(replace(record, scores=replace(record.scores, useful=True, lift=better)))["G12"] == "passed"


@pytest.mark.parametrize(("useful", "outcome"), [(True, "passed"), (False, "failed"), (None, "failed")])
def test_where_nothing_is_predicted_the_finding_itself_is_judged(useful: bool | None, outcome: str) -> None:
    record = studies.forecast()
    assert gates(replace(record, scores=replace(record.scores, lift=None, useful=useful)))["G12"] == outcome


FOUND = (*ALIVE[:2], Check("series-of-zeros", "found", ZEROS.sentence))


@pytest.mark.parametrize(
    ("checks", "findings", "outcome"),
    [
        (ALIVE, (), "passed"),
        (ALIVE[:2], (), "failed"),
        (FOUND, (ZEROS,), "failed"),
        (FOUND, (replace(ZEROS, severity="note"),), "passed"),
    ],
)
def test_every_period_must_have_been_looked_at(checks, findings, outcome: str) -> None:
    assert gates(replace(studies.forecast(), checks=checks, findings=findings))["G13"] == outcome


def test_answered_once_more_it_must_say_the_same() -> None:
    record = studies.forecast()
    same = Rerun(("wape",), 0.0, 1e-6, True, True, refitted=1, members=1)
    assert gates(record)["G21"] == "failed"
    assert gates(replace(record, rerun=same))["G21"] == "passed"
    assert gates(replace(record, rerun=replace(same, largest_difference=0.1, agrees=False)))["G21"] == "failed"
