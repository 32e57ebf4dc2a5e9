"""7: how well it works."""

from __future__ import annotations

from peel_ml.cards.fields import standards as by
from peel_ml.cards.fields.row import (
    EARLIER,
    Answer,
    Asked,
    Row,
    given,
    listed,
    not_applicable,
    not_measured,
    with_measured,
    withheld,
)
from peel_ml.cards.names import candidate_in_sentence, metric_words
from peel_ml.cards.sections.facts import is_audit, lift_sentence, period_name
from peel_ml.cards.words import count, counted, number, percent, spread
from peel_ml.results.estimate import Estimate


def _with_range(one: Estimate, digits: int = 3) -> str:
    return f"{number(one.value, digits)} (95% interval {spread(one.low, one.high, 1, digits)})"


def _primary(asked: Asked) -> Answer:
    scores = asked.run.scores
    one = scores.metrics.get(scores.primary)
    if one is None or one.value is None:
        return withheld(one.reason if one else "the primary metric was not computed")
    return given(
        f"{metric_words(scores.primary).technical} {_with_range(one)} on {count(scores.rows)} rows of the "
        f"{period_name(asked.run)}; {counted(len(scores.by_period), 'period')} and "
        f"{counted(len(scores.by_area), 'area')} each with its own figure"
        + (f". {scores.resampling_rule}" if scores.resampling_rule else "")
    )


def _compared(asked: Asked) -> Answer:
    scores = asked.run.scores
    if scores.lift.value is None and not scores.comparisons:
        return withheld(scores.lift.reason or "no comparison was made")
    others = [candidate_in_sentence(name) for name in scores.baselines]
    fewer = f". {scores.fitted_rule}" if scores.fitted_rule else ""
    return given(f"{lift_sentence(asked.run)} Compared with: {listed(others)}{fewer}")


def _calibration(asked: Asked) -> Answer:
    one = asked.run.scores.calibration
    if one.slope.value is None:
        return withheld(one.slope.reason)
    return given(
        f"Slope {_with_range(one.slope, 2)}, expected calibration error {number(one.ece.value)}; "
        f"{counted(len(one.bins), 'band')} of expected percentages, each set beside what was recorded"
    )


def _operating_point(asked: Asked) -> Answer:
    point = asked.run.scores.operating_point
    if point is None:
        who = (
            "it looks back at recorded decisions and nobody is selected"
            if is_audit(asked.declaration)
            else ("no score is turned into a decision")
        )
        return not_applicable(who)
    rule = {"threshold": "A threshold", "capacity": "A capacity", "cost": "A ratio of costs"}[point.rule]
    return given(
        f"{rule}: {percent(point.flagged_share.value)} are flagged; {percent(point.recall.value)} of those with the "
        f"outcome are found; {percent(point.precision.value)} of those flagged have it. Why: {point.rationale}"
    )


def _stability(asked: Asked) -> Answer:
    one = asked.run.stability
    if one is None:
        return not_measured("it was a quick run" if asked.run.quick else EARLIER)
    said = []
    if one.folds:
        low, high = min(one.folds), max(one.folds)
        name = metric_words(one.metric).technical
        said.append(f"{name} over {counted(len(one.folds), 'fold')}: {number(low)} to {number(high)}.")
    for stress in one.stresses:
        change = stress.change
        if change.value is None:
            said.append(f"{stress.what}: could not be computed.")
        else:
            said.append(f"{stress.what}: {number(change.value)} ({spread(change.low, change.high, 1, 3)}).")
    if one.rule:
        said.append(one.rule)
    return given(" ".join(said)) if said else not_measured("neither folds nor stress gave a figure")


ROWS = (
    Row(
        "7.1",
        "How well it works, with its interval",
        ("measured",),
        "submit",
        (by.MODEL_CARDS, by.TOOLKIT, by.SAGEMAKER, by.ALGO_CARE),
        "works",
        _primary,
    ),
    Row(
        "7.2",
        "Against what is done today and a simple model",
        ("measured",),
        "submit",
        (by.ICO, by.COLLEGE),
        "works",
        _compared,
    ),
    Row(
        "7.3",
        "Whether the percentages can be trusted",
        ("measured",),
        "submit",
        (by.EXPLAINING,),
        "trust",
        _calibration,
    ),
    Row(
        "7.4",
        "Where a score becomes a decision, and why there",
        ("measured", "declared"),
        "submit",
        (by.ATRS, by.ALGO_CARE),
        "works",
        with_measured("7.4", _operating_point),
    ),
    Row(
        "7.5",
        "How far it hangs on chance, and on every fact being there",
        ("measured",),
        "submit",
        (by.COVENANT, by.ISO_42001),
        "works",
        _stability,
    ),
)
"""The rows of this chapter."""
