"""Did the treatment change anything? One answer by several methods, with what would show that it is wrong.

The estimate stands on every row before the held-out period, whether or not that is opened; opening it adds the same
method on its rows alone, as a replication. Nothing is learnt that would be applied to later rows.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl

from peel_ml.causal.by_group import burden, effect_by_group
from peel_ml.causal.challenges.before import pre_trend
from peel_ml.causal.challenges.permutation import permuted
from peel_ml.causal.challenges.placebo import placebo
from peel_ml.causal.challenges.reverse import reverse_causation
from peel_ml.causal.challenges.sensitivity import left_out, other_trend
from peel_ml.causal.checks import CHECKS, EffectView
from peel_ml.causal.declaration import Causal
from peel_ml.causal.double_ml import ASSUMES, ESTIMAND, DoubleFit, double_ml
from peel_ml.causal.dynamics import METHODS as EVENT_METHODS
from peel_ml.causal.dynamics import dynamics
from peel_ml.causal.fits import Fit
from peel_ml.causal.further import further_effects
from peel_ml.causal.imputation import imputed
from peel_ml.causal.methods import Method, effect, fitting, not_fitting, told
from peel_ml.causal.panel import Asking, Panel, panel_of
from peel_ml.causal.surface import surface
from peel_ml.causal.within import left_over
from peel_ml.checking import run_checks
from peel_ml.data.dividing import HELD_OUT
from peel_ml.data.studied import StudyRows
from peel_ml.errors import BadRequest
from peel_ml.fairness.areas.asked import Asked
from peel_ml.results.estimate import Estimate
from peel_ml.results.explanation import Explanation
from peel_ml.results.studies.effects import Challenge, EffectDetail, EventEffect, MethodEffect
from peel_ml.results.studies.outcome import StudyOutcome
from peel_ml.results.studies.scores import StudyScores

DRAWS, DRAWS_QUICK = 999, 199
TRIALS, TRIALS_QUICK = 12, 3
"""Most settings tried for each learner of double machine learning: there is little to take out."""


def study(rows: StudyRows, task: Causal, asked: Asked) -> StudyOutcome:
    """Estimate the effect, and everything that would show it wrong.

    Parameters
    ----------
    rows : StudyRows
    task : Causal
    asked : Asked

    Raises
    ------
    BadRequest
        No effect can be estimated from these rows; every reason at once.
    """
    before = rows.frame.filter(rows.part != HELD_OUT)
    asking = asking_of(task, rows.time)
    panel = panel_of(before, asking)
    methods = fitting(panel)
    fits = {one.name: one.fit(panel) for one in methods}
    main, fit = methods[0], fits[methods[0].name]
    made = [told(one, fits[one.name]) for one in methods]
    double = _double(panel, asked)
    if double is not None:
        made.append(effect("double_ml", double.fit, ESTIMAND, ASSUMES))
    events = dynamics(panel)
    challenges = _challenges(rows, before, panel, task, asking, main, fit, events, asked)
    replication, reason = _replicated(rows, asking, main)
    groups_by = panel.frame["y"].mean() if task.scale == "level" and task.target.unit != "share" else 1.0
    assessment = effect_by_group(panel, float(groups_by), before, task, asked)
    ruled_out = None if task.smallest_effect is None else fit.ruled_out(task.smallest_effect)
    findings, checks = run_checks(CHECKS, EffectView(panel, made, challenges))
    times = before[rows.time]
    detail = EffectDetail(
        treatment=task.treatment,
        treatment_words=task.treatment_words,
        step_words=task.step_words,
        estimand=task.estimand,
        design=panel.design,
        scale=task.scale,
        first=_day(times.min()),
        last=_day(times.max()),
        treated=panel.treated,
        mean_outcome=float(before[task.target.column].cast(pl.Float64).mean()),  # type: ignore[arg-type]
        smallest_effect=task.smallest_effect,
        shown=fit.shown,
        ruled_out=ruled_out,
        largest=fit.largest,
        detectable=fit.detectable,
        methods=tuple(made),
        not_used=(*not_fitting(panel), *(() if double else (("double_ml", "no controls are declared"),))),
        events=events,
        events_method=EVENT_METHODS[panel.design],
        challenges=challenges,
        burden=burden(panel, before, task, asked),
        further=further_effects(before, task, rows.time),
        replication=replication,
        replication_reason=reason,
    )
    return StudyOutcome(
        scores=_scores(rows, panel, detail),
        assessment=assessment,
        detail=detail,
        findings=findings,
        checks=checks,
        explanation=_surface(before, panel, task, rows, double, asked.seed),
        tuning=double.tuning if double else None,
        notes=_notes(detail, rows),
    )


def asking_of(task: Causal, time: str) -> Asking:
    """Return which columns make the panel."""
    return Asking(
        task.target.column,
        task.treatment,
        task.area,
        time,
        task.weight,
        task.cluster,
        tuple(task.controls),
        task.scale,
        task.step,
    )


def _double(panel: Panel, asked: Asked) -> DoubleFit | None:
    if not panel.controls:
        return None
    trials = min(asked.tuning.trials, TRIALS_QUICK if asked.quick else TRIALS)
    return double_ml(panel, trials=trials, seed=asked.seed, folder=asked.folder, threads=1)


def _challenges(
    rows: StudyRows,
    before: pl.DataFrame,
    panel: Panel,
    task: Causal,
    asking: Asking,
    main: Method,
    fit: Fit,
    events: tuple[EventEffect, ...],
    asked: Asked,
) -> tuple[Challenge, ...]:
    made = [pre_trend(panel), reverse_causation(panel)]
    names = {column: _in_sentence(column, rows) for column in task.placebo}
    for column in task.placebo:
        try:
            other = panel_of(before, replace(asking, outcome=column))
        except BadRequest as refused:
            why = "; ".join(problem.what for problem in refused.problems)
            question = f"Is an effect found on {column.replace('_', ' ')}, which it cannot have changed?"
            made.append(Challenge("placebo", question, f"It could not be asked: {why}.", None, ""))
            continue
        made.append(placebo(names[column], main.fit(other), len(task.placebo), task.scale == "log"))
    made.append(permuted(panel, fit.shown, DRAWS_QUICK if asked.quick else DRAWS, asked.seed))
    made.append(left_out(panel, fit, task.smallest_effect))
    if panel.design == "adoption":
        made.append(other_trend(events, fit))
    return tuple(made)


def _in_sentence(column: str, rows: StudyRows) -> str:
    name = (rows.columns[column].name if column in rows.columns else None) or column.replace("_", " ")
    return name[:1].lower() + name[1:]


def _replicated(rows: StudyRows, asking: Asking, main: Method) -> tuple[MethodEffect | None, str | None]:
    """Return the main method on the held-out rows alone, where they are there."""
    if rows.judged != HELD_OUT:
        return None, "the held-out period has not been opened"
    try:
        later = panel_of(rows.frame.filter(rows.mask), asking)
    except BadRequest as refused:
        return None, "; ".join(problem.what for problem in refused.problems)
    method = main if later.design in main.designs else fitting(later)[0]
    return told(method, method.fit(later)), None


def _scores(rows: StudyRows, panel: Panel, detail: EffectDetail) -> StudyScores:
    metrics = {"effect": detail.methods[0].effect}
    judged = rows.frame.filter(rows.mask)
    if rows.judged == HELD_OUT:
        found = detail.replication
        metrics["effect_held_out"] = found.effect if found else Estimate(None, reason=detail.replication_reason)
    return StudyScores(
        evaluated_on=rows.judged,
        primary="effect",
        candidate=detail.methods[0].method,
        rows=judged.height if rows.judged == HELD_OUT else len(panel.frame),
        areas=panel.areas,
        periods=judged[rows.time].n_unique() if rows.judged == HELD_OUT else panel.periods,
        metrics=metrics,
        baselines={},
        lift=None,
        comparisons=(),
        useful=useful(detail),
    )


FATAL = ("pre-trend", "reverse-causation", "placebo")
"""Challenges that, where one is lost, leave no effect to be read."""


def useful(detail: EffectDetail) -> bool | None:
    """Tell whether there is an answer: an effect shown, or none that matters; false where a challenge is lost.

    Null where the data cannot tell, also where the held-out period says something else.
    """
    if any(one.held is False for one in detail.challenges if one.code in FATAL):
        return False
    again = detail.replication
    main = detail.methods[0].effect.value
    if again is not None and detail.shown and (again.effect.value or 0.0) * (main or 0.0) < 0:
        return None
    return True if detail.shown or detail.ruled_out else None


def _surface(
    before: pl.DataFrame, panel: Panel, task: Causal, rows: StudyRows, double: DoubleFit | None, seed: int
) -> Explanation | None:
    if not task.modifiers:
        return None
    weight = panel.frame["w"].to_numpy(float)
    if panel.design == "adoption":
        found = imputed(panel.frame)
        y, d, weight = found.departure, (found.weight > 0).astype(float), found.weight
    elif double is not None:
        y, d = double.y, double.d
    else:
        y, d = left_over(panel.frame, ("y", "d"))
    asking = replace(asking_of(task, rows.time), controls=(*task.controls, *task.modifiers))
    wide = panel_of(before, asking)
    count = len(task.controls)
    keys = ["area", "period"]
    same = panel.frame[keys].merge(wide.frame, on=keys, how="left")
    held = same[[f"x{count + i}" for i in range(len(task.modifiers))]]
    known = held.notna().all(axis=1).to_numpy()
    modifiers = pl.DataFrame({name: held.iloc[:, i].to_numpy()[known] for i, name in enumerate(task.modifiers)})
    names = {name: column.name for name, column in rows.columns.items() if column.name}
    cluster = np.unique(panel.frame["cluster"].to_numpy(), return_inverse=True)[1]
    return surface(y[known], d[known], weight[known], modifiers, cluster[known], names, seed)


def _notes(detail: EffectDetail, rows: StudyRows) -> tuple[str, ...]:
    notes = [f"The estimate is on all rows before the held-out period: {detail.first} to {detail.last}"]
    if rows.judged == HELD_OUT:
        why = f"; it could not be estimated there: {detail.replication_reason}" if detail.replication is None else ""
        notes.append(f"The held-out period is a replication: the same method on its rows alone{why}")
    return tuple(notes)


def _day(value: object) -> str:
    return value.strftime("%Y-%m") if isinstance(value, date) else str(value)
