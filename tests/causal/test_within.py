"""The within transformation and the jackknife give what the library gives."""

from __future__ import annotations

import numpy as np
import pytest

from peel_ml.causal.fixed_effects import fixed_effects, quiet, regression
from peel_ml.causal.panel import Asking, panel_of
from peel_ml.causal.within import left_over
from tests.causal.made import table

ASKING = Asking("y", "treatment", "area", "month", "residents", None, ("fixed",))


@pytest.fixture(scope="module")
def frame():
    # Not balanced, and with weights.
    return panel_of(table("amount").filter(np.arange(480) % 7 != 3), ASKING).frame


def test_a_ratio_of_what_is_left_is_the_coefficient(frame):
    y, d = left_over(frame, ("y", "d"), ("x0",))
    w = frame["w"].to_numpy()
    assert (w * d * y).sum() / (w * d * d).sum() == pytest.approx(regression(frame, ("d", "x0")).coef()["d"], abs=1e-9)


def test_the_jackknife_is_the_librarys_without_its_further_corrections(frame):
    import pyfixest as pf

    with quiet():
        fit = pf.feols(
            "y ~ d + x0 | area + period",
            data=frame,
            weights="w",
            vcov={"CRV3": "cluster"},
            ssc=pf.ssc(k_adj=False, G_adj=False),
        )
    expected = float(fit.se()["d"]) * (19 / 20) ** 0.5
    assert fixed_effects(frame, ("x0",)).error == pytest.approx(expected, rel=1e-6)
