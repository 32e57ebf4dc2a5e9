"""G02: frozen files, the facts of the manifest, and the code."""

from __future__ import annotations

from dataclasses import replace

import pytest

from peel_ml.assurance.gates.g02_frozen import GATE
from tests.assurance.made_submission import judged, made_submission


def test_untouched_files_pass():
    found = judged("G02")
    assert found.state == "passed"
    assert f"all {len(made_submission().files)} frozen files" in found.text.lower()


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"card.md": b"another"}, "changed: card.md"),
        ({"card.md": None}, "missing: card.md"),
        ({"extra.json": b"{}"}, "not in the manifest: extra.json"),
        ({"record.json": None}, "missing: record.json"),
    ],
)
def test_each_touched_file_is_named(files, words):
    found = judged("G02", files=files)
    assert found.state == "failed"
    assert words.lower() in found.text.lower()


def test_one_byte_is_enough():
    made = made_submission()
    content = bytearray(made.files["card.html"])
    content[1000] ^= 1
    assert "card.html" in judged("G02", files={"card.html": bytes(content)}).text


def test_what_is_judged_is_what_is_frozen():
    made = made_submission()
    other = replace(made, record=replace(made.record, seed=made.record.seed + 1))
    assert "record.json holds something else" in GATE.judge(other).text


@pytest.mark.parametrize(
    ("manifest", "words"),
    [
        ({"model_sha256": "0" * 64}, "model"),
        ({"body_sha256": "0" * 64}, "content of the card"),
        ({"declaration_sha256": "0" * 64}, "declaration"),
        ({"study_sha256": "0" * 64}, "search"),
        ({"assessments_sha256": "0" * 64}, "assessments"),
        ({"data_class": "D0"}, "class of the data"),
        ({"policy_version": "old"}, "policy"),
        ({"tree_clean": False}, "changes that are in no commit"),
        ({"tree_clean": None}, "cannot be told"),
        ({"lock_sha256": None}, "no requirements.lock"),
        ({"commit": "no repository"}, "from no commit"),
    ],
)
def test_a_manifest_that_says_something_else_is_refused(manifest, words):
    found = judged("G02", manifest=manifest)
    assert found.state == "failed"
    assert words.lower() in found.text.lower()
