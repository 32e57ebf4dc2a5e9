"""Whether a study answered once more, from the same rows, gives the same figures."""

from __future__ import annotations

from peel_ml.experiment.rerunning import TOLERANCE
from peel_ml.results.rerun import Rerun
from peel_ml.results.studies.outcome import StudyOutcome


def compared(first: StudyOutcome, again: StudyOutcome) -> Rerun:
    """Compare two answers figure by figure, baselines included.

    Parameters
    ----------
    first, again : StudyOutcome
        From the same rows, task and seed.
    """
    before, after = _figures(first), _figures(again)
    differences = [
        abs(value - other)
        for name, value in before.items()
        if value is not None and (other := after.get(name)) is not None
    ]
    gone = [name for name, value in before.items() if (value is None) != (after.get(name) is None)]
    largest = max(differences, default=None)
    return Rerun(
        metrics=tuple(first.scores.metrics),
        largest_difference=largest,
        tolerance=TOLERANCE,
        agrees=False if gone else None if largest is None else largest <= TOLERANCE,
        same_model=None if first.model is None or again.model is None else first.model.sha256 == again.model.sha256,
        reason="" if not gone else f"figures that were there only once: {len(gone)}",
        refitted=1,
        members=1,
    )


def _figures(outcome: StudyOutcome) -> dict[str, float | None]:
    scores = outcome.scores
    figures = {name: one.value for name, one in scores.metrics.items()}
    for method, values in scores.baselines.items():
        figures |= {f"{method}.{name}": one.value for name, one in values.items()}
    return figures
