"""Weights by the probability of being recorded, where the truth is known."""

import numpy as np
import pytest

from peel_ml.fairness.groups import MISSING
from peel_ml.fairness.metrics import Values
from peel_ml.fairness.missing.weighting import LARGEST, MOST_LEVELS, recording, weighted
from peel_ml.fairness.statistics.clusters import Layout, sums
from peel_ml.fairness.statistics.comparison import compare


def compared(y, codes, area, clusters):
    """Return (difference, low, high) of group 0 to the rest over the recorded, and the same with weights."""
    values = Values(y.astype(float), np.zeros(len(y)), np.ones(len(y), dtype=bool))
    found = sums(Layout.of(codes, 2, clusters), values)
    fit = recording(codes != MISSING, y.astype(np.int64), [area])
    made = weighted(fit, codes, found, values, clusters)
    from peel_ml.fairness.statistics.comparison import Pairs

    zero = np.array([0])
    plain = Pairs(found.group.take(zero), found.rest.take(zero), found.correlation[zero])
    return [
        tuple(float(value[0]) for value in (one.difference, one.low, one.high))
        for one in (compare(pairs, worse="higher", adjusted=False, tail=0.025) for pairs in (plain, made.pair(0, None)))
    ]


def drawn(rng, events, *, depends=True):
    """Draw two groups with one rate, whose records are lost by outcome and area; rows come in pairs that are alike."""
    clusters = np.repeat(np.arange(events), 2)
    area = np.repeat(rng.integers(0, 2, events), 2)
    rate = np.repeat(rng.beta(3, 7, events), 2)
    y = (rng.random(2 * events) < rate).astype(np.int8)
    # Group 0 lives mostly in area 0, where people without an outcome lack a record.
    group = (rng.random(2 * events) < np.where(area == 0, 0.2, 0.8)).astype(np.int64)
    lost = np.where(depends & (area == 0) & (y == 0), 0.6, 0.1)
    return y, np.where(rng.random(2 * events) < lost, MISSING, group), area, clusters


def coverage(replicates, events, seed):
    rng = np.random.default_rng(seed)
    inside, middle = np.zeros(2), np.zeros(2)
    for _ in range(replicates):
        for at, (value, low, high) in enumerate(compared(*drawn(rng, events))):
            inside[at] += low <= 0.0 <= high
            middle[at] += value
    return inside / replicates, middle / replicates


def test_weights_are_right_where_leaving_out_is_wrong():
    (left_out, weights), (biased, unbiased) = coverage(150, 900, 7)
    assert biased > 0.10
    assert left_out < 0.10
    assert abs(unbiased) < 0.01
    # Four standard errors of 150 replicates about 95%.
    assert weights >= 0.88


@pytest.mark.full
def test_the_interval_covers_the_truth_in_many_data_sets():
    (_, weights), (_, unbiased) = coverage(2000, 900, 8)
    assert abs(unbiased) < 0.003
    assert 0.93 <= weights <= 0.97


def test_they_change_nothing_on_average_where_records_are_lost_by_chance():
    rng = np.random.default_rng(9)
    found = np.array([[one[0] for one in compared(*drawn(rng, 900, depends=False))] for _ in range(60)])
    gap = found[:, 1] - found[:, 0]
    assert abs(gap.mean()) < 4 * gap.std() / np.sqrt(60) + 1e-3
    assert gap.std() < found[:, 0].std() / 3


def test_weights_stand_for_everybody():
    y, codes, area, _ = drawn(np.random.default_rng(1), 5000)
    fit = recording(codes != MISSING, y.astype(np.int64), [area])
    assert fit.weight[codes == MISSING].sum() == 0
    assert fit.weight.sum() == pytest.approx(len(y), rel=0.01)
    # Outcome by area says it all here: the weights of a cell are one over its share recorded.
    cell = (area == 0) & (y == 0)
    assert fit.weight[cell & (codes != MISSING)].mean() == pytest.approx(1 / (codes[cell] != MISSING).mean(), rel=0.01)
    assert fit.held_back == 0.0


def test_nobody_stands_for_more_than_the_largest_weight():
    rng = np.random.default_rng(2)
    y = rng.integers(0, 2, 20_000).astype(np.int8)
    codes = np.where(rng.random(20_000) < np.where(y == 1, 0.97, 0.1), MISSING, rng.integers(0, 2, 20_000))
    fit = recording(codes != MISSING, y.astype(np.int64), [])
    assert fit.weight.max() == LARGEST
    assert fit.held_back == pytest.approx((y[codes != MISSING] == 1).mean())


def test_a_column_of_thousands_of_levels_is_taken_together():
    rng = np.random.default_rng(3)
    codes = np.where(rng.random(9000) < 0.2, MISSING, rng.integers(0, 2, 9000))
    fit = recording(codes != MISSING, rng.integers(0, 2, 9000), [rng.integers(0, 3000, 9000)])
    assert fit.design.shape[1] <= 2 * MOST_LEVELS
