"""What a search for changes says of itself in words."""

from __future__ import annotations

from datetime import date

from peel_ml.cards.content import Tile
from peel_ml.cards.declared import Declaration
from peel_ml.cards.studies.names import method_in_sentence
from peel_ml.cards.words import number, per_hundred, percent
from peel_ml.data.checks.wording import MONTHS
from peel_ml.results.estimate import Estimate
from peel_ml.results.studies.changes import ChangeDetail
from peel_ml.results.studies.record import StudyRecord


def detail_of(record: StudyRecord) -> ChangeDetail:
    """Return the record's detail."""
    assert isinstance(record.detail, ChangeDetail)
    return record.detail


def month(day: str) -> str:
    """Return the month of a day.

    Examples
    --------
    >>> month("2023-10-01")
    'October 2023'
    """
    at = date.fromisoformat(day)
    return f"{MONTHS[at.month - 1]} {at.year}"


def series_name(area: str, series: str) -> str:
    """Return a series' name.

    Examples
    --------
    >>> series_name("Camden", "Faith"), series_name("Camden", "")
    ('Camden, Faith', 'Camden')
    """
    return f"{area}, {series}" if series else area


def change_words(detail: ChangeDetail) -> str:
    """Return the size of the change that was planted.

    Examples
    --------
    >>> change_words(ChangeDetail(0.05, 0.5))
    'a rise by 50%, or a fall that undoes one'
    >>> change_words(ChangeDetail(0.05, 0.04, "share"))
    'a rise or fall by 4.0 points'
    """
    if detail.unit == "count":
        return f"a rise by {percent(detail.smallest_change, 0)}, or a fall that undoes one"
    if detail.unit == "share":
        return f"a rise or fall by {100 * detail.smallest_change:.1f} points"
    return f"a rise or fall by {number(detail.smallest_change)}"


def range_of(one: Estimate | None) -> str:
    """Return a share with its range in brackets."""
    if one is None or one.value is None:
        return (one.reason if one else None) or "not measured"
    if one.low is None or one.high is None:
        return percent(one.value)
    return f"{percent(one.value)} ({percent(one.low)} to {percent(one.high)})"


def found(record: StudyRecord, declaration: Declaration) -> str:
    """Return whether it keeps to its rate of false alarms and finds more than a rule of thumb, in one sentence."""
    detail, scores = detail_of(record), record.scores
    rate, detected = scores.metrics["false_alarm_rate"], scores.metrics["detection_rate"]
    declared = percent(detail.false_alarm_rate)
    other = scores.lift.baseline if scores.lift else ""
    theirs = scores.baselines.get(other, {}).get("detection_rate")
    finds = (
        f"it finds {percent(detected.value)} of planted changes. At the same rate of false alarms, "
        f"{method_in_sentence(other)} finds {percent(theirs.value if theirs else None)}"
    )
    measured = f"{percent(rate.value)} of calm series raise an alarm ({declared} declared)"
    if scores.useful:
        return f"It keeps to its rate of false alarms: {measured}, and {finds}."
    if rate.low is not None and rate.low > detail.false_alarm_rate:
        return f"No useful model: it raises more false alarms than declared. {measured[:1].upper()}{measured[1:]}."
    if scores.useful is False:
        return f"No useful model: it is not shown to find more than a rule of thumb. {finds[:1].upper()}{finds[1:]}."
    return f"Whether it keeps to its rate of false alarms cannot be told: {measured}; {finds}."


def tiles(record: StudyRecord, declaration: Declaration) -> tuple[Tile, ...]:
    """Return what is found, and what is raised for nothing."""
    detail, metrics = detail_of(record), record.scores.metrics
    detected, late = metrics["detection_rate"], metrics["detection_delay"]
    rate, over_all = metrics["false_alarm_rate"], detail.expected_false
    delay = f"On average in period {number(late.value, 1)} of the change. " if late.value is not None else ""
    expected = f"Over all {detail.series} series about {number(over_all.value, 0)}. " if over_all else ""
    return (
        Tile(
            per_hundred(detected.value),
            "planted changes are found",
            f"{delay}Planted was {change_words(detail)}. 95% range: {range_of(detected)}.",
        ),
        Tile(
            per_hundred(rate.value),
            "calm series raise a false alarm",
            f"{expected}{percent(detail.false_alarm_rate)} were declared. 95% range: {range_of(rate)}.",
        ),
    )
