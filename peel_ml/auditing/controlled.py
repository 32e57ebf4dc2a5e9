"""Verdict rows under disclosure control: no figure in them gives back a count that is withheld."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from peel_ml.auditing.counting import Counted
from peel_ml.disclosure import MINIMUM
from peel_ml.disclosure.rounding import coarse, nice
from peel_ml.fairness.metrics import COUNT_METRICS, OBSERVED_MINUS_EXPECTED
from peel_ml.results.estimate import Estimate
from peel_ml.results.fairness import Characteristic, FairnessRow

COARSE = "number withheld, and a coarse figure only, because counts behind it are too few to report"
POSITIVE = "the recorded outcome"
"""How sentences name the positive label: the file's own words may be codes."""

_FIGURES = (
    "estimate",
    "low",
    "high",
    "observed",
    "expected",
    "bound_low",
    "bound_high",
    "reference_difference",
    "reference_low",
    "reference_high",
    "flipping_share",
    "ratio",
    "ratio_low",
    "ratio_high",
)

_ANSWERS = ("A difference is shown.", "No difference is shown.", "Whether there is a difference cannot be told.")


def controlled(rows: tuple[FairnessRow, ...], counted: Counted) -> tuple[FairnessRow, ...]:
    """Return the rows with coarse figures wherever a count behind them is withheld.

    An exact rate times its denominator is a count, and so is what it leaves of a total. The difference alone, on steps
    of several people, is not; the answers stay.
    """
    phrases = {
        (one.name, level): phrase
        for one in counted.groupings
        for level, phrase in zip(one.all_levels, one.phrases, strict=True)
    }
    return tuple(_controlled(row, counted, phrases[row.characteristic, row.group]) for row in rows)


def _controlled(row: FairnessRow, counted: Counted, who: str) -> FairnessRow:
    metric = COUNT_METRICS.get(row.metric)
    behind = counted.names if metric is None else (*metric.counted, *metric.among)
    if not counted.hides(row.characteristic, row.group, (*behind, "n")):
        return row
    among = row.denominator or row.n
    # A step is at least as many people as the smallest count that is shown, and only one figure stands on it: from two
    # of them, or in whole points, a count of few among known ones could be told.
    size = max(0.01, nice(MINIMUM / among)) if among else 1.0
    figures: dict[str, Any] = dict.fromkeys((*_FIGURES, "p_value"))
    apart = coarse(Estimate(row.difference, row.difference_low, row.difference_high), min(size, 1.0))
    figures |= {"difference": apart.value, "difference_low": apart.low, "difference_high": apart.high}
    n = None if counted.hides(row.characteristic, row.group, ("n",)) else row.n
    withheld = replace(row, n=n, denominator=None, **figures)
    return replace(withheld, sentence=_sentence(withheld, who))


def without_small_shares(nine: tuple[Characteristic, ...], counted: Counted) -> tuple[Characteristic, ...]:
    """Return what is said of the nine characteristics without shares that give a withheld number of people away."""
    hidden = {
        one.name
        for one in counted.groupings
        if any(counted.hides(one.name, code, ("n",)) for code in one.all_levels[len(one.levels) :])
    }
    return tuple(_without(one, hidden) for one in nine)


def _without(one: Characteristic, hidden: set[str]) -> Characteristic:
    shares, statement = dict(one.missing_share), one.statement
    for name in hidden & set(shares):
        statement = statement.replace(f"{shares.pop(name):.1%} of records", "a few of records")
    return replace(one, missing_share=shares, statement=statement)


def _sentence(row: FairnessRow, who: str) -> str:
    if row.difference is None or row.difference_low is None or row.difference_high is None:
        return row.sentence
    expected = row.metric == OBSERVED_MINUS_EXPECTED
    less, more = ("less", "more") if expected else ("lower", "higher")
    size = f"{_points(row.difference)} points {more if row.difference > 0 else less}"
    interval = f"(95% interval {_signed(row.difference_low)} to {_signed(row.difference_high)} points, {COARSE})"
    if expected:
        said = f"For {who}, {POSITIVE} came about {size} often than expected, compared with everyone else {interval}."
    else:
        metric = COUNT_METRICS.get(row.metric)
        rate = f"share with {POSITIVE}" if metric is None else metric.words.format(positive=POSITIVE)
        said = f"For {who}, the {rate} is about {size} than for everyone else {interval}."
    found = [at for answer in _ANSWERS if (at := row.sentence.find(answer)) >= 0]
    return f"{said} {row.sentence[min(found) :] if found else ''}".rstrip()


def _points(share: float) -> str:
    return f"{abs(share) * 100:.0f}"


def _signed(share: float) -> str:
    return f"{'-' if round(share, 2) < 0 else ''}{_points(share)}"
