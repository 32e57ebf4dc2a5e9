from __future__ import annotations

import sys

import polars as pl

from peel_ml.data.contract import check_contract
from peel_ml.data.declaration import Column
from peel_ml.errors import BadRequest


def problems(frame: pl.DataFrame, **columns: Column) -> list[str]:
    try:
        check_contract(frame, columns)
    except BadRequest as error:
        return [str(problem) for problem in error.problems]
    return []


FRAME = pl.DataFrame(
    {
        "sex": ["F", "M", "Not recorded", "marker"],
        "n": [1, 2, None, 4],
        "flag": [True, False, None, True],
        "x": [1.0, float("nan"), None, 2.0],
    }
)


def test_everything_is_reported_at_once_with_counts_and_no_values():
    said = problems(
        FRAME,
        sex=Column(role="protected", allowed=("F", "M"), nullable=False),
        n=Column(role="feature", nullable=False),
        gone=Column(role="target"),
    )
    text = "\n".join(said)
    assert len(said) == 4
    assert "data.columns.sex: 1 of 4 cells are missing" in text
    assert "data.columns.sex: 1 of 4 cells hold a value that is not allowed. Allowed: F, M." in text
    assert "data.columns.n: 1 of 4 cells are missing" in text
    assert "data.columns.gone: the data has no such column" in text
    assert "marker" not in text


def test_a_frame_that_holds_passes():
    assert problems(FRAME, sex=Column(role="protected", allowed=("F", "M", "marker")), n=Column(role="feature")) == []


def test_missing_codes_need_not_be_listed_but_count_as_missing():
    frame = pl.DataFrame({"a": ["x", "Not stated", "Unmapped"]})
    assert problems(frame, a=Column(role="feature", allowed=("x",))) == []
    assert "2 of 3 cells are missing" in problems(frame, a=Column(role="feature", nullable=False))[0]


def test_numbers_and_flags_are_compared_as_text():
    assert (
        problems(
            FRAME,
            n=Column(role="feature", allowed=("1", "2", "4")),
            flag=Column(role="target", allowed=("true", "false")),
        )
        == []
    )
    assert "1 of 4 cells hold" in problems(FRAME, n=Column(role="feature", allowed=("1", "2")))[0]


def test_not_a_number_is_missing():
    assert "2 of 4 cells are missing" in problems(FRAME, x=Column(role="feature", nullable=False))[0]


def test_a_column_to_drop_may_be_absent():
    assert problems(FRAME, gone=Column(role="drop")) == []


def test_a_near_name_is_suggested_and_what_is_there_is_not_listed():
    frame = pl.DataFrame({"waitd": [1], "marker": [2]})
    said = problems(frame, waited=Column(role="feature"), needed=Column(role="target"), marker=Column(role="id"))
    assert said == [
        "data.columns.waited: the data has no such column. Did you mean 'waitd'?",
        "data.columns.needed: the data has no such column. It has 2 columns; `peel data describe PATH` lists them.",
    ]


def test_a_missing_header_is_guessed_where_no_declared_column_is_there():
    said = problems(pl.DataFrame({"marker": ["x"]}), a=Column(role="feature"), b=Column(role="target"))
    assert len(said) == 1
    assert "none of the declared columns is there: a, b. Is its first line a header?" in said[0]
    assert "marker" not in said[0]


def test_the_library_is_left_alone_where_only_presence_is_asked(monkeypatch):
    monkeypatch.setitem(sys.modules, "pandera", None)
    monkeypatch.setitem(sys.modules, "pandera.errors", None)
    assert problems(FRAME, sex=Column(role="protected"), n=Column(role="feature")) == []
