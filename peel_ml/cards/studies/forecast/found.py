"""What a forecast found: whether it beats simple methods, and how often its ranges held."""

from __future__ import annotations

from peel_ml.cards.content import Tile
from peel_ml.cards.declared import Declaration
from peel_ml.cards.studies import told
from peel_ml.cards.studies.names import method_in_sentence
from peel_ml.cards.words import count, counted, percent
from peel_ml.results.studies.forecast import ForecastDetail
from peel_ml.results.studies.record import StudyRecord

AROUND = 0.03
"""Ranges that hold as often as this either side of what they promise are said to do so."""


def detail_of(record: StudyRecord) -> ForecastDetail:
    """Return the record's detail as what it is."""
    assert isinstance(record.detail, ForecastDetail)
    return record.detail


def found(record: StudyRecord, declaration: Declaration) -> str:
    """Return the finding in one sentence; where no model is useful, which simple method to use."""
    use = detail_of(record).use
    said = told.found(record, declaration)
    return said if use is None else f"{said.rstrip('.')}. Use {method_in_sentence(use)}."


def tiles(record: StudyRecord, declaration: Declaration) -> tuple[Tile, ...]:
    """Return the error and the ranges as key facts."""
    scores, detail = record.scores, detail_of(record)
    lift, name = scores.lift, scores.primary
    mine = scores.metrics[name].value
    theirs = scores.baselines[lift.baseline][name].value if lift else None
    first = Tile("Not known", "smaller error than the best simple method", "It could not be measured.")
    if lift and lift.value is not None and mine is not None and theirs:
        less = lift.value / theirs
        ends = (
            f" (95% range: {percent(lift.low / theirs)} to {percent(lift.high / theirs)})"
            if lift.low is not None and lift.high is not None
            else ""
        )
        first = Tile(
            percent(abs(less)),
            f"{'smaller' if less >= 0 else 'larger'} error than {method_in_sentence(lift.baseline)}",
            f"{told.judged(record, declaration)}{ends}.",
        )
    held = scores.metrics["coverage"].value
    second = Tile(
        "Not known" if held is None else percent(held),
        "of counts lay inside their range",
        f"Ranges are made to hold {percent(detail.promised, 0)}.",
    )
    return first, second


def held_sentence(record: StudyRecord) -> str:
    """Return how often ranges held, against what they promise."""
    detail, one = detail_of(record), record.scores.metrics["coverage"]
    if one.value is None:
        return "How often ranges held could not be measured."
    near = abs(one.value - detail.promised) <= AROUND
    ends = "" if one.low is None or one.high is None else f" (95% range: {percent(one.low)} to {percent(one.high)})"
    word = "about as often as they promise" if near else "less often" if one.value < detail.promised else "more often"
    kept = "" if near else " than they promise"
    promise = f"Ranges are made to hold {percent(detail.promised, 0)} of counts."
    return f"{promise} They held {percent(one.value)}{ends}: {word}{kept}."


def not_forecast(record: StudyRecord) -> str:
    """Return which series have no forecast; empty where all have."""
    left = detail_of(record).left_out
    if not left:
        return ""
    told_why = "; ".join(f"{count(one.series)} because {one.reason}" for one in left)
    return f"{counted(sum(one.series for one in left), 'series', 'series')} have no forecast: {told_why}."
