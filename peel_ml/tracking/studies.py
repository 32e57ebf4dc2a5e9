"""What MLflow gets to know of a study's record, under the names that every kind of run has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from peel_ml.results.estimate import Estimate
from peel_ml.results.studies.record import StudyRecord

Figure = tuple[str, float | None]


def chosen(record: StudyRecord) -> dict[str, Any]:
    """Return what was chosen before the figures, beside what every kind has."""
    made: dict[str, Any] = {
        "model": record.scores.candidate,
        "kind": record.study,
        "features": len(record.model.features),
    }
    if record.tuning is not None:
        made |= {
            "folds": record.tuning.folds,
            "tuning.objective": record.tuning.objective,
            "sampler": record.tuning.sampler,
            "trials": record.tuning.trials_requested,
            **{f"tuned.{key}": value for key, value in record.tuning.best_params.items()},
        }
    return made


def interval(name: str, estimate: Estimate) -> Iterator[Figure]:
    """Yield a figure and the ends of its interval."""
    yield name, estimate.value
    yield f"{name}_low", estimate.low
    yield f"{name}_high", estimate.high


def figures(record: StudyRecord) -> Iterator[Figure]:
    """Yield the figures of a study."""
    scores = record.scores
    for name, estimate in scores.metrics.items():
        yield from interval(name, estimate)
    for baseline, values in scores.baselines.items():
        for name, estimate in values.items():
            yield f"baseline.{baseline}.{name}", estimate.value
    if scores.lift is not None:
        yield from interval(
            f"lift_{scores.lift.metric}", Estimate(scores.lift.value, scores.lift.low, scores.lift.high)
        )
    yield "evaluated.rows", scores.rows
    yield "evaluated.areas", scores.areas
    yield "evaluated.periods", scores.periods
    if record.tuning is not None:
        yield "tuning.best_value", record.tuning.best_value
        yield "tuning.completed", record.tuning.completed
        yield "tuning.pruned", record.tuning.pruned
        yield "tuning.failed", record.tuning.failed
    if record.explanation is not None:
        yield "explanation.rank_stability", record.explanation.rank_stability
