"""The chosen model fitted once more from the same rows and settings, and scored on the same rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from peel_ml.data.parts import Part
from peel_ml.evaluation.metrics import METRICS, Floats, weighted
from peel_ml.experiment.judging import Judged
from peel_ml.experiment.laying import lay
from peel_ml.experiment.learning import PLANS, Learned
from peel_ml.experiment.request import RunRequest
from peel_ml.modelling.bag import FittedModel
from peel_ml.modelling.calibration import calibrate
from peel_ml.modelling.trees import Trees
from peel_ml.results.rerun import Rerun
from peel_ml.results.scores import Scores
from peel_ml.tuning.workers import Workers

TOLERANCE = 1e-6
"""Largest difference of a reported metric that is called the same: far below anything a card shows."""

ROWS = 100_000
"""Rows of all the members that are fitted again, added up, but at least one member: about a twentieth of a run."""


def rerun(request: RunRequest, judged: Judged, learned: Learned, probabilities: Floats, scores: Scores) -> Rerun | None:
    """Fit again and compare; ``None`` in a quick run.

    Rows are encoded and folded anew, members are fitted anew, and the calibration is learned anew. Nothing that
    the first fitting kept is read, but members that the rule of `ROWS` leaves out.
    """
    if request.quick:
        return None
    chosen = refitted(len(judged.development), len(learned.model.members))
    model = _again(request, judged.development, learned, chosen)
    again = model.predict(judged.evaluated.features)
    largest = largest_difference(judged.evaluated.target.astype(np.float64), again, scores)
    members = len(learned.model.members)
    return Rerun(
        metrics=tuple(scores.metrics),
        largest_difference=largest,
        tolerance=TOLERANCE,
        agrees=None if largest is None else largest <= TOLERANCE,
        same_model=model.digest == learned.model.digest,
        reason=""
        if len(chosen) == members
        else f"{len(chosen)} of the {members} models that are averaged {'was' if len(chosen) == 1 else 'were'} fitted "
        f"again, by a limit of {ROWS:,} rows. Encoding, folds, calibration and scores were all made again.",
        refitted=len(chosen),
        members=members,
        largest_probability_difference=float(np.abs(again - probabilities).max()),
    )


def refitted(rows: int, members: int) -> tuple[int, ...]:
    """Return which members are fitted again: the first ones, as many as `ROWS` allows for so many development rows.

    Examples
    --------
    >>> refitted(5_000, 5), refitted(40_000, 5), refitted(300_000, 5)
    ((0, 1, 2, 3, 4), (0, 1), (0,))
    """
    return tuple(range(min(members, max(1, ROWS // max(rows, 1)))))


def largest_difference(y: Floats, again: Floats, scores: Scores) -> float | None:
    """Return the largest absolute difference of any metric that was reported; ``None`` where none has a value."""
    ones = np.ones((1, len(y)))
    differences = [
        abs(float(weighted(name, y, again, ones)[0]) - reported.value)
        for name, reported in scores.metrics.items()
        if name in METRICS and reported.value is not None
    ]
    return max(differences, default=None)


def _again(request: RunRequest, part: Part, learned: Learned, chosen: tuple[int, ...]) -> FittedModel:
    case, tuning = request.case, request.case.tuning
    crew, sampled = Workers(request.settings.workers), learned.tuning.sampled
    laid = lay(
        part,
        tuning,
        seed=request.seed,
        threads=request.settings.threads,
        workers=request.settings.workers,
        grouped=case.split.kind != "time",
        folder=Path(),
        go_on=crew.go_on,
    )
    encoder, fits = laid.encoder, laid.keeping
    if sampled is not None:
        fits = replace(fits, max_rounds=sampled.max_rounds)
    rate = PLANS[tuning.mode].final_rate
    made = crew.each(lambda fold: fits.fit(learned.tuning.best_params, fold, rate), chosen)
    fitted: Mapping[int, Trees] = dict(zip(chosen, made, strict=True))
    members = tuple(fitted.get(fold, first) for fold, first in enumerate(learned.model.members))
    raw = np.full(len(part), np.nan)
    for fold, (trees, (_, valid)) in enumerate(zip(members, fits.folds, strict=True)):
        raw[valid] = fits.raw(trees, fold)
    scored = ~np.isnan(raw)
    return replace(
        learned.model, encoder=encoder, members=members, calibrator=calibrate(raw[scored], part.target[scored])
    )
