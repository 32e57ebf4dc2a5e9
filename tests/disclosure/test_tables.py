"""No withheld count can be worked out from what is published; held by an attacker with a linear programme."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from peel_ml.disclosure import suppress_small, suppress_table
from peel_ml.errors import BadRequest

counts = st.one_of(st.integers(0, 8), st.integers(0, 200))
tables = st.integers(1, 4).flatmap(
    lambda columns: st.lists(st.lists(counts, min_size=columns, max_size=columns), min_size=1, max_size=4)
)


@given(st.lists(counts, min_size=1, max_size=8), st.integers(1, 10))
@settings(deadline=None)
def test_a_list_gives_no_small_count_away(values, minimum):
    shown = suppress_small(values, minimum)
    withheld = [value for value, seen in zip(values, shown, strict=True) if seen is None]
    assert all(seen is None or (seen == value and seen >= minimum) for value, seen in zip(values, shown, strict=True))
    assert all(value >= minimum for value, seen in zip(values, shown, strict=True) if seen is not None)
    if sum(values) >= minimum and withheld:
        # Given the total, each withheld count lies between 0 and what the withheld ones come to.
        assert len(withheld) >= 2
        assert sum(withheld) >= minimum


@given(tables, st.sampled_from([3, 5, 10]))
def test_an_attacker_with_the_margins_learns_nothing_small(table, minimum):
    shown = suppress_table(table, minimum)
    truth = extended(np.array(table))
    published = assembled(shown)
    assert np.isnan(published[truth < minimum]).all()
    known = ~np.isnan(published)
    assert (published[known] == truth[known]).all()
    for place in np.argwhere(~known):
        low, high = reach(published, tuple(place))
        assert high - low > 1e-6, "worked out exactly"
        if truth[tuple(place)] < minimum:
            assert high >= minimum - 1e-6, "known to be small"


@given(tables)
@settings(deadline=None)
def test_what_is_large_everywhere_is_shown_whole(table):
    large = [[value + 5 for value in row] for row in table]
    shown = suppress_table(large)
    assert [list(row) for row in shown.cells] == large
    assert shown.total == sum(map(sum, large))


def test_one_small_count_takes_three_others_with_it():
    shown = suppress_table([[3, 20, 30], [40, 50, 60], [70, 80, 90]])
    assert sum(value is None for row in shown.cells for value in row) == 4
    assert None not in (*shown.row_totals, *shown.column_totals, shown.total)


def test_two_cycles_joined_by_one_cell_do_not_give_it_away():
    # Each row and column with a withheld count has two of them, and yet counting per line is not enough.
    table = [[1, 1, 50, 50], [1, 1, 3, 50], [50, 50, 1, 1], [50, 50, 1, 1]]
    published = assembled(suppress_table(table))
    low, high = reach(published, (1, 2))
    assert low < 3 < high
    assert high >= 5


def test_a_small_margin_is_withheld_too():
    shown = suppress_table([[1, 2], [40, 50]])
    assert shown.row_totals[0] is None
    assert suppress_table([[1, 1]]).total is None


def test_a_large_table_is_quick():
    table = np.random.default_rng(0).poisson(8, (19, 8)).tolist()
    shown = suppress_table(table)
    assert any(value is None for row in shown.cells for value in row)


@pytest.mark.parametrize(
    "call", [lambda: suppress_small([-1, 9]), lambda: suppress_small([9], 0), lambda: suppress_table([[1, 2], [3]])]
)
def test_what_is_no_table_of_counts_is_refused(call):
    with pytest.raises(BadRequest):
        call()


def extended(table):
    """Return the table with its margins as a last row and column."""
    wide = np.column_stack([table, table.sum(axis=1)])
    return np.vstack([wide, wide.sum(axis=0)]).astype(float)


def assembled(shown):
    rows = [[*row, total] for row, total in zip(shown.cells, shown.row_totals, strict=True)]
    return np.array([*rows, [*shown.column_totals, shown.total]], dtype=float)


def reach(published, place):
    """Return the smallest and largest value a figure can have, given all that are published."""
    rows, columns = published.shape[0] - 1, published.shape[1] - 1
    equations = []
    for row in range(rows + 1):
        line = np.zeros(published.shape)
        line[row, :columns], line[row, columns] = 1, -1
        equations.append(line.ravel())
    for column in range(columns + 1):
        line = np.zeros(published.shape)
        line[:rows, column], line[rows, column] = 1, -1
        equations.append(line.ravel())
    bounds = [(0, None) if np.isnan(value) else (value, value) for value in published.ravel()]
    aim = np.zeros(published.shape)
    aim[place] = 1
    ends = []
    for sign in (1, -1):
        answer = linprog(sign * aim.ravel(), A_eq=np.array(equations), b_eq=np.zeros(len(equations)), bounds=bounds)
        assert answer.status in (0, 3)
        ends.append(sign * answer.fun if answer.status == 0 else np.inf)
    return ends[0], ends[1]
