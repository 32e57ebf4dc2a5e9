"""The highest scores are flagged, and never more than there is room for."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peel_ml.auditing import capacity


def naive(scores, room):
    """The lowest score that flags no more than there is room for."""
    fitting = [score for score in scores if sum(other >= score for other in scores) <= room]
    return min(fitting) if fitting else float("inf")


@settings(derandomize=True)
@given(st.lists(st.integers(-3, 40), min_size=2, max_size=60), st.integers(1, 60), st.integers(1, 12))
def test_the_cut_is_the_lowest_that_fits(scores, room, held):
    frame = pl.LazyFrame({"s": [None, *map(float, scores)]}, schema={"s": pl.Float64})
    before = capacity._HELD, capacity._BINS
    try:
        # Few held at a time, so that the edge is closed in on bin by bin.
        capacity._HELD, capacity._BINS = held, 4
        assert capacity.cut_at(frame, "s", room) == naive(scores, room)
    finally:
        capacity._HELD, capacity._BINS = before


@pytest.mark.parametrize("share", [0.1, 0.25, 0.5])
def test_a_share_is_of_the_rows_with_a_score(share):
    scores = np.random.default_rng(1).random(400)
    frame = pl.LazyFrame({"s": [*scores, *[None] * 100]})
    assert (scores >= capacity.cut_at(frame, "s", share)).sum() == share * 400
