"""One plain sentence for each row: the figure, how sure, how many, and what can be said."""

from __future__ import annotations

from dataclasses import dataclass

from peel_ml.fairness.metrics import COUNT_METRICS, OBSERVED_MINUS_EXPECTED, OBSERVED_RATE
from peel_ml.results.fairness import Tolerance, Verdict


@dataclass(frozen=True)
class Words:
    """How this use case names its rows and its outcome."""

    unit: str
    positive: str
    tolerance: Tolerance
    standing: str = ""
    """How far the limit is agreed, for example "an illustration and not agreed"; empty when it is."""

    @property
    def limit(self) -> str:
        """The limit in words.

        Examples
        --------
        >>> Words("searches", "an outcome", Tolerance("ratio", 1.25, True, "")).limit
        'a ratio of 0.8 to 1.25'
        """
        if self.tolerance.scale == "difference":
            return f"{self.tolerance.limit * 100:.3g} points"
        upper = max(self.tolerance.limit, 1 / self.tolerance.limit)
        return f"a ratio of {1 / upper:.3g} to {upper:.3g}"


def points(share: float) -> str:
    """Return a share of 1 in points, one decimal, without a sign.

    Examples
    --------
    >>> points(-0.0123)
    '1.2'
    """
    return f"{abs(share) * 100:.1f}"


def span(low: float, high: float, less: str, more: str) -> str:
    """Return an interval in points, in the direction the sentence speaks of.

    Examples
    --------
    >>> span(-0.021, -0.003, "less", "more")
    '0.3 to 2.1'
    >>> span(-0.003, 0.021, "less", "more")
    '0.3 less to 2.1 more'
    """
    if low >= 0:
        return f"{points(low)} to {points(high)}"
    if high <= 0:
        return f"{points(high)} to {points(low)}"
    return f"{points(low)} {less} to {points(high)} {more}"


def percent(share: float) -> str:
    """Return a share of 1 as a percentage with one decimal.

    Examples
    --------
    >>> percent(0.4485)
    '44.9%'
    """
    return f"{share * 100:.1f}%"


def compared(
    words: Words,
    metric: str,
    who: str,
    n: int | None,
    difference: float,
    low: float,
    high: float,
    figures: tuple[float, float] | None = None,
) -> str:
    """Say how a group compares with everyone else, with the interval and the number in the same sentence.

    Parameters
    ----------
    figures : tuple of float, optional
        The group's own rate and everyone else's; for observed minus expected the group's observed and expected one.
        Without them the sentence holds the difference alone.

    Examples
    --------
    >>> words = Words("searches", "an outcome", Tolerance("difference", 0.05, True, ""))
    >>> compared(words, "observed_rate", "White people", 1200, -0.021, -0.05, 0.008, (0.231, 0.252))[:80]
    'For White people, 23.1% of searches ended in an outcome, against 25.2% for every'
    """
    often = metric == OBSERVED_MINUS_EXPECTED
    less, more = ("less", "more") if often else ("lower", "higher")
    number = "number withheld" if n is None else f"{n:,} {words.unit}"
    sure = f"(95% interval {span(low, high, less, more)}, {number})"
    side, size = more if difference > 0 else less, f"{points(difference)} points"
    even = points(difference) == points(0)
    ended = f"{words.unit} ended in {words.positive}"
    rate = "" if metric in (OBSERVED_MINUS_EXPECTED, OBSERVED_RATE) else _rate(metric, words)
    if often:
        said = f"{'as often as' if even else f'{size} {side} often than'} expected, compared with everyone else {sure}."
        if figures is None:
            return f"For {who}, {ended} {said}"
        return f"For {who}, {percent(figures[0])} of {ended}, where {percent(figures[1])} was expected: {said}"
    if figures is None:
        apart = "as high as for everyone else" if even else f"{size} {side} than for everyone else"
        return f"For {who}, the {rate or f'share of {words.unit} that ended in {words.positive}'} is {apart} {sure}."
    said = f"against {percent(figures[1])} for everyone else: {'about the same' if even else f'{size} {side}'} {sure}."
    if rate:
        return f"For {who}, the {rate} is {percent(figures[0])}, {said}"
    return f"For {who}, {percent(figures[0])} of {ended}, {said}"


def _rate(metric: str, words: Words) -> str:
    return COUNT_METRICS[metric].words.format(positive=words.positive)


def answers(words: Words, shown: bool | None, verdict: Verdict, reason: str) -> str:
    """Say whether a difference is shown, and what that means for the limit."""
    said = {
        True: "A difference is shown.",
        False: "No difference is shown.",
        None: "Whether there is a difference cannot be told.",
    }[shown]
    limit = f"the limit of {words.limit}"
    after = f", which is {words.standing}" if words.standing else ""
    aside, end = (f"{after}," if after else ""), f"{after}."
    return (
        said
        + {
            "within": f" It is within {limit}{end}",
            "outside": f" It exceeds {limit}{end}",
            "cannot_tell": f" Whether it exceeds {limit}{aside} cannot be told: {reason}.",
            "not_judged": "",
        }[verdict]
    )


def withheld(who: str, reason: str) -> str:
    """Say that a group is there although its figure is not."""
    return f"For {who}: {reason}. Nothing can be said about this group, which is not the same as no difference."
