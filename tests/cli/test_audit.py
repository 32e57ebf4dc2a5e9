"""`peel audit` from the command line: the contract of ``--json``, the terminal, and the exit status."""

import json
from dataclasses import fields

import polars as pl
import pytest

from peel_ml.results.fairness import FairnessRow
from peel_ml.usecase.purpose import PROHIBITED, WORDS

GROUP_KEYS = {"characteristic", "group", "n", "tn", "fp", "fn", "tp", "selection_rate"} | {
    *("fpr", "fnr", "tpr", "ppv", "npv", "accuracy")
}
CELLS = {("Black", "Low"): (200, 90), ("Black", "Medium"): (90, 80), ("Black", "High"): (30, 100)} | {
    ("White", "Low"): (400, 70),
    ("White", "Medium"): (60, 80),
    ("White", "High"): (20, 90),
}
"""Rows without and with the outcome, by race and level."""


@pytest.fixture
def file(tmp_path):
    rows = [
        {"race": race, "sex": "Female" if at % 2 else "Male", "level": level, "again": outcome}
        for (race, level), counts in CELLS.items()
        for outcome, count in enumerate(counts)
        for at in range(count)
    ]
    path = tmp_path / "supplier.csv"
    pl.DataFrame(rows).write_csv(path)
    return path


def asked(file, *more, purpose="recidivism"):
    return ("audit", file, "--label", "again", "--decision", "level", "--purpose", purpose, *more)


DECIDED = ("--positive", "Medium", "--positive", "High")


def test_json_is_one_document_with_the_keys_of_the_contract(here, home, file):
    status, out, _ = here(*asked(file, *DECIDED, "--protected", "race,sex", "--intersect", "race,sex", "--json"))
    document = json.loads(out)
    assert status == 0
    for one in document["groups"]:
        assert set(one) == GROUP_KEYS
    keys = {field.name for field in fields(FairnessRow)}
    assert {key for row in document["verdicts"] for key in row} == keys
    assert document["tolerance_agreed"] is False
    assert document["heading"] == "Disparity audit of a prohibited use. Not evidence for adopting it."
    black = next(one for one in document["groups"] if one["group"] == "Black")
    assert [black[cell] for cell in ("n", "tn", "fp", "fn", "tp")] == [590, 200, 120, 90, 180]
    assert black["fpr"] == 120 / 320
    assert {one["characteristic"] for one in document["groups"]} == {"race", "sex", "race x sex"}
    for path in document["paths"].values():
        with open(path, "rb") as stream:
            assert stream.read(1)
    assert {"record", "card_json", "card_html"} <= set(document["paths"])


def test_positives_may_be_repeated_or_listed(here, home, file):
    listed = json.loads(here(*asked(file, "--positive", "Medium,High", "--protected", "race", "--json"))[1])
    repeated = json.loads(here(*asked(file, *DECIDED, "--protected", "race", "--json"))[1])
    assert listed["groups"] == repeated["groups"]


def test_the_terminal_is_told_in_plain_words(here, home, file):
    status, out, _ = here(*asked(file, *DECIDED, "--protected", "race"))
    said = " ".join(out.split())
    assert status == 0
    assert out.strip().startswith("Disparity audit of a prohibited use. Not evidence for adopting it.")
    assert "It can never be submitted." in said
    assert "Black 590 50.8% 37.5% 33.3% 60.0%" in said
    assert "higher is worse (limit not agreed)" in said
    assert "outside For Black people" in said
    assert "We could check 1 of 9 protected characteristics." in said
    assert "card.html" in said
    run = next((home / "runs" / "audit-recidivism").iterdir()).name
    assert "prohibited use" in here("card", run)[1]
    assert here("list")[0] == 0


def test_strict_falls_short_where_a_group_is_outside(here, home, file):
    assert here(*asked(file, *DECIDED, "--protected", "race", "--strict"))[0] == 3
    assert here(*asked(file, *DECIDED, "--protected", "race", "--strict", "--tolerance", "0.9"))[0] == 0


def test_an_agreed_limit(here, home, file):
    limit = ("--tolerance", "ratio:1.25", "--tolerance-reason", "Panel.", "--agreed-by", "owner,equality reviewer")
    document = json.loads(here(*asked(file, *DECIDED, "--protected", "race", *limit, "--json"))[1])
    assert document["tolerance_agreed"] is True
    assert document["assessment"]["tolerance"]["scale"] == "ratio"
    for wrong in (("--tolerance", "5"), ("--tolerance", "ratio:1"), ("--agreed-by", "owner"), limit[:2] + limit[4:]):
        assert here(*asked(file, *DECIDED, "--protected", "race", *wrong))[0] == 2


def test_what_is_wrong_is_said_at_once_with_status_2(here, home, file):
    wrong = ("audit", file, "--label", "agan", "--decision", "level", "--positive", "Medum", "--purpose", "recidvism")
    status, out, err = here(*wrong, "--protected", "race,borough", "--threshold", "0.5")
    assert (status, out) == (2, "")
    for part in (
        "Did you mean recidivism?",
        "--label agan: no such column. Did you mean again?",
        "'Medum' never occurs",
        "--protected borough: no such column",
        "--threshold with --decision",
    ):
        assert part in err, err
    assert not (home / "runs").exists()
    assert not (home / "mlflow.db").exists()


def test_help_prints_the_closed_list_with_the_prohibited_ones_marked(here, home):
    status, out, _ = here("audit", "--help")
    lines = [line.split(maxsplit=1) for line in out.splitlines() if line.strip()]
    assert status == 0
    for name, words in WORDS.items():
        assert [name, words] in lines
    for name, words in PROHIBITED.items():
        assert [name, f"PROHIBITED: {words}"] in lines


@pytest.mark.full
def test_a_process_of_its_own_ends_well_and_leaves_nothing_half_written(peel, project, file):
    status, out, err = peel(project, *asked(file, *DECIDED, "--protected", "race", "--json", "-q"))
    assert (status, err) == (0, "")
    assert json.loads(out)["audited"]["rows_used"] == 1310
    assert not list((project / ".peel" / "runs").rglob(".*"))
