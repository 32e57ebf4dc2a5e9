"""G06: what may leave a run."""

from __future__ import annotations

import pytest

from peel_ml.results.artefacts import Artefact
from tests.assurance.made_submission import judged


@pytest.mark.parametrize("kind", ["audit", "service"])
def test_files_on_the_list_pass(kind):
    assert judged("G06", kind=kind).state == "passed"


@pytest.mark.parametrize(
    "name",
    [
        "rows.csv",
        "sample.parquet",
        "model/input_example.json",
        "model/background.json",
        "model/model.pkl",
        "figures/deep/rows.csv",
        "figures/rows.npy",
        "figures/background.csv",
        "../card.json",
    ],
)
def test_a_file_on_no_list_is_named(name):
    found = judged("G06", files={name: b"x"})
    assert found.state == "failed"
    assert name in found.text


def test_an_audit_releases_no_model():
    assert judged("G06", kind="service", files={"model/model.json": b"{}"}).state == "passed"
    assert "releases none" in judged("G06", files={"model/model.json": b"{}"}).text


@pytest.mark.parametrize(
    ("artefact", "words"),
    [
        (Artefact("figures/a.csv", "figure data", None, True, "public"), "rows of the data are in"),
        (Artefact("model/support_vectors.json", "model", None, False, "internal"), "support_vectors"),
        (Artefact("model", "model", None, False, "internal"), "lists one"),
    ],
)
def test_rows_in_a_release_are_refused(artefact, words):
    assert words in judged("G06", record={"artefacts": (artefact,)}).text.lower()


def test_rows_of_published_data_may_stay_inside_and_those_of_people_may_not():
    rows = {"artefacts": (Artefact("study/search.json", "search", None, True, "internal"),)}
    assert judged("G06", record=rows).state == "passed"
    assert judged("G06", record={**rows, "data.class_": "D3"}).state == "failed"


def test_a_run_without_a_list_cannot_be_told():
    assert judged("G06", record={"artefacts": ()}).state == "failed"
