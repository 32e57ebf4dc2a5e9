"""Calibration finds what was put in."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit, logit

from peel_ml.evaluation.calibration import calibration, equal_bins, expected_calibration_error
from peel_ml.evaluation.clusters import Clusters


def sample(rows=6_000, slope=1.0, shift=0.0):
    rng = np.random.default_rng(2)
    p = expit(-1 + rng.normal(size=rows))
    return (rng.random(rows) < expit(shift + slope * logit(p))).astype(float), p, Clusters.of(None, rows)


def test_a_calibrated_model_has_slope_one_and_intercept_zero():
    found = calibration(*sample(), draws=100)
    assert found.slope.low < 1 < found.slope.high
    assert found.intercept.low < 0 < found.intercept.high
    assert found.ece.low == 0
    assert len(found.bins) == 10
    assert sum(part.n for part in found.bins) == 6_000
    assert sum(part.observed.low <= part.expected <= part.observed.high for part in found.bins) >= 8


@pytest.mark.parametrize(("slope", "shift"), [(0.5, 0.0), (1.6, 0.0)])
def test_the_slope_is_found(slope, shift):
    found = calibration(*sample(slope=slope, shift=shift), draws=50)
    assert found.slope.low < slope < found.slope.high
    assert not found.slope.low < 1 < found.slope.high


def test_the_intercept_is_calibration_in_the_large():
    found = calibration(*sample(shift=0.4), draws=50)
    assert found.intercept.low < 0.4 < found.intercept.high
    assert found.ece.low > 0.02


def test_copies_of_rows_do_not_narrow_the_intervals():
    y, p, _ = sample(1_000)
    once = calibration(y, p, Clusters.of(None, 1_000), draws=50)
    events = Clusters.of(np.arange(3_000) // 3, 3_000)
    copies = calibration(np.repeat(y, 3), np.repeat(p, 3), events, draws=50)
    for name in ("slope", "intercept"):
        one, three = getattr(once, name), getattr(copies, name)
        assert three.value == pytest.approx(one.value, abs=1e-6)
        assert three.high - three.low == pytest.approx(one.high - one.low, rel=0.02)
    assert copies.bins[4].observed.low == pytest.approx(once.bins[4].observed.low, abs=0.01)


def test_what_cannot_be_fitted_says_why():
    y = np.tile([0.0, 1.0], 100)
    constant = calibration(y, np.full(200, 0.5), Clusters.of(None, 200), draws=20)
    assert constant.slope.value is None
    assert constant.slope.reason == "every row has the same probability"
    assert constant.intercept.value == pytest.approx(0)
    assert len(constant.bins) == 1
    perfect = calibration(y, 0.1 + 0.8 * y, Clusters.of(None, 200), draws=20)
    assert perfect.slope.value is None
    assert "separate" in perfect.slope.reason
    one = calibration(np.zeros(50), np.full(50, 0.1), Clusters.of(None, 50), draws=20)
    assert one.slope.value is None
    assert one.intercept.value is None
    assert one.ece.reason == "fewer than 10 positive rows"


def test_probabilities_of_zero_and_one_are_bearable():
    y, p, clusters = sample(500)
    p = np.where(p < 0.1, 0.0, np.where(p > 0.8, 1.0, p))
    found = calibration(y, p, clusters, draws=20)
    assert np.isfinite([found.slope.value, found.slope.low, found.slope.high]).all()


def test_the_calibration_error_is_the_mean_gap_of_the_bins():
    y, p, clusters = sample(900)
    codes = equal_bins(p, 15)
    by_hand = sum(abs(y[codes == code].mean() - p[codes == code].mean()) * (codes == code).mean() for code in range(15))
    assert expected_calibration_error(y, p, clusters, draws=20).value == pytest.approx(by_hand)


def test_tied_probabilities_share_a_bin():
    codes = equal_bins(np.r_[np.full(500, 0.2), np.linspace(0.3, 0.9, 100)], 10)
    assert len(set(codes[:500])) == 1
    assert sorted(set(codes)) == list(range(max(codes) + 1))
