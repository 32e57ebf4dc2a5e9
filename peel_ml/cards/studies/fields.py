"""What a study answers where a run that classifies records would answer something else."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from peel_ml.cards.fields.row import Answer, Asked, given, listed, not_applicable
from peel_ml.cards.studies.kinds import KINDS
from peel_ml.cards.studies.names import method_name, said, study_words
from peel_ml.cards.words import counted
from peel_ml.results.studies.record import StudyRecord


def _study(asked: Asked) -> StudyRecord:
    assert isinstance(asked.record, StudyRecord)
    return asked.record


def _model(asked: Asked) -> Answer:
    record = _study(asked)
    return given(
        f"{record.model.description}, peel-ml {record.peel_version}, digest {record.model.sha256[:16]}. In: "
        f"{counted(len(record.model.features), 'column')}. No loadable model leaves the run"
    )


def _search(asked: Asked) -> Answer:
    one = _study(asked).tuning
    if one is None:
        return not_applicable("no settings are searched for")
    return given(
        f"{one.sampler}, seed {one.seed}; {one.trials_requested} trials asked for, {one.completed} complete, "
        f"{one.pruned} pruned, {one.failed} failed"
    )


def _primary(asked: Asked) -> Answer:
    record = _study(asked)
    scores = record.scores
    return given(
        f"{study_words(scores.primary).technical}: {said(scores.primary, scores.metrics.get(scores.primary))}, on "
        f"{counted(scores.areas, 'area')} and {counted(scores.periods, 'period')}"
    )


def _compared(asked: Asked) -> Answer:
    record = _study(asked)
    if not record.scores.baselines:
        return not_applicable("nothing is predicted that a simpler method could predict")
    others = [method_name(name).lower() for name in record.scores.baselines]
    return given(f"{KINDS[record.study].found(record, asked.declaration)} Compared with: {listed(others)}")


def _calibration(asked: Asked) -> Answer:
    record = _study(asked)
    if "coverage" in record.scores.metrics:
        return given(f"Ranges that held: {said('coverage', record.scores.metrics['coverage'])}")
    return not_applicable("no percentage and no range is given for a single case")


def _no_decision(asked: Asked) -> Answer:
    return not_applicable("no score is turned into a decision")


def _stability(asked: Asked) -> Answer:
    return given("Figures are over many areas and periods, resampled by area for their ranges")


ANSWERS: Mapping[str, Callable[[Asked], Answer]] = {
    "6.1": _model,
    "6.2": _search,
    "7.1": _primary,
    "7.2": _compared,
    "7.3": _calibration,
    "7.4": _no_decision,
    "7.5": _stability,
    "8.5": lambda asked: not_applicable("no record is about a person"),
    "8.6": lambda asked: not_applicable("no record is about a person"),
}
"""By the field's number."""
