"""One plain sentence for each row: the figure, how sure, how many, and what can be said."""

from __future__ import annotations

from dataclasses import dataclass

from peel_ml.fairness.metrics import COUNT_METRICS, OBSERVED_MINUS_EXPECTED
from peel_ml.results.fairness import Tolerance, Verdict


@dataclass(frozen=True)
class Words:
    """How this use case names its rows and its outcome."""

    unit: str
    positive: str
    tolerance: Tolerance

    @property
    def limit(self) -> str:
        """The limit in words, with whether anybody agreed it."""
        size = (
            f"{self.tolerance.limit * 100:.3g} points"
            if self.tolerance.scale == "difference"
            else f"a ratio of {self.tolerance.limit:.3g}"
        )
        return f"the {'agreed ' if self.tolerance.agreed else ''}limit of {size}" + (
            "" if self.tolerance.agreed else ", an example that nobody has agreed,"
        )


def points(share: float) -> str:
    """Return a share of 1 in points, one decimal, without a sign.

    Examples
    --------
    >>> points(-0.0123)
    '1.2'
    """
    return f"{abs(share) * 100:.1f}"


def compared(
    words: Words,
    metric: str,
    group: str,
    n: int,
    difference: float,
    low: float,
    high: float,
    against: str = "everyone else",
) -> str:
    """Say how a group compares, with the interval and the number in the same sentence."""
    span = f"95% interval {low * 100:+.1f} to {high * 100:+.1f}, {n:,} {words.unit}"
    direction = "more" if difference > 0 else "less"
    if metric == OBSERVED_MINUS_EXPECTED:
        return (
            f"{group}: {words.unit} ended in {words.positive} {points(difference)} points {direction} often than "
            f"expected, compared with {against} ({span})."
        )
    side = "higher" if difference > 0 else "lower"
    return (
        f"{group}: the {COUNT_METRICS[metric].words} is {points(difference)} points {side} than for {against} ({span})."
    )


def judged(words: Words, shown: bool | None, verdict: Verdict) -> str:
    """Say whether a difference is shown, and what that means for the limit."""
    first = (
        "A difference is shown."
        if shown
        else "No difference is shown."
        if shown is not None
        else "Whether they differ cannot be told."
    )
    second = {
        "within": f"It is within {words.limit.rstrip(',')}.",
        "outside": f"It is outside {words.limit.rstrip(',')}.",
        "cannot_tell": f"Whether it exceeds {words.limit} cannot be told.",
        "not_judged": "",
    }[verdict]
    return f"{first} {second}".strip()


def withheld(group: str, reason: str) -> str:
    """Say that a group is there although its figure is not."""
    return f"{group}: {reason}. Nothing can be said about this group, which is not the same as no difference."
