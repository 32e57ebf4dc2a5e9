"""What is wrong is said at once, with what to do, without a row value, and before anything is written."""

import numpy as np
import pandas as pd
import polars as pl
import pytest

from peel_ml.errors import BadRequest

SECRET = "Zyxwvut"
ROWS = 3_000


@pytest.fixture(scope="module")
def frame():
    draw = np.random.default_rng(4)
    return pl.DataFrame(
        {
            "y": draw.integers(0, 2, ROWS),
            "outcome": draw.integers(0, 3, ROWS),
            "same": np.zeros(ROWS),
            "flag": draw.choice([f"High{SECRET}", "Low"], ROWS),
            "score": draw.random(ROWS),
            "decile": draw.integers(1, 11, ROWS),
            "race": draw.choice([SECRET, "White"], ROWS),
            "religion": np.full(ROWS, SECRET),
            "disability": pl.Series([None] * ROWS, dtype=pl.String),
            "age": draw.normal(40, 12, ROWS),
            "ethnicity_name": [f"{SECRET}{number}" for number in range(ROWS)],
            "area": [f"{SECRET}{number}" for number in range(ROWS)],
            "words": pl.Series([SECRET] * ROWS),
            "blank": pl.Series([None] * ROWS, dtype=pl.Float64),
        }
    )


BASE = {"label": "y", "decision": "flag", "positive": f"High{SECRET}", "protected": ["race"], "purpose": "service_need"}
SCORED = {"decision": None, "positive": (), "score": "score"}

CASES = {
    "one group": ({"protected": ["race", "religion"]}, ["religion holds one group only", "not recorded"]),
    "all missing": ({"protected": ["disability"]}, ["disability: no row has a value", "never reads as a pass"]),
    "thousands of numbers": (
        {"protected": ["age"]},
        ["different numbers", "Ready to paste", "--bands age=30,38,44,50"],
    ),
    "a name": ({"protected": ["ethnicity_name"]}, ["different values, too many groups", "Group them first"]),
    "outside 0 to 1": (
        {**SCORED, "score": "decile"},
        ["are outside [0, 1]", "--capacity K", "recall and precision at K"],
    ),
    "outside 0 to 1 with a threshold": ({**SCORED, "score": "decile", "threshold": 0.5}, ["are outside [0, 1]"]),
    "no numbers": ({**SCORED, "score": "words"}, ["3,000 of 3,000 values are not numbers", "use --decision"]),
    "no score": ({**SCORED, "score": "blank"}, ["holds no value at all"]),
    "three values": ({"label": "outcome"}, ["--label outcome holds 3 different values", "--label-positive V"]),
    "one value": ({"label": "same"}, ["--label same is the same in every row"]),
    "no label": ({"label": "blank"}, ["--label blank holds no value at all"]),
    "a label of names": ({"label": "area"}, ["--label area holds about", "--label-positive V"]),
    "a score as decision": ({"decision": "age"}, ["--decision age holds about", "use --score"]),
    "no positive": ({"positive": ()}, ["--decision flag holds 2 different values", "--positive V"]),
    "never occurs": ({"positive": ["Medium", f"HIGH{SECRET}"]}, ["'Medium' never occurs", "differs only in capitals"]),
    "unknown column": ({"label": "yy", "protected": ["rce"]}, ["--label yy: no such", "Did you mean race?"]),
    "unknown characteristic": (
        {"protected": ["ward=area"]},
        ["ward=area: which characteristic is it?", "pregnancy_and"],
    ),
    "misspelt purpose": ({"purpose": "recidivsm"}, ["Did you mean recidivism?", "The closed list: recorded_outcome"]),
    "score and decision": ({"score": "score"}, ["both --score and --decision"]),
    "neither": ({"decision": None, "positive": ()}, ["neither --score nor --decision"]),
    "threshold and capacity": ({**SCORED, "threshold": 0.5, "capacity": 0.5}, ["both --threshold and --capacity"]),
    "half a row": ({**SCORED, "capacity": 1.5}, ["--capacity 1.5 is neither a share nor a number"]),
    "threshold of a decision": ({"threshold": 0.5}, ["--threshold with --decision"]),
    "positive of a score": ({**SCORED, "positive": "x"}, ["--positive without --decision"]),
    "class": ({"data_class": "D7"}, ["unknown data class 'D7'"]),
    "intersection": ({"intersect": [("race", "sex")]}, ["'sex' is not given as protected"]),
    "alone": ({"intersect": [("race",)]}, ["needs two columns"]),
    "two parts": ({"label": "race"}, ["'race' is given as --label and as --protected"]),
    "bands of nothing": ({"bands": {"age": [18]}}, ["--bands age: no protected column"]),
    "falling bands": ({"bands": ["race=25,18"]}, ["--bands race=25,18 cannot be read"]),
    "tolerance": ({"tolerance": 5}, ["a tolerance of 5"]),
    "control": ({"control": "area"}, ["--control area holds about"]),
    "nobody": ({"protected": []}, ["no protected column"]),
}


@pytest.mark.parametrize(("changes", "said"), CASES.values(), ids=CASES)
def test_it_is_said(frame, audit, settings, changes, said):
    with pytest.raises(BadRequest) as raised:
        audit(frame, **(BASE | changes))
    message = str(raised.value)
    assert all(part in message for part in said), message
    # What was asked for may be repeated; what the rows hold may not.
    for value in np.atleast_1d((BASE | changes)["positive"]):
        message = message.replace(str(value), "")
    assert SECRET not in message
    assert not settings.home.exists()


def test_everything_is_said_at_once(frame, audit):
    with pytest.raises(BadRequest) as raised:
        audit(
            frame,
            label="outcome",
            score="decile",
            protected=["race", "age", "religion", "disability", "sex"],
            purpose="Recidivism",
        )
    assert [str(problem).split(":")[0].split(" holds")[0] for problem in raised.value.problems] == [
        "unknown purpose 'Recidivism'. Did you mean recidivism? The closed list",
        "--protected sex",
        "--score decile",
        "--protected age",
        "--label outcome",
        "--protected religion",
        "--protected disability",
    ]


def test_lengths_that_differ(audit):
    with pytest.raises(BadRequest, match="columns differ in length: y 2, flag 3, race 2"):
        audit({"y": [0, 1], "flag": [1, 0, 1], "race": ["a", "b"]}, **BASE)


def test_no_table(audit, tmp_path):
    for data, said in (
        (3, "no table. Give a path"),
        (tmp_path / "nowhere.csv", "not found"),
        (pd.DataFrame([[0, 1]], columns=["y", "y"]), "columns 1 and 2 have one name"),
        (pl.DataFrame({"y": [], "flag": [], "race": []}), "there are no rows"),
        (pl.DataFrame({"y": [[1]], "flag": ["x"], "race": ["a"]}), "'y' holds no plain values"),
    ):
        with pytest.raises(BadRequest, match=said):
            audit(data, **BASE)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"y,flag,race\n", "there are no rows"),
        (b"y,flag,race,y\n1,1,a,0\n", "columns 1 and 4 have one name"),
        (b"y;flag;race\n1;1;a\n", "separated by ';'"),
        (b"y,flag,race\n1,1,Zyxwvut,0,0\n", "more cells than the header"),
        (b"PK\x03\x04 nothing", "not a complete zip archive"),
        (b"y,flag,race\n" + "1,1,Zyxwvut\n".encode("utf-16-le"), "not text"),
    ],
)
def test_files_that_are_no_table(audit, tmp_path, content, said):
    path = tmp_path / "rows.csv"
    path.write_bytes(content)
    with pytest.raises(BadRequest, match=said) as raised:
        audit(path, **BASE)
    assert SECRET not in str(raised.value)


def test_rows_that_belong_together_and_are_too_many(frame, audit, monkeypatch):
    monkeypatch.setattr("peel_ml.auditing.cells.ROWS_CLUSTERED", 2_000)
    with pytest.raises(BadRequest, match="--cluster with 3,000 rows: at most 2,000"):
        audit(frame, **BASE, cluster="area")


def test_out_that_holds_something(frame, audit, tmp_path, settings):
    (tmp_path / "file").touch()
    with pytest.raises(BadRequest, match="must be a new or empty folder"):
        audit(frame, **BASE, out=tmp_path)
    assert not settings.home.exists()


def test_a_repeated_column_of_a_frame_is_no_value(audit):
    with pytest.raises(BadRequest, match="a column is no list of values"):
        audit({"y": [0, 1], "flag": 1, "race": ["a", "b"]}, **BASE)
