"""Records of every version there was are read for ever; what cannot be read is refused by name."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

from peel_ml.errors import BadRequest, PeelError
from peel_ml.results import versions
from peel_ml.results.record import SCHEMA_VERSION, dumps, loads
from peel_ml.results.versions import RECORD, Kind, Upgrade

FIXTURES = Path(__file__).parent / "fixtures"
KEPT = {
    "1.0": "65de739c193e3c1fb061d1ecaf60f5610595acd5b4c9e442626797b9484cd668",
    "1.1": "e655b1e548228bb919dbf983f3f4989fa4f9aebb15a1e5cae37faf3b62f74c26",
}
"""Golden record of every version but the current one, with its digest: written once by that version's own code."""


def old(version="1.0"):
    return json.loads((FIXTURES / f"record-{version}.json").read_text(encoding="utf-8"))


def refused(document):
    text = document if isinstance(document, str | bytes) else json.dumps(document)
    with pytest.raises(BadRequest) as caught:
        loads(text)
    assert "pydantic" not in str(caught.value)
    return str(caught.value)


def test_every_older_version_has_its_golden_file_and_a_way_up():
    assert set(KEPT) == set(RECORD.upgrades)
    at = min(RECORD.upgrades, key=lambda version: int(version.split(".")[1]))
    for _ in RECORD.upgrades:
        at = RECORD.upgrades[at].to
    assert at == RECORD.current == SCHEMA_VERSION


@pytest.mark.parametrize("version", KEPT)
def test_an_old_record_is_read_and_what_it_lacks_was_not_measured(version):
    raw = (FIXTURES / f"record-{version}.json").read_bytes()
    assert hashlib.sha256(raw).hexdigest() == KEPT[version], "a golden file of an old version is never written again"
    record = loads(raw)
    assert record.schema_version == version
    assert record.data.shares == ()
    if version == "1.0":
        lacking = (record.identifiers, record.rerun, record.stability, record.data.timeline, record.data.split)
        assert set(lacking) == {None}
        assert record.artefacts == ()
    assert loads(dumps(record)) == record


def test_a_record_of_a_newer_minor_version_is_read_without_what_is_new():
    document = old() | {"schema_version": "1.99", "brand_new": {"a": 1}}
    document["data"]["brand_new"] = 1
    record = loads(json.dumps(document))
    assert record.schema_version == "1.99"
    assert replace(record, schema_version="1.0") == loads(json.dumps(old()))


def test_an_unknown_key_in_a_version_that_is_known_is_a_fault():
    assert "brand_new" in refused(old() | {"brand_new": 1})
    assert "seed" in refused(old() | {"schema_version": "1.99", "brand_new": 1, "seed": "many"})


def test_another_major_version_is_refused_and_says_what_to_do():
    assert "Update PEEL ML" in refused(old() | {"schema_version": "2.0"})
    assert "`peel run`" in refused(old() | {"schema_version": "0.9"})


@pytest.mark.parametrize("text", ["", "{", b"\xff\xfe", "[]", "null", "{}", "[" * 100_000, '{"schema_version": "1.0"}'])
def test_what_is_no_record_is_refused(text):
    refused(text)


@pytest.mark.parametrize("version", [1, None, "one", "1", "1.0.0", "1.-1", "１.0"])
def test_what_is_no_version_is_refused(version):
    refused(old() | {"schema_version": version})


@pytest.mark.parametrize("figure", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_a_figure_that_is_no_number_is_refused_by_name(figure):
    document = old()
    document["scores"]["metrics"]["roc_auc"]["value"] = "HERE"
    said = refused(json.dumps(document).replace('"HERE"', figure))
    assert "scores.metrics.roc_auc.value" in said


def test_a_figure_that_is_no_number_is_not_written():
    record = loads(json.dumps(old()))
    with pytest.raises(PeelError, match=r"timings\.made is no finite number"):
        dumps(replace(record, timings={"made": float("nan")}))


def test_refusals_never_tell_a_value():
    document = old() | {"seed": "Marker Person 1234"}
    assert "Marker" not in refused(document)


def test_an_upgrade_is_walked_to_the_end(monkeypatch):
    steps = {
        "1.0": Upgrade("1.1", lambda document: document | {"seed": document["seed"] + 1}, "made up"),
        "1.1": Upgrade("1.2", lambda document: document | {"seed": document["seed"] * 10}, "made up"),
    }
    from peel_ml.results.record import adapter

    kind = Kind("run record", "1.2", steps, "peel run")
    document = old() | {"seed": 3}
    assert versions.read(json.dumps(document), kind, adapter()).seed == 40
    assert versions.read(json.dumps(document | {"schema_version": "1.1"}), kind, adapter()).seed == 30
