"""Folds: every row is held back once, clusters stay whole, and the same part gives the same folds."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from peel_ml.data.folds import group_folds, time_blocks
from peel_ml.data.parts import Features, Part, ProtectedFrame
from peel_ml.errors import BadRequest


def part(time: pl.Series, clusters: np.ndarray) -> Part:
    n = len(clusters)
    return Part(
        "training",
        Features(pl.DataFrame({"x": np.zeros(n)}), {"x": "number"}, frozenset()),
        ProtectedFrame(pl.DataFrame({"sex": ["Female"] * n})),
        np.zeros(n, dtype=np.int8),
        time,
        clusters.astype(np.int64),
        pl.DataFrame({"area": ["Camden"] * n}),
    )


def assert_lawful(folds, n, clusters):
    assert sorted(np.concatenate([valid for _, valid in folds]).tolist()) == list(range(n))
    for train, valid in folds:
        assert len(train)
        assert len(valid)
        assert not set(train) & set(valid)
        assert not set(clusters[train]) & set(clusters[valid])


@given(st.lists(st.integers(0, 24 * 40), min_size=10, max_size=120), st.integers(2, 5))
def test_blocks_of_time_are_contiguous_and_cut_between_days(hours, k):
    times = [datetime(2023, 1, 1) + timedelta(hours=hour) for hour in hours]
    assume(len({time.date() for time in times}) >= k)
    # An event is one exact time, so it cannot lie in two blocks.
    clusters = np.array(hours)
    folds = time_blocks(part(pl.Series(times), clusters), k)
    assert_lawful(folds, len(hours), clusters)
    blocks = [{times[row].date() for row in valid} for _, valid in folds]
    for earlier, later in pairwise(blocks):
        assert max(earlier) < min(later)


def test_blocks_of_evenly_spread_days_are_of_equal_size():
    times = pl.Series([datetime(2023, 1, 1) + timedelta(hours=hour) for hour in range(24 * 100)])
    folds = time_blocks(part(times, np.arange(2400)), 5)
    assert [len(valid) for _, valid in folds] == [480] * 5


def test_a_cluster_across_blocks_is_left_out_of_learning():
    times = pl.Series(range(100))
    clusters = np.arange(100)
    clusters[99] = 0
    (train, valid), *_ = time_blocks(part(times, clusters), 4)
    assert 0 in valid
    assert 99 not in train


@given(st.lists(st.integers(0, 30), min_size=20, max_size=200), st.integers(2, 5))
def test_groups_stay_whole_and_folds_are_balanced(groups, k):
    clusters = np.array(groups)
    assume(len(set(groups)) >= k)
    made = part(pl.Series(range(len(groups))), clusters)
    folds = group_folds(made, k)
    assert_lawful(folds, len(groups), clusters)
    sizes = [len(valid) for _, valid in folds]
    # Dealt largest first, two folds differ by no more than the largest cluster.
    assert max(sizes) - min(sizes) <= np.bincount(clusters).max()
    again = group_folds(made, k)
    assert all((one[1] == other[1]).all() for one, other in zip(folds, again, strict=True))


def test_the_largest_cluster_is_dealt_first():
    clusters = np.array([*range(10), *[10] * 10])
    folds = group_folds(part(pl.Series(range(20)), clusters), 2)
    assert [len(valid) for _, valid in folds] == [10, 10]


@pytest.mark.parametrize("fold", [time_blocks, group_folds])
@pytest.mark.parametrize("k", [1, 4])
def test_too_many_or_too_few_folds_are_refused(fold, k):
    with pytest.raises(BadRequest, match="cannot be folded"):
        fold(part(pl.Series([1, 2, 3]), np.arange(3)), k)


def test_places_that_are_there_at_all_times_do_not_leave_nothing_to_learn_from():
    times = pl.Series([datetime(2023, 1, 1) + timedelta(days=day) for day in range(100)])
    places = np.where(np.arange(100) % 4, 0, np.arange(100))
    for train, valid in time_blocks(part(times, places), 5):
        assert len(train) + len(valid) == 100
    # An event that straddles a cut is left out, as ever.
    events = np.arange(100) // 3
    for train, valid in time_blocks(part(times, events), 5):
        assert not set(events[train]) & set(events[valid])
