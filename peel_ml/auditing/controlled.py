"""Verdict rows under disclosure control: no figure in them gives back a count that is withheld."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from peel_ml.auditing.counting import Counted
from peel_ml.fairness import sentences
from peel_ml.fairness.metrics import COUNT_METRICS
from peel_ml.results.fairness import Characteristic, FairnessRow

COARSE = "given to whole points and without numbers, because counts behind it are too few to report"

_SHARES = (
    "estimate",
    "low",
    "high",
    "difference",
    "difference_low",
    "difference_high",
    "observed",
    "expected",
    "bound_low",
    "bound_high",
    "reference_difference",
    "reference_low",
    "reference_high",
    "flipping_share",
)
_RATIOS = ("ratio", "ratio_low", "ratio_high")

_ANSWERS = ("A difference is shown.", "No difference is shown.", "Whether there is a difference cannot be told.")


def controlled(rows: tuple[FairnessRow, ...], counted: Counted, words: sentences.Words) -> tuple[FairnessRow, ...]:
    """Return the rows with coarse figures wherever a count behind them is withheld.

    An exact rate times its denominator is a count, and so is what it leaves of a total. Rounded to whole points and
    without its denominator it is not; the answers stay.
    """
    phrases = {
        (one.name, level): phrase
        for one in counted.groupings
        for level, phrase in zip(one.all_levels, one.phrases, strict=True)
    }
    return tuple(_controlled(row, counted, words, phrases[row.characteristic, row.group]) for row in rows)


def _controlled(row: FairnessRow, counted: Counted, words: sentences.Words, who: str) -> FairnessRow:
    metric = COUNT_METRICS.get(row.metric)
    behind = counted.names if metric is None else (*metric.counted, *metric.among)
    if not counted.hides(row.characteristic, row.group, (*behind, "n")):
        return row
    figures: dict[str, Any] = {name: _rounded(getattr(row, name), 2) for name in _SHARES}
    figures |= {name: _rounded(getattr(row, name), 1) for name in _RATIOS}
    n = None if counted.hides(row.characteristic, row.group, ("n",)) else row.n
    coarse = replace(row, n=n, denominator=None, p_value=None, **figures)
    return replace(coarse, sentence=_sentence(coarse, words, who))


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
        statement = statement.replace(f"{shares[name]:.1%} of records have", "Too few records to report have")
        shares[name] = round(shares[name], 2)
    return replace(one, missing_share=shares, statement=statement)


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)


def _sentence(row: FairnessRow, words: sentences.Words, who: str) -> str:
    if row.difference is None or row.difference_low is None or row.difference_high is None:
        return row.sentence
    said = sentences.compared(words, row.metric, who, None, row.difference, row.difference_low, row.difference_high)
    found = [at for answer in _ANSWERS if (at := row.sentence.find(answer)) >= 0]
    return f"{said} It is {COARSE}. {row.sentence[min(found) :] if found else ''}".rstrip()
