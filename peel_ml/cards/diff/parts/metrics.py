"""How well the models work: every figure that moved, with its range."""

from __future__ import annotations

from collections.abc import Mapping

from peel_ml.cards.diff.content import Part, Row, Side
from peel_ml.cards.diff.words import each, figure, ranges, span
from peel_ml.cards.names import candidate_name, metric_words
from peel_ml.cards.words import counted, number
from peel_ml.results.estimate import Estimate, PairedDifference
from peel_ml.results.scores import OperatingPoint, Scores
from peel_ml.results.studies.scores import StudyScores

_Figure = Estimate | PairedDifference | None

_AGAINST = "How much better this model is (a minus: worse) than"
_NOTE = (
    "The two cards were not compared case by case. Ranges that overlap do not show that nothing changed; ranges that "
    "do not overlap are a sign that something did, in the model or in the cases it was scored on."
)


def part(before: Side, after: Side, minimum: int) -> Part | None:
    """Return the figures that moved; ``None`` where only cards are at hand."""
    if before.record is None or after.record is None:
        return None
    one, other = before.record.scores, after.record.scores
    rows: tuple[Row, ...] = (*_models(one, other), *_against(one, other))
    if isinstance(one, Scores) and isinstance(other, Scores):
        rows = (*rows, *_percentages(one, other), *_decisions(one, other))
    apart = sum(found.said == "The ranges do not overlap." for found in rows)
    ranged = sum(bool(found.said) for found in rows)
    short = f"How well it works: {counted(len(rows), 'figure')} moved."
    if ranged:
        short += f" Of {ranged} with ranges, the ranges of {apart or 'none'} do not overlap."
    return Part(
        "metrics",
        "How well it works",
        rows,
        short if rows else "Every figure is the same as far as it is shown.",
        _NOTE,
    )


def _moved(
    what: str,
    one: _Figure,
    other: _Figure,
    under: str,
    scale: float = 1,
    digits: int = 3,
    unit: str = "",
) -> list[Row]:
    old, new = figure(one, scale, digits, unit), figure(other, scale, digits, unit)
    return [] if old == new else [Row(what, old, new, ranges(span(one), span(other)), under)]


def _metric(name: str, one: _Figure, other: _Figure, what: str, under: str) -> list[Row]:
    words = metric_words(name)
    scale, digits, unit = (100, 1, " in 100") if words.per_hundred else (1, 4, "")
    return _moved(what or words.plain, one, other, under, scale, digits, unit)


def _models(one: Scores | StudyScores, other: Scores | StudyScores) -> list[Row]:
    methods = [("This model", one.metrics, other.metrics)]
    methods += [
        (candidate_name(name), one.baselines.get(name, {}), other.baselines.get(name, {}))
        for name in each(one.baselines, other.baselines)
    ]
    return [row for under, old, new in methods for row in _figures(old, new, under)]


def _figures(old: Mapping[str, Estimate], new: Mapping[str, Estimate], under: str) -> list[Row]:
    return [row for name in each(old, new) for row in _metric(name, old.get(name), new.get(name), "", under)]


def _against(one: Scores | StudyScores, other: Scores | StudyScores) -> list[Row]:
    old = {(found.metric, found.baseline): found for found in one.comparisons}
    new = {(found.metric, found.baseline): found for found in other.comparisons}
    return [
        row
        for key in dict.fromkeys([*old, *new])
        for row in _metric(
            key[0],
            old.get(key),
            new.get(key),
            candidate_name(key[1]),
            _AGAINST,
        )
    ]


def _percentages(one: Scores, other: Scores) -> list[Row]:
    under = "Whether its percentages can be trusted"
    old, new = one.calibration, other.calibration
    return [
        *_moved("How steeply they follow what happened (1 is right)", old.slope, new.slope, under),
        *_moved("Whether they are too high or too low overall (0 is right)", old.intercept, new.intercept, under),
        *_moved("Average gap between percentages and outcomes", old.ece, new.ece, under, 100, 1, " points"),
    ]


def _decisions(one: Scores, other: Scores) -> list[Row]:
    old, new = one.operating_point, other.operating_point
    under = "Where a score becomes a decision"
    if old is None or new is None:
        return [] if old is new else [Row("Cut-off", _cut(old), _cut(new), under=under)]
    return [
        *([] if _cut(old) == _cut(new) else [Row("Cut-off", _cut(old), _cut(new), under=under)]),
        *_moved("Share flagged", old.flagged_share, new.flagged_share, under, 100, 1, " in 100"),
        *_moved("With the outcome, of those flagged", old.precision, new.precision, under, 100, 1, " in 100"),
        *_moved("Found, of those with the outcome", old.recall, new.recall, under, 100, 1, " in 100"),
    ]


def _cut(point: OperatingPoint | None) -> str | None:
    return None if point is None else f"{number(point.threshold, 4)} ({point.rule})"
