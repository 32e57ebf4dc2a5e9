"""Where a score becomes a decision."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peel_ml.errors import BadRequest
from peel_ml.evaluation.clusters import Clusters
from peel_ml.evaluation.declaration import OperatingPoint
from peel_ml.evaluation.operating_point import captured, choose, net_benefit, operating_point, thresholds

scored = st.lists(st.tuples(st.booleans(), st.integers(0, 10)), min_size=1, max_size=30)


def arrays(rows):
    return np.array([float(y) for y, _ in rows]), np.array([p / 10 for _, p in rows])


@given(scored, st.integers(1, 99))
@settings(deadline=None)
def test_capacity_is_never_passed_and_never_wasted(rows, percent):
    y, p = arrays(rows)
    declared = OperatingPoint(rule="capacity", capacity=percent / 100, rationale="one team")
    threshold = choose(declared, (y, p))
    room = percent / 100 * len(p) + 1e-9
    assert (p >= threshold).sum() <= room
    lower = p[p < threshold]
    assert len(lower) == 0 or (p >= lower.max()).sum() > room


@given(scored, st.sampled_from([0.5, 1.0, 3.0]))
@settings(deadline=None)
def test_cost_finds_the_cheapest_threshold(rows, ratio):
    y, p = arrays(rows)
    threshold = choose(OperatingPoint(rule="cost", cost_ratio=ratio, rationale="agreed"), (y, p))

    def cost(at):
        return ((p >= at) & (y == 0)).sum() + ratio * ((p < at) & (y == 1)).sum()

    assert cost(threshold) == pytest.approx(min(cost(at) for at in [*np.unique(p), 1.1]))


def test_the_evaluated_rows_have_no_say_in_the_threshold():
    rng = np.random.default_rng(0)
    p = rng.random(500)
    y = (rng.random(500) < p).astype(float)
    declared = OperatingPoint(rule="capacity", capacity=0.2, rationale="one team")
    one = operating_point(declared, y, p, Clusters.of(None, 500), (y, p))
    other = operating_point(declared, y[:100], p[:100] / 2, Clusters.of(None, 100), (y, p))
    assert one.threshold == other.threshold
    assert one.flagged_share.value == pytest.approx(0.2)
    assert one.precision.value == pytest.approx(y[p >= one.threshold].mean())
    assert one.recall.value == pytest.approx(y[p >= one.threshold].sum() / y.sum())
    for estimate in (one.flagged_share, one.precision, one.recall):
        assert estimate.low < estimate.value < estimate.high


def test_a_declared_threshold_stands_and_nothing_flagged_has_a_reason():
    y, p = np.tile([0.0, 1.0], 50), np.linspace(0.1, 0.4, 100)
    declared = OperatingPoint(rule="threshold", threshold=0.5, rationale="policy")
    found = operating_point(declared, y, p, Clusters.of(None, 100), None)
    assert found.threshold == 0.5
    assert found.precision.value is None
    assert found.precision.reason == "no row is flagged"
    assert found.recall.value == 0


def test_a_rule_without_its_number_or_its_scores_is_refused_with_both_problems():
    with pytest.raises(BadRequest) as refused:
        choose(OperatingPoint(rule="cost", rationale="agreed"), None)
    assert len(refused.value.problems) == 2


def test_capture_counts_ties_in_part():
    clusters = Clusters.of(None, 100)
    y = np.r_[np.ones(20), np.zeros(80)]
    assert captured(y, np.full(100, 0.3), clusters, 0.1).value == pytest.approx(0.1)
    assert captured(y, np.linspace(1, 0, 100), clusters, 0.1).value == pytest.approx(0.5)
    perfect = captured(y, np.linspace(1, 0, 100), clusters, 0.2)
    assert perfect.value == 1
    assert perfect.low < 1


def test_net_benefit_by_hand():
    y, p = np.array([1.0, 0.0, 0.0, 0.0]), np.array([0.9, 0.6, 0.1, 0.1])
    curve = {threshold: (model, everybody) for threshold, model, everybody in net_benefit(y, p)}
    assert curve[0.5] == (pytest.approx(0.0), pytest.approx(-0.5))
    assert curve[0.2] == (pytest.approx(0.25 - 0.25 * 0.25), pytest.approx(0.25 - 0.75 * 0.25))


def test_todays_method_is_held_to_the_same_capacities():
    rng = np.random.default_rng(2)
    y = (rng.random(2000) < 0.3).astype(float)
    good, poor = y + rng.normal(0, 0.5, 2000), y + rng.normal(0, 3, 2000)
    p = 1 / (1 + np.exp(-good))
    declared = OperatingPoint(rule="threshold", threshold=0.5, rationale="policy")
    clusters = Clusters.of(None, 2000)
    found = operating_point(declared, y, p, clusters, None, today=poor)
    assert [share for share, _ in found.today_at_capacity] == [share for share, _ in found.capture_at_capacity]
    for (capacity, today), (_, model) in zip(found.today_at_capacity, found.capture_at_capacity, strict=True):
        assert today == captured(y, poor, clusters, capacity)
        assert today.value < model.value
    same = operating_point(declared, y, p, clusters, None, today=p)
    assert same.today_at_capacity == same.capture_at_capacity


def test_a_method_that_ranks_nobody_has_no_capacities():
    y, p = np.tile([0.0, 1.0], 50), np.linspace(0.1, 0.9, 100)
    declared = OperatingPoint(rule="threshold", threshold=0.5, rationale="policy")
    for today in (None, np.full(100, 0.3)):
        assert operating_point(declared, y, p, Clusters.of(None, 100), None, today=today).today_at_capacity == ()


def test_each_threshold_tells_what_it_would_flag_and_find():
    rng = np.random.default_rng(3)
    p = rng.beta(1, 30, 3000)  # a rare outcome: no score comes near one half
    y = (rng.random(3000) < p).astype(float)
    points = thresholds(y, p)
    assert len(points) == 19
    assert points[-1].threshold < 0.25
    for point in points:
        flagged = p >= point.threshold
        assert point.flagged_share == pytest.approx(flagged.mean())
        assert point.recall == pytest.approx(y[flagged].sum() / y.sum())
        assert point.precision == pytest.approx(y[flagged].mean())
    assert [point.flagged_share for point in points] == sorted((point.flagged_share for point in points), reverse=True)


def test_too_few_flagged_have_no_precision_and_no_positives_no_recall():
    points = thresholds(np.zeros(100), np.r_[np.linspace(0, 0.2, 95), np.full(5, 0.9)])
    assert points[-1].flagged_share == 0.05
    assert points[-1].precision is None
    assert {point.recall for point in points} == {None}


def test_scores_of_one_value_have_one_threshold():
    assert len(thresholds(np.tile([0.0, 1.0], 10), np.full(20, 0.3))) == 1
