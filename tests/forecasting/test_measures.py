"""Measures of forecasts against figures worked out by hand."""

import numpy as np
import pytest

from peel_ml.forecasting.measures import better_by, estimate, parts, scales
from peel_ml.forecasting.ranges import LEVELS, Ranges

AREAS = np.array(["a", "b"])
CAME = np.array([[10.0, 20.0], [30.0, np.nan]])
SAID = np.array([[12.0, 20.0], [24.0, 5.0]])


def _parts(said=SAID):
    quantiles = np.broadcast_to(said, (len(LEVELS), 2, 2)).astype(np.float32)
    held = Ranges(said - 2, said + 2, quantiles)
    return parts(CAME, said, held, np.array([4.0, 8.0]), 0.9)


def test_by_hand():
    found = {name: estimate(one, AREAS).value for name, one in _parts().items()}
    assert found["mase"] == pytest.approx((2 / 4 + 0 + 6 / 8) / 3)
    assert found["wape"] == pytest.approx((2 + 0 + 6) / 60)
    assert found["coverage"] == pytest.approx(2 / 3)
    # A forecast without a spread: its score is the absolute error.
    assert found["crps"] == pytest.approx((2 + 0 + 6) / 3)
    ends = [(0.05 * 0 + 0.95 * 0 + 0.05 * 4) / 2, (0.05 * 2 + 0.05 * 2) / 2, (0.05 * 8 + 0.95 * 4) / 2]
    assert found["pinball"] == pytest.approx(np.mean(ends))


def test_a_smaller_error_is_better_and_counts_on_the_same_rows():
    better, worse = _parts(), _parts(SAID + np.array([[3.0, 3.0], [-3.0, 0.0]]))
    one = better_by("wape", better["wape"], worse["wape"], "other", AREAS)
    assert one.value == pytest.approx((5 - 2 + 3 - 0 + 9 - 6) / 60)
    assert one.low < one.value < one.high


def test_one_area_has_a_figure_and_no_range():
    one = estimate(_parts()["wape"], np.array(["a", "a"]))
    assert (one.value, one.low, one.reason) == (pytest.approx(8 / 60), None, "fewer than two areas")


def test_a_series_that_never_changes_has_no_scale():
    counts = np.array([[5.0] * 30, [*range(30)]])
    found = scales(counts, 29)
    assert np.isnan(found[0])
    assert found[1] == 12
    assert scales(counts, 20)[1] == 12
