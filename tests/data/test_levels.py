"""Levels are the same however they are found: by a sample first, or by looking at every row."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peel_ml.data import levels
from peel_ml.data.levels import ColumnLevels, levels_of

TEXT = st.lists(st.sampled_from(["b", "a", "", "é", "zz", None, "c", "d"]), max_size=60)


def as_defined(values: list[str | None]) -> tuple[list[int], tuple[str, ...]]:
    labels = sorted({value for value in values if value is not None}, key=str.encode)
    shift = int(None in values)
    codes = [0 if value is None else labels.index(value) + shift for value in values]
    return codes, (("",) if shift else ()) + tuple(labels)


@pytest.mark.parametrize("sample", [1, 7, 20_000])
@given(values=TEXT)
@settings(deadline=None)
def test_text_is_numbered_by_its_sorted_labels(sample, values):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(levels, "SAMPLE", sample)
        found = levels_of(pl.Series(values, dtype=pl.String))
    codes, labels = as_defined(values)
    assert found.codes.tolist() == codes
    assert found.labels == labels
    assert found.count == len(labels)
    assert found.has_null == (None in values)
    assert not found.binned


def test_a_label_that_the_sample_misses_is_found(monkeypatch):
    monkeypatch.setattr(levels, "SAMPLE", 10)
    found = levels_of(pl.Series(["m"] * 55 + ["a", None, "z"] + ["m"] * 55))
    assert found.labels == ("", "a", "m", "z")
    assert found.codes[54:59].tolist() == [2, 1, 0, 3, 2]


def test_numbers_flags_and_dates_are_numbered_too():
    assert levels_of(pl.Series([2, None, 1])).codes.tolist() == [2, 0, 1]
    assert levels_of(pl.Series([True, False])).labels == ("False", "True")
    assert levels_of(pl.Series([float("nan"), 1.0])).codes.tolist() == [0, 1]
    assert levels_of(pl.Series(range(1000)), max_number_levels=10).binned


def test_a_column_is_worked_out_once(monkeypatch):
    asked = []
    monkeypatch.setattr(levels, "levels_of", lambda values: asked.append(values.name) or levels_of(values))
    columns = ColumnLevels(pl.DataFrame({"a": ["x", "y"], "b": ["y", None]}))
    columns.work_out(["a", "b"])
    columns.work_out(["a"])
    assert columns["a"].codes.tolist() == [0, 1]
    assert columns["b"].codes.tolist() == [1, 0]
    assert sorted(asked) == ["a", "b"]
