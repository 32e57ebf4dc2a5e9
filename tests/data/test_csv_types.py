"""Types of a CSV's columns: found fast, the same as polars finds slowly."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peel_ml.data.sources.csv_types import read_typed

DATES = ["2023-01-05", "2023-01-05T10:00:00", "05/01/2023", "2023-01-05 10:00", "2023-01-05T10:00:00Z", "10:00:00"]


def csv(cells):
    return ("n,cell\n" + "".join(f"1,{cell}\n" for cell in cells)).encode()


def slowly(text):
    try:
        return pl.read_csv(text, infer_schema_length=None, try_parse_dates=True)
    except pl.exceptions.ComputeError:  # dates of two forms
        return pl.read_csv(text, infer_schema_length=None)


@pytest.mark.parametrize("date", DATES)
@pytest.mark.parametrize("shape", ["all", "a late word", "empty at first", "another date late"])
def test_dates_are_found_as_polars_finds_them(date, shape):
    cells = {
        "all": [date] * 300,
        "a late word": [date] * 299 + ["x"],
        "empty at first": [""] * 299 + [date],
        "another date late": [date] * 299 + ["2023-02-05"],
    }[shape]
    assert read_typed(csv(cells)).equals(slowly(csv(cells)))
    assert read_typed(csv(cells)).schema == slowly(csv(cells)).schema


@given(st.lists(st.sampled_from(["", "1", "2.5", "true", "word", *DATES]), min_size=1, max_size=8))
def test_any_mixture_has_the_types_that_polars_finds(cells):
    assert read_typed(csv(cells)).equals(slowly(csv(cells)))
    assert read_typed(csv(cells)).schema == slowly(csv(cells)).schema
