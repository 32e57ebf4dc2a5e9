"""The same record gives the same bytes, and the bytes change only on purpose.

The expected renderings in ``golden/`` are written again with ``PEEL_REGENERATE=1 pytest tests/cards``; read
the difference before committing it.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import jsonschema
import pytest

from peel_ml.cards.build import build
from peel_ml.cards.card import digest, dumps, json_schema, loads
from peel_ml.cards.render import render
from peel_ml.results.record import RunRecord

GOLDEN = Path(__file__).with_name("golden")
RECORDS = ("real_final", "synthetic", "service", "hollow", "bare")
CARDS = (*RECORDS, "prohibited", "allowed")


@pytest.mark.parametrize(
    "file",
    [
        "real_final.card.html",
        "real_final.card.md",
        "real_final.card.json",
        "synthetic.card.md",
        "service.card.md",
        "prohibited.card.md",
    ],
)
def test_rendering_is_the_expected_one(made: ModuleType, file: str) -> None:
    name, kind = file.split(".", 1)
    got = render(made.card(name))[kind].decode()
    got = re.sub(r"base64,[A-Za-z0-9+/=]{200,}", "base64,FONT", got)
    path = GOLDEN / file
    if os.environ.get("PEEL_REGENERATE"):
        path.write_text(got, encoding="utf-8")
    expected = path.read_text(encoding="utf-8")
    assert got == expected, f"{file} changed; look at the difference, then PEEL_REGENERATE=1 pytest tests/cards"


@pytest.mark.parametrize("name", CARDS)
def test_same_record_same_bytes(made: ModuleType, name: str) -> None:
    # Not the one that the tests share: made from nothing a second time.
    assert render(made.card(name)) == render(made.card.__wrapped__(name))


@pytest.mark.parametrize("name", CARDS)
def test_card_json_keeps_its_schema_and_reads_back(made: ModuleType, name: str) -> None:
    card = made.card(name)
    jsonschema.Draft202012Validator(json_schema()).validate(json.loads(dumps(card)))
    assert loads(dumps(card)) == card


def same_findings_later(record: RunRecord) -> RunRecord:
    """Return the record as another run on another machine would have written it."""
    return replace(
        record,
        timings={"clean": 99.0},
        mlflow=replace(record.mlflow, experiment_id="8", run_id="other"),
        held_out=replace(record.held_out, openings=9, runs=9),
        provenance=replace(
            record.provenance,
            run_id="other",
            run_key="00",
            started_at="2030-01-01T00:00:00+00:00",
            platform="Other",
            threads=64,
            workers=32,
            command="peel run --json",
        ),
        tuning=replace(record.tuning, trials=tuple(replace(trial, seconds=9.0) for trial in record.tuning.trials)),
    )


@pytest.mark.parametrize("name", RECORDS)
def test_body_holds_nothing_that_differs_between_equal_runs(made: ModuleType, name: str) -> None:
    record = getattr(made, name)()
    later = same_findings_later(record)
    assert digest(build(later)) == digest(build(record))
    assert dumps(build(later)) != dumps(build(record))


@pytest.mark.parametrize("name", RECORDS)
def test_pages_are_the_same_bytes_for_runs_that_found_the_same(made: ModuleType, name: str) -> None:
    record = getattr(made, name)()
    first, second = render(build(record)), render(build(same_findings_later(record)))
    assert first["card.html"] == second["card.html"]
    assert first["card.md"] == second["card.md"]
    assert first["card.json"] != second["card.json"]


def test_body_names_no_id_time_or_machine(made: ModuleType) -> None:
    record = made.real_final()
    body = json.dumps(json.loads(dumps(build(record)))["body"])
    one = record.provenance
    for held_back in (
        one.run_id,
        one.run_key,
        one.started_at,
        one.platform,
        one.command,
        "/home/",
        "/tmp/",
        "/home/",
    ):
        assert held_back not in body


def test_a_changed_figure_changes_the_digest(made: ModuleType) -> None:
    record = made.real_final()
    changed = replace(record, scores=replace(record.scores, positives=record.scores.positives + 1))
    assert digest(build(changed)) != digest(build(record))


@pytest.mark.parametrize("name", CARDS)
def test_one_file_is_small(made: ModuleType, name: str) -> None:
    assert len(render(made.card(name))["card.html"]) < 200_000
