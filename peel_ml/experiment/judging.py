"""The second half of a run: learn, score, explain."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from peel_ml.cluster import connect
from peel_ml.data.parts import Features, Part, Parts, joined
from peel_ml.evaluation.checks.table import check_model
from peel_ml.evaluation.checks.view import ModelView
from peel_ml.evaluation.scoring import evaluate
from peel_ml.experiment.drawing import few
from peel_ml.experiment.held_out import counted, open_period, period_digest
from peel_ml.experiment.learning import Learned, learn
from peel_ml.experiment.material import Checked
from peel_ml.experiment.request import Listener, RunRequest
from peel_ml.experiment.work import WorkFolder
from peel_ml.modelling.candidates import Predictor, fit_candidate
from peel_ml.results.explanation import Explanation
from peel_ml.results.record import HeldOut
from peel_ml.results.rerun import Rerun
from peel_ml.results.scores import Scores
from peel_ml.tuning.study import Study

TODAY = ("previous_process", "logistic_regression", "prevalence")
"""What the lift is measured against: the first of these that the use case compares with."""

COUNTED = ("prevalence", "previous_process")
"""Candidates that only count rows, and so always count all of them."""

FITTED_ROWS = 300_000
"""Development rows any other candidate is fitted on at most: a few hundred weights of a logistic regression are then
known so well that more rows change its log loss by less than .001."""

CHUNK = 250_000
"""Rows a candidate scores at a time."""

FIXED = "lightgbm_fixed"
"""The candidate that shows what the search bought: the same model with a good setting nobody searched for."""


@dataclass(frozen=True)
class Judged:
    """The rows a run learns on and the rows it is judged on."""

    development: Part
    evaluated: Part


def judged(request: RunRequest, parts: Parts) -> Judged:
    """Choose the rows: validation as often as anyone likes, the held-out period only with ``--final``."""
    if request.final:
        return Judged(joined("training", parts.training, parts.validation), parts.held_out)
    return Judged(parts.training, parts.validation)


def learned(request: RunRequest, judged: Judged, work: WorkFolder, listener: Listener) -> Learned:
    """Search, fit and calibrate on the development rows alone."""
    tuning, settings = request.case.tuning, request.settings
    study = None
    if request.shares_a_study:
        # Named by the run key, so that the same command goes on with it from any machine.
        study = Study(settings.study_uri, f"peel/{request.case.id}/{work.path.name}", request.seed)
    with connect(request.cluster) if request.cluster else nullcontext() as cluster:
        return learn(
            judged.development,
            tuning,
            seed=request.seed,
            threads=settings.threads,
            workers=settings.workers,
            work=work.path / "search",
            grouped=request.case.split.kind != "time",
            on_trial=lambda trial, best: listener.trial_finished(trial, best, tuning.trials),
            cluster=cluster,
            study=study,
        )


def held_out(request: RunRequest, parts: Parts, learned: Learned) -> HeldOut:
    """Count the opening, before the first row of the held-out period is scored."""
    period = period_digest(request.case.id, parts.held_out)
    if not request.final:
        return counted(request.settings.home, period)
    return open_period(
        request.settings.home,
        use_case=request.case.id,
        period=period,
        model=learned.model.digest,
        run_id=request.run_id,
        at=request.started_at,
    )


def probabilities(judged: Judged, learned: Learned, held_out: HeldOut) -> NDArray[np.float64]:
    """Return the calibrated probabilities of the evaluated rows."""
    return learned.model.predict(judged.evaluated.features)


def candidates(request: RunRequest, judged: Judged) -> dict[str, NDArray[np.float64]]:
    """Fit every other candidate on the same rows and return its probabilities; the model need not be there."""
    case = request.case
    names = [name for name in (*case.baselines, *case.candidates) if name != "lightgbm"]
    if case.previous_process is None:
        names = [name for name in names if name != "previous_process"]
    fewer = few(judged.development, FITTED_ROWS, request.seed)
    result = {}
    for name in dict.fromkeys(names):
        part = judged.development if name in COUNTED else fewer
        fitted = fit_candidate(name, part, seed=request.seed, previous=case.previous_process)
        result[name] = in_chunks(fitted, judged.evaluated.features)
    return result


def baselines(
    judged: Judged,
    learned: Learned,
    probabilities: NDArray[np.float64],
    candidates: dict[str, NDArray[np.float64]],
) -> dict[str, NDArray[np.float64]]:
    """Return the probabilities of everything that the model is compared with: with its own fixed setting as well."""
    same = learned.fixed.digest == learned.model.digest
    fixed = probabilities if same else learned.fixed.predict(judged.evaluated.features)
    return {**candidates, FIXED: fixed}


def in_chunks(fitted: Predictor, features: Features) -> NDArray[np.float64]:
    """Return the probabilities of so many rows at a time that memory does not grow with their number."""
    if len(features) <= CHUNK:
        return fitted.predict(features)
    starts = range(0, len(features), CHUNK)
    return np.concatenate(
        [fitted.predict(features.rows(np.arange(start, min(start + CHUNK, len(features))))) for start in starts]
    )


def fitted_rule(names: Iterable[str], development: Part) -> str:
    """Say which candidates were fitted on fewer rows; nothing where none was."""
    if len(development) <= FITTED_ROWS or not (some := [name for name in names if name not in (*COUNTED, FIXED)]):
        return ""
    return (
        f"Fitted on no more than {FITTED_ROWS:,} of the {len(development):,} development rows, whole clusters drawn at "
        f"random: {', '.join(name.replace('_', ' ') for name in some)}."
    )


def scores(
    request: RunRequest,
    judged: Judged,
    learned: Learned,
    probabilities: NDArray[np.float64],
    baselines: dict[str, NDArray[np.float64]],
) -> Scores:
    """Every figure of performance, with intervals, on the evaluated rows."""
    case, rows = request.case, judged.evaluated
    scored = ~np.isnan(learned.oof)
    found = evaluate(
        y=rows.target,
        p=probabilities,
        baselines=baselines,
        primary=case.tuning.objective,
        baseline=next(name for name in TODAY if name in baselines),
        today=TODAY[0] if TODAY[0] in baselines else None,
        clusters=rows.clusters,
        time=rows.time if case.split.kind == "time" else None,
        slices=rows.slices,
        area=case.area,
        evaluated_on="held_out" if request.final else "validation",
        operating_point=None if case.operating_point == "none" else case.operating_point,
        development=(judged.development.target[scored], learned.oof[scored]),
        seed=request.seed,
    )
    return replace(found, fitted_rule=fitted_rule(baselines, judged.development))


def model_checks(request: RunRequest, scores: Scores, learned: Learned, rerun: Rerun | None) -> Checked:
    """Make every model check."""
    return Checked(*check_model(ModelView(scores, learned.tuning, request.case.classification.plausible_auc, rerun)))


def explanation(request: RunRequest, judged: Judged, learned: Learned) -> Explanation:
    """Explain the fitted trees on a stated sample of the evaluated rows."""
    from peel_ml.explanation import explain

    columns = request.case.data.columns
    return explain(
        learned.model,
        judged.evaluated,
        seed=request.seed,
        unit=request.case.decision.units,
        names={name: column.name or name for name, column in columns.items()},
        meanings={name: column.meaning for name, column in columns.items() if column.meaning},
    )
