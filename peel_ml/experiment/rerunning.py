"""The chosen model fitted once more from the same rows and settings, and scored on the same rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from peel_ml.data.parts import Part
from peel_ml.evaluation.metrics import METRICS, Floats, weighted
from peel_ml.experiment.judging import Judged
from peel_ml.experiment.laying import Laid, lay
from peel_ml.experiment.learning import PLANS, Learned
from peel_ml.experiment.request import RunRequest
from peel_ml.modelling.bag import FittedModel
from peel_ml.modelling.calibration import calibrate
from peel_ml.modelling.encoding import Encoder
from peel_ml.modelling.fold_fits import FoldFits
from peel_ml.modelling.trees import Trees
from peel_ml.results.rerun import Rerun
from peel_ml.results.scores import Scores
from peel_ml.tuning.workers import Workers

TOLERANCE = 1e-6
"""Largest difference of a reported metric that is called the same: far below anything a card shows."""

ROWS = 100_000
"""Rows of all the members that are fitted again, added up, but at least one member: about a twentieth of a run."""

LEAST_ROUNDS = 10
"""Rounds that are fitted again in any case."""

ROW_ROUNDS = 5_000_000
"""Rows times rounds that a run which is not final fits again of that one member: about half a second."""


def rerun(request: RunRequest, judged: Judged, learned: Learned, probabilities: Floats, scores: Scores) -> Rerun | None:
    """Fit again and compare; ``None`` in a quick run.

    Rows are encoded and folded anew, members are fitted anew, and the calibration is learned anew. Nothing that
    the first fitting kept is read, but members that the rule of `ROWS` leaves out. Where that leaves one member of many
    rows, only a final run fits it to its end; any other fits its first rounds, as many as `ROW_ROUNDS` allows for. That
    is the same fit as far as it goes: a round follows from those before it and from nothing that comes after it.
    """
    if request.quick:
        return None
    members = learned.model.members
    chosen = refitted(len(judged.development), len(members))
    first = None if request.final or len(chosen) > 1 else begun(len(judged.development), members[chosen[0]].best_round)
    crew = Workers(request.settings.workers)
    laid = _laid(request, judged.development, learned, crew, first)
    encoder, fits = laid.encoder, laid.keeping
    rate = PLANS[request.case.tuning.mode].final_rate
    made = list(crew.each(lambda fold: fits.fit(learned.tuning.best_params, fold, rate), chosen))
    if first is None:
        model = _whole(judged.development, learned, fits, encoder, dict(zip(chosen, made, strict=True)))
        again = model.predict(judged.evaluated.features)
        same = model.digest == learned.model.digest
    else:
        same, again = _begun(judged, learned, probabilities, encoder, chosen[0], made[0])
    largest = largest_difference(judged.evaluated.target.astype(np.float64), again, scores)
    return Rerun(
        metrics=tuple(scores.metrics),
        largest_difference=largest,
        tolerance=TOLERANCE,
        agrees=None if largest is None else largest <= TOLERANCE,
        same_model=same,
        reason=_reason(len(chosen), members, None if first is None else made[0].best_round, members[chosen[0]]),
        refitted=len(chosen),
        members=len(members),
        largest_probability_difference=float(np.abs(again - probabilities).max()),
        rounds=None if first is None else made[0].best_round,
    )


def _reason(count: int, members: tuple[Trees, ...], rounds: int | None, member: Trees) -> str:
    if rounds is not None:
        return (
            f"the first {rounds:,} of the {member.best_round:,} rounds of 1 of the {len(members)} models that are "
            f"averaged were fitted again, by a limit of {ROW_ROUNDS:,} rows times rounds; each round follows from "
            "those before it. Encoding and folds were made again, the calibration was not; a final run fits one model "
            "to its end."
        )
    if count == len(members):
        return ""
    return (
        f"{count} of the {len(members)} models that are averaged {'was' if count == 1 else 'were'} fitted "
        f"again, by a limit of {ROWS:,} rows. Encoding, folds, calibration and scores were all made again."
    )


def begun(rows: int, rounds: int) -> int | None:
    """Return how many first rounds of a member are fitted again; ``None`` for all.

    Examples
    --------
    >>> begun(20_000, 200), begun(75_000, 200), begun(7_500_000, 200)
    (None, 66, 10)
    """
    allowed = max(LEAST_ROUNDS, ROW_ROUNDS // max(rows, 1))
    return None if allowed >= rounds else allowed


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


def _laid(request: RunRequest, part: Part, learned: Learned, crew: Workers, first: int | None) -> Laid:
    """Return what members are fitted with, made anew."""
    laid = lay(
        part,
        request.case.tuning,
        seed=request.seed,
        threads=request.settings.threads,
        workers=request.settings.workers,
        grouped=request.case.split.kind != "time",
        folder=Path(),
        go_on=crew.go_on,
    )
    sampled = learned.tuning.sampled
    allowed = laid.keeping.max_rounds if sampled is None else sampled.max_rounds
    return replace(laid, keeping=replace(laid.keeping, max_rounds=min(allowed, first or allowed)))


def _whole(part: Part, learned: Learned, fits: FoldFits, encoder: Encoder, fitted: Mapping[int, Trees]) -> FittedModel:
    """Return the model with these members instead of the kept ones, calibrated anew."""
    members = tuple(fitted.get(fold, first) for fold, first in enumerate(learned.model.members))
    raw = np.full(len(part), np.nan)
    for fold, (trees, (_, valid)) in enumerate(zip(members, fits.folds, strict=True)):
        raw[valid] = fits.raw(trees, fold)
    scored = ~np.isnan(raw)
    return replace(
        learned.model, encoder=encoder, members=members, calibrator=calibrate(raw[scored], part.target[scored])
    )


def _begun(
    judged: Judged, learned: Learned, probabilities: Floats, encoder: Encoder, fold: int, new: Trees
) -> tuple[bool, Floats]:
    """Return whether the first rounds are the kept ones, and the probabilities with them in their place."""
    old = learned.model.members[fold].first(new.best_round)
    if new.digest == old.digest and encoder == learned.model.encoder:
        return True, probabilities
    own, again = learned.model.encoder, judged.evaluated.features
    moved = new.raw(encoder.transform(again)) - old.raw(own.transform(again))
    return False, learned.model.calibrator(learned.model.raw(again) + moved / len(learned.model.members))
