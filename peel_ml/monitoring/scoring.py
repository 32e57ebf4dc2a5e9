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

from peel_ml.data.checks.wording import percent
from peel_ml.data.parts import Part
from peel_ml.evaluation.bootstrap import metric_statistics, resample
from peel_ml.evaluation.clusters import Clusters
from peel_ml.evaluation.intervals import MIN_OUTCOMES, Z, barrier, from_draws
from peel_ml.evaluation.metrics import METRICS
from peel_ml.modelling.bag import FittedModel
from peel_ml.monitoring.columns import BINS, spread
from peel_ml.monitoring.frames import Frames
from peel_ml.monitoring.limits import FEW, Limits
from peel_ml.monitoring.measured import Measured, points, untold, unwatched
from peel_ml.monitoring.outcomes import NOT_KNOWN
from peel_ml.monitoring.report import Code, Figure
from peel_ml.monitoring.sides import Sides
from peel_ml.monitoring.usual import NO_MONTHS, Change, changed, share_swing
from peel_ml.results.estimate import Estimate
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
