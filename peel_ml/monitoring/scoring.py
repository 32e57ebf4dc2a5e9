"""What the model makes of the new rows: its scores, how well they rank and fit, and how it works for each group.

An enforcement audit releases no model, so there none of this is watched, and each signal says so.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from peel_ml.data.checks.wording import listing, percent
from peel_ml.data.parts import Part
from peel_ml.evaluation.bootstrap import metric_statistics, resample
from peel_ml.evaluation.clusters import Clusters
from peel_ml.evaluation.intervals import MIN_OUTCOMES, Z, barrier, from_draws
from peel_ml.evaluation.metrics import METRICS
from peel_ml.modelling.bag import FittedModel
from peel_ml.monitoring.columns import BINS, spread
from peel_ml.monitoring.limits import FEW, Limits
from peel_ml.monitoring.measured import Measured, points, untold, unwatched
from peel_ml.monitoring.outcomes import NOT_KNOWN
from peel_ml.monitoring.report import Code, Figure, Signal
from peel_ml.monitoring.sides import Frames, Sides
from peel_ml.monitoring.usual import NO_MONTHS, Change, changed, share_swing
from peel_ml.results.estimate import Estimate
from peel_ml.results.fairness import FairnessRow
from peel_ml.results.record import RunRecord

DRAWS = 500
SEED = 0
_RETRAIN = "Take the model out of use until a new run has been reviewed."
TITLES: dict[Code, str] = {
    "score-drift": "Distribution of the scores",
    "performance": "How well it ranks or fits",
    "calibration": "Whether its percentages hold",
    "fairness": "Does it work differently for different groups?",
}


@dataclass(frozen=True)
class Scored:
    """The rows of either side with the model's probabilities."""

    record: RunRecord
    sides: Sides
    model: FittedModel

    @cached_property
    def known(self) -> tuple[Part, NDArray[np.float64]]:
        """New rows whose outcome is known, and their probabilities."""
        rows = np.flatnonzero(self.sides.known[1])
        return self.sides.wholes[1].rows(rows), self.after[rows]

    @cached_property
    def after(self) -> NDArray[np.float64]:
        """Probabilities of every new row."""
        return self.model.predict(self.sides.wholes[1].features)


def not_scored(record: RunRecord, sides: Sides, why: str) -> Iterator[Measured]:
    """Return the model's signals as not watched."""
    about = {"performance": [record.scores.primary], "fairness": list(sides.case.protected.measured)}
    for code, title in TITLES.items():
        yield from (unwatched(code, title, why, one) for one in about.get(code, [""]))


def score_drift(scored: Scored, unseen: NDArray[np.bool_], limits: Limits) -> Measured:
    """Watch the distribution of the scores against that of rows the model was judged on.

    Parameters
    ----------
    unseen : ndarray of bool
        For each prepared row of the reference whether the model did not learn from it: scores of rows it learned
        from lie further apart.
    """
    sides = scored.sides
    if unseen.sum() < FEW:
        why = f"The reference holds fewer than {FEW} rows that the model did not learn from."
        return untold("score-drift", "", TITLES["score-drift"], limits.drift, why)
    rows = np.flatnonzero(unseen)
    before = scored.model.predict(sides.wholes[0].features.rows(rows))
    months, codes = np.unique(sides.prepared.months[rows], return_inverse=True)
    frames = Frames(pl.DataFrame({"score": before}), pl.DataFrame({"score": scored.after}), codes, len(months))
    table = frames.table("score", BINS)
    return spread("score-drift", "", TITLES["score-drift"], "The scores", table, sides, limits)


def performance(scored: Scored, limits: Limits) -> Measured:
    """Watch the primary metric where the outcome is known, against the run's own figure."""
    name = scored.record.scores.primary
    title = f"{TITLES['performance']}: {METRICS[name].plain_name}"
    part, p = scored.known
    before = scored.record.scores.metrics[name]
    if not len(part):
        return unwatched("performance", title, NOT_KNOWN, name)
    y = part.target.astype(np.float64)
    clusters = Clusters.of(part.clusters, len(part))
    now = Estimate(None, reason="the outcome is the same in every row")
    if 0 < y.sum() < len(y):
        statistics = metric_statistics(y, p, (name,))
        [drawn] = resample(statistics, clusters, draws=DRAWS, seed=SEED)
        now = from_draws(statistics[0].point()[name], drawn[name], barrier(y, clusters))
    change = _difference(before, now)
    if change is None:
        why = f"{title}: no interval can be given ({now.reason or before.reason})."
        return untold("performance", name, title, limits.performance, why)
    lost = -change.change if METRICS[name].higher_is_better else change.change
    reach = -change.low if METRICS[name].higher_is_better else change.high
    shown = Figure(
        name,
        round(change.now, 4),
        round(change.before, 4),
        round(change.change, 4),
        round(change.low, 4),
        round(change.high, 4),
        len(part),
        scored.record.scores.rows,
    )
    return Measured(
        "performance",
        name,
        title,
        f"{title} is {change.now:.3f} now and was {change.before:.3f} in the run.",
        limits.performance,
        _RETRAIN,
        moved=max(0.0, lost),
        reach=max(0.0, reach),
        p=change.p,
        figures=(shown,),
    )


def _difference(before: Estimate, now: Estimate) -> Change | None:
    """Return the change between two independent estimates, from the width of their intervals."""
    errors = []
    for one in (before, now):
        if one.value is None or one.low is None or one.high is None:
            return None
        errors.append((one.high - one.low) / (2 * Z))
    assert before.value is not None
    assert now.value is not None
    return changed(before.value, now.value, max(1e-12, math.hypot(*errors) ** 2), NO_MONTHS)


def calibration(scored: Scored, limits: Limits) -> Measured:
    """Watch the share that happened against the share the model expects, beyond the difference in the run."""
    title = TITLES["calibration"]
    part, p = scored.known
    if not len(part):
        return unwatched("calibration", title, NOT_KNOWN)
    if len(part) < FEW or not MIN_OUTCOMES <= part.target.sum() <= len(part) - MIN_OUTCOMES:
        why = f"Fewer than {FEW} rows have a known outcome, or fewer than {MIN_OUTCOMES} have one of the two."
        return untold("calibration", "", title, limits.calibration, why)
    sides, bins = scored.sides, scored.record.scores.calibration.bins
    judged = sum(one.n for one in bins)
    before = sum(one.n * ((one.observed.value or 0.0) - one.expected) for one in bins) / judged if judged else 0.0
    now = float(part.target.mean() - p.mean())
    known = sides.known[0]
    frames = sides.prepared
    months = share_swing(
        frames.by_month(known & (sides.wholes[0].target == 1)), frames.by_month(known), sides.clustered
    )
    each = float((p * (1 - p)).mean())
    change = changed(before, now, sides.clustered * each * (1 / len(part) + 1 / max(judged, 1)), months)
    shown = Figure(
        "observed less expected share",
        round(change.now, 4),
        round(change.before, 4),
        round(change.change, 4),
        round(change.low, 4),
        round(change.high, 4),
        len(part),
        judged,
    )
    return Measured(
        "calibration",
        "",
        title,
        f"It expects {percent(float(p.mean()))} and {percent(float(part.target.mean()))} happened: "
        f"{points(now)} points of difference, {points(before)} in the run.",
        limits.calibration,
        _RETRAIN,
        moved=abs(change.change),
        reach=change.reach,
        p=change.p,
        figures=(shown,),
    )


def fairness(scored: Scored, alpha: float) -> Iterator[Signal]:
    """Judge the groups on the new rows as the run did; a verdict ``outside`` that is new is a breach.

    The verdicts hold their own error rate, `alpha`, over all comparisons together.
    """
    from peel_ml.fairness.engine import assess
    from peel_ml.fairness.policy import load_policy

    case = scored.sides.case
    part, p = scored.known
    point = scored.record.scores.operating_point
    title = TITLES["fairness"]
    if len(part) < FEW or part.target.min() == part.target.max():
        why = NOT_KNOWN if not len(part) else f"Fewer than {FEW} rows have a known outcome, or it is always the same."
        state = "not_watched" if not len(part) else "cannot_tell"
        for name in case.protected.measured:
            yield Signal("fairness", name, title, state, True, None, (), why, "")  # type: ignore[arg-type]
        return
    found = assess(
        y=part.target,
        expected=p,
        decision=None if point is None else (p >= point.threshold).astype(np.int8),
        protected=part.protected,
        clusters=part.clusters,
        declared=case.protected,
        fairness=case.fairness,
        decision_type=case.decision.type,
        policy=load_policy().model_copy(update={"alpha": alpha}),
        unit=case.decision.units,
        positive_words=case.task.target.positive_words,
    )
    run = {(row.characteristic, row.group): row for row in scored.record.fairness if _counts(row)}
    names = dict.fromkeys(row.characteristic for row in found.rows)
    for name in names:
        rows = [row for row in found.rows if row.characteristic == name and _counts(row)]
        yield _verdicts(name, title, rows, run, found.tolerance.limit)


def _counts(row: FairnessRow) -> bool:
    return row.primary and row.missing == "complete_case" and row.verdict != "not_judged"


def _verdicts(
    name: str, title: str, rows: list[FairnessRow], run: dict[tuple[str, str], FairnessRow], limit: float
) -> Signal:
    def was(row: FairnessRow) -> str:
        before = run.get((row.characteristic, row.group))
        return "not_judged" if before is None else before.verdict

    outside = [row.group for row in rows if row.verdict == "outside"]
    fresh = [row.group for row in rows if row.verdict == "outside" and was(row) != "outside"]
    untold_ = [row.group for row in rows if row.verdict == "cannot_tell"]
    if fresh:
        state, said = "breach", f"outside the limit for {listing(fresh)}, which it was not in the run"
    elif untold_:
        state, said = "cannot_tell", f"it cannot be told for {listing(untold_)}"
    else:
        state, said = "steady", "no group is outside the limit that was not in the run"
    if outside and not fresh:
        said += f"; outside already in the run: {listing(outside)}"
    figures = tuple(
        Figure(
            row.group,
            now=row.difference,
            before=None if (before := run.get((row.characteristic, row.group))) is None else before.difference,
            low=row.difference_low,
            high=row.difference_high,
            n_now=row.n,
            reason=None if row.difference is not None else row.reason,
        )
        for row in rows
    )
    return Signal(
        "fairness",
        name,
        f"{title} {name}",
        state,  # type: ignore[arg-type]
        True,
        limit,
        figures,
        f"{name}: {said}.",
        "Take the model out of use, and tell the owner and the equality reviewer." if state == "breach" else "",
    )
