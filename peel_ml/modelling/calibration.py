"""From scores to percentages that can be trusted, learned on rows the scored model did not see.

Logistic calibration (Platt 1999; Cox 1958) is the default: it has two numbers and a slope held above zero, so
it keeps every rank and therefore every ranking metric. Isotonic calibration bends further where there is much
data, and makes ties.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from peel_ml.errors import BadRequest

Method = Literal["logistic", "isotonic"]

LEAST_SLOPE = 1e-3
"""A score that ranks its own out-of-fold rows backwards becomes almost constant; it is not turned over."""
_PULL = 1e-2
"""Strength with which the slope is pulled to 1: keeps it finite where the score separates the target."""
_EDGE = 1e-6


def probability(log_odds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the probabilities of log-odds, without overflow."""
    return np.asarray(np.exp(-np.logaddexp(0.0, -log_odds)))


@dataclass(frozen=True)
class LogisticCalibration:
    """Probability = 1 / (1 + exp(-(slope * log_odds + intercept)))."""

    slope: float = 1.0
    intercept: float = 0.0
    method: Literal["logistic"] = "logistic"

    def __call__(self, raw: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return calibrated probabilities, shape (n,)."""
        return probability(self.slope * raw + self.intercept)


@dataclass(frozen=True)
class IsotonicCalibration:
    """A rising line through `points` (log-odds) and `shares`, flat outside."""

    points: tuple[float, ...]
    shares: tuple[float, ...]
    method: Literal["isotonic"] = "isotonic"

    def __call__(self, raw: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return calibrated probabilities, shape (n,)."""
        return np.clip(np.interp(raw, self.points, self.shares), _EDGE, 1 - _EDGE)


Calibrator = LogisticCalibration | IsotonicCalibration


def calibrate(raw: NDArray[np.float64], y: NDArray[np.int8], method: Method = "logistic") -> Calibrator:
    """Learn a calibrator from out-of-fold log-odds.

    Parameters
    ----------
    raw : ndarray of float64, shape (n,)
        Log-odds of rows, each from a model that was not fitted on it.
    y : ndarray of shape (n,)
        Their 0/1 target.

    Returns
    -------
    LogisticCalibration or IsotonicCalibration
        Its mean over `raw` equals the mean of `y` (unless the slope had to be held).

    Raises
    ------
    BadRequest
        The target has one value only.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> raw = rng.normal(size=2000)
    >>> y = (rng.random(2000) < probability(0.5 * raw - 1)).astype(np.int8)
    >>> fitted = calibrate(raw, y)
    >>> bool(abs(fitted(raw).mean() - y.mean()) < 1e-9)
    True
    """
    if len(np.unique(y)) < 2:
        raise BadRequest(f"Calibration needs both outcomes among its {len(y)} rows; there is one only.")
    return _isotonic(raw, y) if method == "isotonic" else _logistic(raw, y)


def _logistic(raw: NDArray[np.float64], y: NDArray[np.int8]) -> LogisticCalibration:
    centre = float(raw.mean())
    x = raw - centre
    free = _newton(x, y, None)
    slope, level = free if free[0] >= LEAST_SLOPE else _newton(x, y, LEAST_SLOPE)
    return LogisticCalibration(slope, level - slope * centre)


def _newton(x: NDArray[np.float64], y: NDArray[np.int8], held: float | None) -> tuple[float, float]:
    """Maximise the likelihood of (slope, level); `held` fixes the slope."""
    rate = float(y.mean())
    slope, level = (1.0 if held is None else held), float(np.log(rate / (1 - rate)))

    def loss(a: float, b: float) -> float:
        z = a * x + b
        return float(np.sum(np.logaddexp(0.0, z) - y * z)) + _PULL / 2 * (a - 1) ** 2

    now = loss(slope, level)
    for _ in range(100):
        p = probability(slope * x + level)
        weight = p * (1 - p)
        gradient = np.array([np.sum((p - y) * x) + _PULL * (slope - 1), np.sum(p - y)])
        curve = np.array(
            [
                [np.sum(weight * x * x) + _PULL, np.sum(weight * x)],
                [np.sum(weight * x), np.sum(weight) + 1e-12],
            ]
        )
        step = np.linalg.solve(curve, gradient) if held is None else np.array([0.0, gradient[1] / curve[1, 1]])
        scale = 1.0
        while (then := loss(slope - scale * step[0], level - scale * step[1])) > now and scale > 1e-10:
            scale /= 2
        slope, level = float(slope - scale * step[0]), float(level - scale * step[1])
        done, now = np.abs(scale * step).max() < 1e-12, then
        if done:
            break
    return slope, level


def _isotonic(raw: NDArray[np.float64], y: NDArray[np.int8]) -> IsotonicCalibration:
    from sklearn.isotonic import IsotonicRegression

    fitted = IsotonicRegression(out_of_bounds="clip").fit(raw, y)
    return IsotonicCalibration(tuple(fitted.X_thresholds_.tolist()), tuple(fitted.y_thresholds_.tolist()))
