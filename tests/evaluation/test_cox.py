"""The small logistic regression equals statsmodels'."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit

from peel_ml.evaluation.clusters import Clusters
from peel_ml.evaluation.cox import logistic, robust_error


@pytest.mark.parametrize("rows", [60, 4_000])
@pytest.mark.parametrize("columns", [1, 2])
@pytest.mark.parametrize("size", [1, 3])
def test_coefficients_and_errors_equal_statsmodels(rows, columns, size):
    import statsmodels.api as sm

    rng = np.random.default_rng(rows + columns)
    x = rng.normal(-1, 1.5, rows)
    y = (rng.random(rows) < expit(0.3 + 0.8 * x)).astype(float)
    design = np.column_stack([np.ones(rows), x])[:, :columns]
    offset = x if columns == 1 else np.zeros(rows)
    clusters = Clusters.of(np.arange(rows) // size, rows)
    theirs = sm.GLM(y, design, family=sm.families.Binomial(), offset=offset).fit(
        tol=1e-14, cov_type="cluster", cov_kwds={"groups": clusters.codes}
    )
    coefficients, inverse, residuals = logistic(y, design, offset)
    np.testing.assert_allclose(coefficients, theirs.params, rtol=1e-9)
    assert robust_error(design, inverse, residuals, clusters) == pytest.approx(theirs.bse[-1], rel=1e-9)


def test_what_has_no_finite_solution_has_none():
    x = np.linspace(-1, 1, 40)
    ones = np.ones((40, 1))
    assert logistic((x > 0).astype(float), np.column_stack([ones, x]), np.zeros(40)) is None
    assert logistic(np.ones(40), ones, np.zeros(40)) is None
    assert logistic((x > 0).astype(float), np.column_stack([ones, 2 * ones]), np.zeros(40)) is None


def test_a_far_start_still_arrives():
    rng = np.random.default_rng(1)
    x = rng.normal(6, 2, 3_000)
    y = (rng.random(3_000) < expit(x - 9)).astype(float)
    found = logistic(y, np.column_stack([np.ones(3_000), x]), np.zeros(3_000))
    assert found is not None
    assert found[0] == pytest.approx([-9, 1], abs=0.5)
    # Probabilities far too low: the whole step of Newton's method overshoots.
    moved = logistic(y, np.ones((3_000, 1)), np.full(3_000, -13.0))
    assert moved is not None
    assert moved[0][0] == pytest.approx(13 + np.log(y.mean() / (1 - y.mean())), abs=1e-8)
