"""How coarse a figure must be so that the counts behind it cannot be read back from it."""

from __future__ import annotations

import math
from dataclasses import replace

from peel_ml.disclosure.view import View
from peel_ml.results.estimate import Estimate

FINEST = 0.001
"""Shares are never given more finely than a tenth of a point in a rounded view."""


class Stepped(float):
    """A figure that is known on whole steps only, and the step: whoever prints it gives no digit that it has not.

    Examples
    --------
    >>> Stepped(0.14, 0.02), Stepped(0.14, 0.02).step, abs(-Stepped(0.14, 0.02)).step
    (0.14, 0.02, 0.02)
    """

    step: float

    def __new__(cls, value: float, step: float) -> Stepped:
        """Return the figure; it is equal to the plain number."""
        made = super().__new__(cls, value)
        made.step = step
        return made

    def __getnewargs__(self) -> tuple[float, float]:  # type: ignore[override]
        """Return what a copy is made from."""
        return float(self), self.step

    def __neg__(self) -> Stepped:
        """Return the figure on the other side of zero, on the same steps."""
        return Stepped(-float(self), self.step)

    def __abs__(self) -> Stepped:
        """Return the size of the figure, on the same steps."""
        return Stepped(abs(float(self)), self.step)


def like(value: float, other: float | None) -> float:
    """Return a figure on the steps of another one, where that one has any.

    Examples
    --------
    >>> like(0.0, Stepped(0.14, 0.02)).step, like(0.0, 0.14)
    (0.02, 0.0)
    """
    return Stepped(value, other.step) if isinstance(other, Stepped) else value


def people(n: int | None, view: View) -> int | None:
    """Return a count as a view shows it: a multiple of its base, halves upwards.

    Examples
    --------
    >>> from peel_ml.disclosure.view import INTERNAL, PUBLIC
    >>> people(1232, PUBLIC), people(1233, PUBLIC), people(1233, INTERNAL), people(None, PUBLIC)
    (1230, 1235, 1233, None)
    """
    return n if n is None or view.base == 1 else (2 * n + view.base) // (2 * view.base) * view.base


def nice(least: float) -> float:
    """Return the smallest of 1, 2, 5, 10, 20, 50 ... (and 0.5, 0.2, 0.1 ...) that is at least this.

    Examples
    --------
    >>> nice(0.003), nice(0.012), nice(0.05)
    (0.005, 0.02, 0.05)
    """
    power = 10.0 ** math.floor(math.log10(least))
    return round(next(one * power for one in (1, 2, 5, 10) if one * power >= least * (1 - 1e-9)), 12)


def step(n: int | None, view: View) -> float:
    """Return how far apart shares of `n` people lie in a view: one step is at least as many people as the base.

    Examples
    --------
    >>> from peel_ml.disclosure.view import INTERNAL, PUBLIC
    >>> step(40, PUBLIC), step(100, PUBLIC), step(700, PUBLIC), step(90_000, PUBLIC), step(100, INTERNAL)
    (0.2, 0.05, 0.01, 0.001, 0.0)
    """
    if view.base == 1:
        return 0.0
    return 1.0 if not n else min(1.0, max(FINEST, nice(view.base / n)))


def to_step(value: float | None, size: float) -> float | None:
    """Return a figure on the nearest step; as it is where there is no step.

    Examples
    --------
    >>> to_step(0.3371, 0.02), to_step(0.3371, 0.0), to_step(None, 0.1)
    (0.34, 0.3371, None)
    """
    if value is None or not size or not math.isfinite(value):
        return value
    return Stepped(round(round(value / size) * size, 12) + 0.0, size)


def coarse(estimate: Estimate, size: float) -> Estimate:
    """Return a figure on the nearest step, and its interval as that figure with a half-width in whole steps.

    The interval holds the exact one. Its ends say nothing about the exact figure: they move with the rounded one.

    Examples
    --------
    >>> coarse(Estimate(0.3371, 0.301, 0.369), 0.02)
    Estimate(value=0.34, low=0.28, high=0.4, reason=None)
    """
    value = to_step(estimate.value, size)
    if not size or value is None or estimate.value is None:
        return estimate

    def away(end: float | None, sign: int) -> float | None:
        if end is None:
            return None
        half = math.ceil((abs(end - estimate.value) + size / 2) / size - 1e-9)  # type: ignore[operator]
        return Stepped(round(value + sign * half * size, 12) + 0.0, size)

    return replace(estimate, value=value, low=away(estimate.low, -1), high=away(estimate.high, 1))


def within(estimate: Estimate, least: float, most: float) -> Estimate:
    """Return the estimate with ends that a share can have."""
    return replace(
        estimate,
        low=None if estimate.low is None else like(max(least, estimate.low), estimate.low),
        high=None if estimate.high is None else like(min(most, estimate.high), estimate.high),
    )
