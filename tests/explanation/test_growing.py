import numpy as np
import polars as pl
import pytest

from peel_ml.explanation.growing import FIRST, PLACES, grown, portions, settled, spread_evenly
from peel_ml.explanation.ranks import rank_intervals, ranks
from peel_ml.explanation.sample import rule

ROWS = 1_800
STRATA = np.random.default_rng(3).integers(0, 6, ROWS)
NOBODY = pl.DataFrame()


def contributions(weights, seed=0):
    """Two members' contributions of features that weigh so much, and the base value."""
    values = np.random.default_rng(seed).normal(size=(ROWS, len(weights))) * np.asarray(weights)
    both = [np.column_stack([values * by, np.zeros(ROWS)]) for by in (0.9, 1.1)]
    asked = []

    def of(rows):
        asked.append(len(rows))
        return [member[rows] for member in both]

    return of, both, asked


def test_an_order_that_stands_at_once_is_not_paid_for_twice():
    of, both, asked = contributions(2.0 ** -np.arange(6))
    taken, members, stands = grown(of, NOBODY, STRATA, 1)
    assert stands
    assert asked == [FIRST]
    assert len(taken) == FIRST
    assert (np.diff(taken) > 0).all()
    for found, whole in zip(members, both, strict=True):
        np.testing.assert_array_equal(found, whole[taken])


def test_features_of_equal_weight_are_explained_up_to_the_bound_and_each_row_once():
    of, both, asked = contributions(np.ones(12))
    taken, members, stands = grown(of, NOBODY, STRATA, 1)
    assert not stands
    assert sum(asked) == ROWS
    np.testing.assert_array_equal(taken, np.arange(ROWS))
    np.testing.assert_array_equal(members[1], both[1])


def test_what_settled_says_is_what_the_intervals_say():
    for weights in (np.ones(12), 2.0 ** -np.arange(12), [4, 2, 2, 2, 1, 0.5], [4, 2, 2, 2, 2, 2, 0.5]):
        _, both, _ = contributions(weights)
        absolute = np.abs(both[0][:FIRST, :-1])
        low, high = rank_intervals(absolute, 5)
        leading = ranks(absolute.mean(axis=0)) <= 10
        assert settled(absolute, 5) == (int((high - low)[leading].max()) + 1 <= PLACES)


def test_a_group_that_all_rows_would_contrast_is_not_given_up():
    group = np.where(np.arange(ROWS) % 40 == 0, "few", "many")
    of, _, asked = contributions(2.0 ** -np.arange(6))
    taken, _, _ = grown(of, pl.DataFrame({"group": group}), STRATA, 1)
    assert (group[taken] == "few").sum() >= 30
    assert len(asked) > 1


@pytest.mark.parametrize("dtype", [pl.String, pl.Enum(["few", "many"])])
def test_text_and_coded_groups_count_alike(dtype):
    group = pl.Series(np.where(np.arange(ROWS) % 40 == 0, "few", "many")).cast(dtype)
    of, _, asked = contributions(2.0 ** -np.arange(6))
    grown(of, pl.DataFrame({"group": group}), STRATA, 1)
    assert asked == [500, 500, 800]


def test_every_beginning_holds_the_strata_in_their_shares():
    order = spread_evenly(STRATA, 7)
    assert sorted(order.tolist()) == list(range(ROWS))
    share = np.bincount(STRATA) / ROWS
    for size in portions(ROWS):
        assert np.abs(np.bincount(STRATA[order[:size]]) - share * size).max() <= 1


def test_the_rule_says_how_many_and_why():
    assert "500 of the 9,000 rows" in rule(500, 2_000, 9_000, True)
    assert "No more of 2,000 were needed" in rule(500, 2_000, 9_000, True)
    assert "not yet so" in rule(2_000, 2_000, 9_000, False)
    assert "not yet so" not in rule(2_000, 2_000, 9_000, True)
