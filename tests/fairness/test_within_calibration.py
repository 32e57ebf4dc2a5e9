"""Calibration of every group: against the one-group regression, where the truth is known, and what is withheld."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit

from peel_ml.evaluation.calibration import calibration
from peel_ml.evaluation.clusters import Clusters
from peel_ml.fairness.policy import load_policy
from peel_ml.fairness.within import within_groups
from peel_ml.fairness.within.calibration import _points
from tests.fairness.made_within import assessed, verdicts


def of(rows):
    return {(one.characteristic, one.group): one for one in within_groups(rows).calibration}


def score(rng, n):
    return expit(rng.normal(-1, 1, n))


def test_every_group_is_what_its_own_regression_gives(rng):
    """Two people of an event end alike, so that the intervals rest on sums over clusters."""
    n = 3000
    clusters = np.repeat(np.arange(n // 3), 3)
    p = score(rng, n)
    y = rng.random(n // 3)[clusters] < p
    groups = np.array(["a", "b", "c"])[rng.choice(3, n, p=[0.6, 0.3, 0.1])]
    found = of(assessed(y, p, groups, clusters=clusters))
    for group in "abc":
        mine = groups == group
        expected = calibration(y[mine].astype(float), p[mine], Clusters.of(clusters[mine], int(mine.sum())), draws=2)
        for ours, theirs in (
            (found["group", group].slope, expected.slope),
            (found["group", group].intercept, expected.intercept),
        ):
            assert (ours.value, ours.low, ours.high) == pytest.approx((theirs.value, theirs.low, theirs.high), abs=1e-7)


@pytest.mark.parametrize(("stretch", "shift"), [(1.0, 0.0), (2.0, 0.0), (0.5, 0.0), (1.0, 0.7)])
def test_a_score_that_is_stretched_or_shifted_is_found_out(rng, stretch, shift):
    n = 20_000
    logit = rng.normal(-1, 1, n)
    y = rng.random(n) < expit(logit)
    one = of(assessed(y, expit(stretch * logit - shift), np.full(n, "a")))["group", "a"]
    assert abs(one.slope.value - 1 / stretch) < 2 * (one.slope.high - one.slope.low)
    assert (one.slope.low > 1) == (stretch < 1)
    assert (one.slope.high < 1) == (stretch > 1)
    if stretch == 1:
        assert abs(one.intercept.value - shift) < 2 * (one.intercept.high - one.intercept.low)
    said = {
        (1.0, 0.0): "no departure from what the percentages say is shown",
        (2.0, 0.0): "the percentages lie too far apart",
        (0.5, 0.0): "the percentages lie too close together",
        (1.0, 0.7): "searches ended in an outcome more often than the percentages say",
    }[stretch, shift]
    assert said in one.sentence
    assert f"95% intervals, {n:,} searches" in one.sentence


def test_intervals_hold_in_small_groups(rng):
    """Four hundred groups of 60 rows with a calibrated score, about 17 outcomes each, in one call."""
    n, groups = 24_000, 400
    p = score(rng, n)
    found = of(assessed(rng.random(n) < p, p, np.repeat(np.arange(groups), n // groups))).values()
    slopes = [one.slope for one in found if one.slope.value is not None]
    levels = [one.intercept for one in found if one.intercept.value is not None]
    assert len(slopes) > 350
    assert np.mean([one.low <= 1 <= one.high for one in slopes]) >= 0.93
    assert np.mean([one.low <= 0 <= one.high for one in levels]) >= 0.93


def test_small_groups_stay_listed_with_their_reason(rng):
    sizes = {"large": 500, "middling": 40, "small": 29, "tiny": 3, "Not stated": 100}
    groups = np.repeat(list(sizes), list(sizes.values()))
    p = np.full(len(groups), 0.3) + rng.uniform(-0.2, 0.2, len(groups))
    y = (np.arange(len(groups)) % 5 == 0).astype(int)
    rows = assessed(y, p, groups)
    found = of(rows)
    assert {group for _, group in found} == set(sizes)
    assert found["group", "large"].slope.value is not None
    assert found["group", "Not stated"].slope.value is not None
    assert found["group", "middling"].slope.reason == "fewer than 10 positive rows"
    for name in ("small", "tiny"):
        one = found["group", name]
        assert one.slope.value is None
        assert one.points == ()
        assert "too few to report" in one.sentence
    assert found["group", "tiny"].n is None
    # The smallest of the others would give the tiny one away.
    assert found["group", "small"].n is None
    judged = verdicts(rows)
    for group in set(sizes) - {"Not stated"}:
        assert found["group", group].n == judged["group", group, "observed_minus_expected", "complete_case"].n


def test_bins_of_a_group_whose_number_is_withheld_do_not_give_it_away(rng):
    groups = np.repeat(["a", "b", "c"], [4000, 1000, 3])
    p = score(rng, len(groups))
    found = of(assessed(rng.random(len(groups)) < p, p, groups))
    assert found["group", "b"].n is None
    assert len(found["group", "b"].points) == 5
    assert all(point.n is None for point in found["group", "b"].points)
    assert "number withheld" in found["group", "b"].sentence


@given(st.integers(0, 400), st.floats(0.0, 1.0), st.integers(1, 60), st.integers(0, 99))
def test_bins_are_large_hold_every_row_and_keep_ties_together(n, rate, distinct, seed):
    rng = np.random.default_rng(seed)
    p = np.sort(rng.integers(1, distinct + 1, n) / (distinct + 1))
    y = (rng.random(n) < rate).astype(float)
    points = _points(p, y, load_policy(), hidden=False)
    large = n >= 30 and min(y.sum(), n - y.sum()) >= 5
    assert bool(points) == large
    if points:
        assert len(points) <= 5
        assert sum(point.n for point in points) == n
        assert all(point.n >= 30 and 5 <= round(point.n * point.observed) <= point.n - 5 for point in points)
        assert sum(point.n * point.expected for point in points) == pytest.approx(p.sum())
        ends = np.cumsum([point.n for point in points])[:-1]
        assert all(p[end - 1] < p[end] for end in ends)


def test_without_a_score_nothing_is_calibrated(rng):
    y = rng.integers(0, 2, 400)
    assert of(assessed(y, rng.integers(0, 2, 400), np.full(400, "a"))) == {}
    assert of(assessed(y, np.full(400, 0.5), np.full(400, "a"))) == {}


def test_what_no_slope_fits_says_so(rng):
    groups = np.repeat(["apart", "same", "fine"], 200)
    p = np.concatenate([np.linspace(0.1, 0.9, 200), np.full(200, 0.5), score(rng, 200)])
    y = np.concatenate([np.arange(200) >= 100, np.arange(200) % 2, np.arange(200) % 3 == 0])
    found = of(assessed(y, p, groups))
    assert "separate the outcomes" in found["group", "apart"].slope.reason
    assert "same probability" in found["group", "same"].slope.reason
    assert found["group", "same"].intercept.value == pytest.approx(0, abs=1e-9)
    assert "no slope: every row has the same probability" in found["group", "same"].sentence
    assert found["group", "fine"].slope.value is not None


def test_few_clusters_give_no_figure(rng):
    n = 290
    p = score(rng, n)
    found = of(assessed(rng.random(n) < p, p, np.full(n, "a"), clusters=np.arange(n) // 10))
    assert found["group", "a"].slope.reason == "fewer than 30 clusters"
    assert len(found["group", "a"].points) > 1


def test_intersections_and_those_not_fully_recorded_are_there(rng):
    n = 900
    race = np.array(["Black", "White", "Not stated"])[rng.choice(3, n)]
    sex = np.array(["Female", "Male"])[rng.choice(2, n)]
    p = score(rng, n)
    rows = assessed(rng.random(n) < p, p, {"eth": race, "sex": sex}, intersections=(("eth", "sex"),))
    crossed = {group: one.n for (name, group), one in of(rows).items() if name == "eth x sex"}
    counts = pl.DataFrame({"race": race, "sex": sex}).group_by("race", "sex").len().rows()
    assert crossed == {f"{r}, {s}": count for r, s, count in counts if r != "Not stated"} | {
        "Not fully recorded": sum(count for r, _, count in counts if r == "Not stated")
    }
