"""Can the percentages be trusted? Slope, intercept, expected calibration error and the calibration chart."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.sparse import csr_matrix

from peel_ml.evaluation.bootstrap import Statistic, resample
from peel_ml.evaluation.clusters import Clusters, intra_cluster_correlation
from peel_ml.evaluation.cox import logistic, robust_error
from peel_ml.evaluation.fewer import Fewer
from peel_ml.evaluation.intervals import barrier, quantile_of, share
from peel_ml.evaluation.metrics import Floats, Ints, Sums
from peel_ml.results.estimate import Estimate
from peel_ml.results.scores import Calibration, CalibrationBin

ECE_BINS = 15
CHART_BINS = 10
CLIP = 1e-6
"""Probabilities are kept this far from 0 and 1 before their logit is taken."""


def calibration(y: Floats, p: Floats, clusters: Clusters, *, draws: int = 1000, seed: int = 0) -> Calibration:
    """Measure the calibration of probabilities.

    Parameters
    ----------
    y : ndarray of shape (n,)
        Outcomes, 0 or 1.
    p : ndarray of shape (n,)
        Probabilities, 0 to 1; kept 1e-6 away from the ends where a logit is taken.
    clusters : Clusters
        Rows that belong together.
    draws, seed : int
        For the interval of the expected calibration error.

    Returns
    -------
    Calibration
        `slope` of a logistic regression of the outcome on the logit of the probability (Cox 1958): below 1
        the probabilities are too extreme, above 1 too timid. `intercept` is calibration in the large: the
        constant of the same regression with the slope held at 1; above 0 the probabilities are too low on
        the whole. Both with cluster-robust 95% intervals. `ece` see `expected_calibration_error`. `bins` are
        ten equal-sized bins (tied probabilities stay together), each with Wilson's interval on the effective
        number of rows.
    """
    slope, intercept = _cox(y, p, clusters)
    return Calibration(
        slope, intercept, expected_calibration_error(y, p, clusters, draws=draws, seed=seed), _chart(y, p, clusters)
    )


def equal_bins(p: Floats, bins: int) -> Ints:
    """Return a bin number for each row, from equal-sized bins that do not part tied probabilities.

    Examples
    --------
    >>> equal_bins(np.array([0.1, 0.1, 0.2, 0.9]), 2).tolist()
    [0, 0, 1, 1]
    """
    edges = np.unique(np.quantile(p, np.arange(1, bins) / bins))
    _, codes = np.unique(np.searchsorted(edges, p, side="right"), return_inverse=True)
    return codes.astype(np.int64)


def expected_calibration_error(
    y: Floats, p: Floats, clusters: Clusters, *, draws: int = 1000, seed: int = 0
) -> Estimate:
    """Return the expected calibration error over 15 equal-sized bins, in shares of 1, with a 95% interval.

    The mean over rows of the gap between observed and expected share of their bin (Naeini et al. 2015).

    Notes
    -----
    Noise in the bins only ever adds to it, so the figure is too high for a well calibrated model, the more so
    the fewer rows; resampling adds the same noise again, so that the usual percentile interval starts too
    high. The lower end here is therefore the figure less the 97.5% quantile of the L1 distance between
    resampled and found gaps: by the triangle inequality the error in the figure is at most that distance. A
    lower end above a limit is then evidence that the limit is passed. The upper end is the 97.5% quantile of
    the resampled figure, which errs upwards.
    """
    codes = equal_bins(p, ECE_BINS)
    bins = int(codes.max()) + 1
    found = _gaps(codes, y - p, bins)
    value = float(np.abs(found).sum())
    blocked = barrier(y, clusters)
    if blocked:
        return Estimate(value, reason=blocked)
    fewer = Fewer.of(y, clusters, seed)
    codes, residuals = fewer.take(codes), fewer.take(y - p)
    rows, own = len(codes), _gaps(codes, residuals, bins)
    design = csr_matrix(
        (
            np.concatenate([residuals, np.ones(rows)]),
            (np.concatenate([codes, np.full(rows, bins)]), np.tile(np.arange(rows), 2)),
        ),
        shape=(bins + 1, rows),
    )

    def gaps(sums: Sums) -> Floats:
        drawn = np.asarray(sums[:-1] / sums[-1], np.float64)
        return drawn if fewer.rows is None else found + fewer.shrink * (drawn - own)

    formulas: dict[str, Callable[[Sums], Floats]] = {
        "ece": lambda sums: np.abs(gaps(sums)).sum(axis=0),
        "distance": lambda sums: np.abs(gaps(sums) - found).sum(axis=0),
    }
    [drawn] = resample((Statistic(design, formulas),), fewer.clusters, draws=draws, seed=seed)
    low = max(0.0, value - float(np.quantile(drawn["distance"], 0.975)))
    return Estimate(value, low, max(value, float(np.quantile(drawn["ece"], 0.975))))


def _gaps(codes: Ints, residuals: Floats, bins: int) -> Floats:
    """Return each bin's part in observed less expected shares, shape (bins, 1)."""
    return (np.bincount(codes, residuals, minlength=bins) / len(codes))[:, None]


def _cox(y: Floats, p: Floats, clusters: Clusters) -> tuple[Estimate, Estimate]:
    logit = np.log(np.clip(p, CLIP, 1 - CLIP)) - np.log1p(-np.clip(p, CLIP, 1 - CLIP))
    positive = y > 0
    if positive.all() or not positive.any():
        nothing = Estimate(None, reason="needs both outcomes among the rows")
        return nothing, nothing
    ones = np.ones((len(y), 1))
    intercept = _coefficient(y, ones, logit, clusters)
    if np.ptp(logit) < 1e-12:
        return Estimate(None, reason="every row has the same probability"), intercept
    if (logit[positive].min() >= logit[~positive].max()) or (logit[positive].max() <= logit[~positive].min()):
        return Estimate(None, reason="the probabilities separate the outcomes, so no slope fits"), intercept
    return _coefficient(y, np.column_stack([ones, logit]), None, clusters), intercept


def _coefficient(y: Floats, design: Floats, offset: Floats | None, clusters: Clusters) -> Estimate:
    """Fit a logistic regression; return the last coefficient with its cluster-robust interval."""
    found = logistic(y, design, np.zeros(len(y)) if offset is None else offset)
    if found is None:
        return Estimate(None, reason="the regression of the outcome on the probability does not converge")
    coefficients, inverse, residuals = found
    value = float(coefficients[-1])
    blocked = barrier(y, clusters)
    if blocked:
        return Estimate(value, reason=blocked)
    half = quantile_of(clusters.count) * robust_error(design, inverse, residuals, clusters)
    return Estimate(value, value - half, value + half)


def _chart(y: Floats, p: Floats, clusters: Clusters) -> tuple[CalibrationBin, ...]:
    codes = equal_bins(p, CHART_BINS)
    correlation = intra_cluster_correlation(y - p, clusters)
    bins = []
    for code in range(int(codes.max()) + 1):
        rows = codes == code
        bins.append(
            CalibrationBin(int(rows.sum()), float(p[rows].mean()), share(y[rows], clusters.subset(rows), correlation))
        )
    return tuple(bins)
