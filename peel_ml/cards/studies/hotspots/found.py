"""Whether a model is worth building, in one sentence and two figures."""

from __future__ import annotations

from peel_ml.cards.content import Tile
from peel_ml.cards.declared import Declaration
from peel_ml.cards.studies.names import method_in_sentence, said
from peel_ml.cards.studies.told import judged
from peel_ml.cards.words import percent, points
from peel_ml.results.estimate import Estimate
from peel_ml.results.studies.forecast import ForecastDetail
from peel_ml.results.studies.hotspots import Hotspots
from peel_ml.results.studies.record import StudyRecord


def top_areas(record: StudyRecord) -> Hotspots | None:
    """Return what picking the top areas found; none where that was not asked."""
    return record.detail.hotspots if isinstance(record.detail, ForecastDetail) else None


def hotspots_of(record: StudyRecord) -> Hotspots:
    """Return what picking the top areas found; only for a record of that question."""
    found = top_areas(record)
    assert found is not None
    return found


def what(declaration: Declaration) -> str:
    """Return what is counted, inside a sentence."""
    return declaration.text("task.target.words") or "what is counted"


def found(record: StudyRecord, declaration: Declaration) -> str:
    """Return the finding in one sentence."""
    one = hotspots_of(record)
    plain = method_in_sentence(one.best_simple)
    if one.gain.value is None:
        return f"Nothing can be told: {one.gain.reason}."
    verdict = {
        "do_not_build": "Do not build a model",
        "worth_building": "A model is worth building",
        "cannot_tell": "Not shown to be worth building",
    }[one.answer]
    model, simple = record.scores.metrics["recall_at_k"].value, record.scores.baselines[one.best_simple]["recall_at_k"]
    held = f"the areas it picks hold {percent(model)} of {what(declaration)}, "
    held += f"those picked by {plain} {percent(simple.value)}"
    return f"{verdict}: {held}.{_why(one)}"


def _why(one: Hotspots) -> str:
    least = f"{points(one.least_gain, sign=False)} points"
    if one.answer == "worth_building":
        return f" It adds at least the {least} that were asked for."
    if one.answer == "cannot_tell":
        return f" Whether it adds the {least} that were asked for cannot be told."
    if one.ceiling.high is not None and one.ceiling.high < one.least_gain:
        return f" Even knowing each month in advance would add less than the {least} that were asked for."
    return f" It adds less than the {least} that were asked for."


def gained(estimate: Estimate) -> str:
    """Return an estimate in points with its range."""
    if estimate.value is None:
        return estimate.reason or "not known"
    if estimate.low is None or estimate.high is None:
        return f"{points(estimate.value)} points ({estimate.reason})"
    return f"{points(estimate.value)} points (95% range: {points(estimate.low)} to {points(estimate.high)})"


def tiles(record: StudyRecord, declaration: Declaration) -> tuple[Tile, ...]:
    """Return what a plain list holds, and what a model would add."""
    one = hotspots_of(record)
    simple = record.scores.baselines[one.best_simple]["recall_at_k"]
    return (
        Tile(
            percent(simple.value),
            f"of {what(declaration)} fall in the {percent(one.share, 0)} of areas that a plain list picks",
            f"By {method_in_sentence(one.best_simple)}: {said('recall_at_k', simple)}. {judged(record, declaration)}.",
        ),
        Tile(
            f"{points(one.gain.value)} points" if one.gain.value is not None else "Not known",
            "is what a model would add",
            f"{gained(one.gain)}. Knowing each month in advance would add {gained(one.ceiling)}.",
        ),
    )
