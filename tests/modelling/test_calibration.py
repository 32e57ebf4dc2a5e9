import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peel_ml.errors import BadRequest
from peel_ml.modelling.calibration import LEAST_SLOPE, calibrate, probability


def drawn(seed, slope, intercept, n=3000):
    rng = np.random.default_rng(seed)
    raw = rng.normal(rng.normal(scale=3), rng.uniform(0.05, 3), n)
    return raw, (rng.random(n) < probability(slope * raw + intercept)).astype(np.int8)


@given(st.integers(0, 10**6), st.floats(0.2, 2), st.floats(-1, 1), st.sampled_from(["logistic", "isotonic"]))
def test_the_mean_is_the_rate(seed, slope, intercept, method):
    raw, y = drawn(seed, slope, intercept)
    if y.min() == y.max():
        return
    calibrator = calibrate(raw, y, method)
    if getattr(calibrator, "slope", 1) > LEAST_SLOPE:
        assert calibrator(raw).mean() == pytest.approx(y.mean(), abs=1e-5)


def test_logistic_finds_the_truth_and_keeps_every_rank():
    raw = np.random.default_rng(1).normal(size=200_000)
    y = (np.random.default_rng(2).random(200_000) < probability(0.5 * raw - 1)).astype(np.int8)
    fitted = calibrate(raw, y)
    assert fitted.slope == pytest.approx(0.5, abs=0.03)
    assert fitted.intercept == pytest.approx(-1, abs=0.03)
    assert np.array_equal(np.argsort(raw, kind="stable"), np.argsort(fitted(raw), kind="stable"))


def test_a_score_that_ranks_backwards_is_not_turned_over():
    raw, y = drawn(3, -1, 0)
    fitted = calibrate(raw, y)
    assert fitted.slope == LEAST_SLOPE
    assert fitted(raw).mean() == pytest.approx(y.mean(), abs=1e-6)


def test_a_score_that_separates_stays_finite():
    raw = np.array([-2.0] * 50 + [2.0] * 50)
    fitted = calibrate(raw, (raw > 0).astype(np.int8))
    assert np.isfinite([fitted.slope, fitted.intercept]).all()


def test_one_outcome_is_refused():
    with pytest.raises(BadRequest, match="one only"):
        calibrate(np.zeros(5), np.zeros(5, np.int8))
