"""From rows to a frame: one kind a column, and a digest that no order changes."""

from datetime import UTC, datetime
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peel_ml.data.sources.sql_frame import digest, frame_of
from peel_ml.errors import BadRequest

ROW = st.tuples(
    st.one_of(st.none(), st.text(max_size=3)),
    st.one_of(st.none(), st.integers(-9, 9), st.floats(allow_nan=False, allow_infinity=False)),
    st.one_of(st.none(), st.booleans()),
)


@given(st.lists(ROW, min_size=1, max_size=12), st.randoms(use_true_random=False), st.integers(1, 5))
def test_neither_order_nor_batches_change_the_digest(rows, random, size):
    columns = ["a", "b", "c"]
    whole = frame_of(columns, [rows])
    mixed = random.sample(rows, len(rows))
    parts = frame_of(columns, [mixed[start : start + size] for start in range(0, len(mixed), size)])
    assert parts.equals(whole)
    assert digest(parts) == digest(whole)


@given(st.lists(ROW, min_size=1, max_size=8), st.integers(0, 7))
def test_another_cell_gives_another_digest(rows, place):
    place %= len(rows)
    other = [*rows]
    other[place] = (f"{rows[place][0]}!", *rows[place][1:])
    assert digest(frame_of(["a", "b", "c"], [rows])) != digest(frame_of(["a", "b", "c"], [other]))


def test_blank_and_empty_text_differ():
    assert digest(frame_of(["a", "b"], [[("", 1)]])) != digest(frame_of(["a", "b"], [[(None, 1)]]))


def test_kinds():
    frame = frame_of(["n", "none"], [[(1, None)], [(Decimal("2.5"), None)]])
    assert frame["n"].to_list() == [1.0, 2.5]
    assert frame["none"].dtype == pl.String


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ([1, "x"], "a number and text"),
        ([True, 2], "a number and true or false"),
        ([datetime(2024, 1, 1), datetime(2024, 1, 1, tzinfo=UTC)], "a time and a time with a zone"),
        ([b"x"], "bytes"),
        ([2**70], "beyond 64 bits"),
    ],
)
def test_a_column_of_several_kinds_is_refused(cells, says):
    with pytest.raises(BadRequest, match=says):
        frame_of(["a"], [[(cell,) for cell in cells]])
    if len(cells) > 1:
        with pytest.raises(BadRequest, match=says):
            frame_of(["a"], [[(cell,)] for cell in cells])
