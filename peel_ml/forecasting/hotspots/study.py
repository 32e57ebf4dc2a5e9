"""The question which areas are at the top: whether a model would know better than a simple mean."""

from __future__ import annotations

from itertools import pairwise
from typing import Literal

import numpy as np

from peel_ml.data.studied import StudyRows
from peel_ml.errors import BadRequest, Problem
from peel_ml.fairness.areas.asked import Asked
from peel_ml.fairness.areas.compare import AreaValues, compare_areas
from peel_ml.fairness.areas.groups import AreaGroups, area_groups
from peel_ml.forecasting.declaration import CountForecast
from peel_ml.forecasting.hotspots import burden, methods, picking
from peel_ml.forecasting.hotspots.counts import Counts, counts_of
from peel_ml.forecasting.hotspots.picking import Picks, Resampled
from peel_ml.forecasting.looping import feedback_of
from peel_ml.results.estimate import Estimate, PairedDifference
from peel_ml.results.studies.forecast import ForecastDetail
from peel_ml.results.studies.hotspots import CurvePointAt, Hotspots
from peel_ml.results.studies.outcome import StudyOutcome
from peel_ml.results.studies.scores import StudyScores

MODEL = "lightgbm"
HINDSIGHT = "hindsight"
PRIMARY: Literal["recall_at_k"] = "recall_at_k"


def study(rows: StudyRows, task: CountForecast, asked: Asked) -> StudyOutcome:
    """Pick the top areas before each judged period, by a model and by simple methods, and compare.

    Parameters
    ----------
    rows : StudyRows
    task : CountForecast
        With `top_share`.
    asked : Asked

    Raises
    ------
    BadRequest
        The rows are no whole table of counts, or no simple method can be made of them.
    """
    assert task.top_share is not None
    counts = counts_of(rows, task)
    picked = counts.picked(task.top_share)
    simple, notes = _simple(counts, task, picked)
    rounds = 30 if asked.quick else methods.ROUNDS
    expected = [methods.model(counts, at, task.horizon, asked.seed, rounds=rounds) for at in counts.judged]
    model = picking.picks(np.stack(expected, axis=1), picked)
    drawn = Resampled(len(counts.areas), asked.seed)
    baselines = {name: picking.measures(counts, one, drawn) for name, one in simple.items()}
    best = max(baselines, key=lambda name: baselines[name][PRIMARY].value or 0.0)
    groups = area_groups(rows.frame, task.area, task.weight, asked.protected.composition)
    found = _hotspots(counts, task, picked, model, simple, best, drawn, rows, groups, asked)
    whole = picking.came(counts)
    values = AreaValues(PRIMARY, counts.areas, picking.held(counts, model), whole)
    return StudyOutcome(
        scores=StudyScores(
            evaluated_on=rows.judged,
            primary=PRIMARY,
            candidate=MODEL,
            rows=len(counts.areas) * len(counts.judged),
            areas=len(counts.areas),
            periods=len(counts.judged),
            metrics=picking.measures(counts, model, drawn),
            baselines=baselines,
            lift=_difference(counts, model, best, simple, drawn),
            comparisons=tuple(_difference(counts, model, name, simple, drawn) for name in simple),
            useful={"do_not_build": False, "worth_building": True, "cannot_tell": None}[found.answer],
        ),
        assessment=compare_areas([values], rows.frame, task.area, task.weight, asked, task.adds_up_to),
        detail=ForecastDetail(
            horizon=task.horizon,
            origins=len(counts.judged),
            hotspots=found,
            feedback=feedback_of(rows, task, asked),
        ),
        notes=notes,
    )


def _simple(counts: Counts, task: CountForecast, picked: int) -> tuple[dict[str, Picks], tuple[str, ...]]:
    made: dict[str, Picks] = {}
    left = []
    for name in task.methods:
        expected = [
            methods.simple(counts, name, int(at), task.horizon) if name in methods.SIMPLE else None
            for at in counts.judged
        ]
        known = [one for one in expected if one is not None]
        if len(known) == len(expected):
            made[name] = picking.picks(np.stack(known, axis=1), picked)
        else:
            left.append(name)
    if not made:
        raise BadRequest(
            "No simple method can pick the top areas.",
            [
                Problem(
                    f"declared are {', '.join(task.methods)}",
                    f"Declare task.methods from {', '.join(methods.SIMPLE)}; seasonal_naive needs a year before.",
                    "task.methods",
                )
            ],
        )
    if not left:
        return made, ()
    return made, (f"Not made, because it is no way to pick areas or too few months are known: {', '.join(left)}.",)


def _difference(
    counts: Counts, model: Picks, name: str, simple: dict[str, Picks], drawn: Resampled
) -> PairedDifference:
    gain = _gain(counts, model, simple[name], drawn)
    return PairedDifference(PRIMARY, name, gain.value, gain.low, gain.high, gain.reason)


def _gain(counts: Counts, one: Picks, other: Picks, drawn: Resampled) -> Estimate:
    return drawn.share(picking.held(counts, one) - picking.held(counts, other), picking.came(counts))


def answer_of(
    gain: Estimate, ceiling: Estimate, least: float
) -> Literal["do_not_build", "worth_building", "cannot_tell"]:
    """Return whether a model is worth building.

    It is not where it adds less than the least gain even at the upper end of its range, or where nothing could add
    more, known in advance. It is where it adds that much and more than nothing even at the lower end.

    Examples
    --------
    >>> answer_of(Estimate(0.001, -0.001, 0.003), Estimate(0.01, 0.008, 0.012), 0.02)
    'do_not_build'
    >>> answer_of(Estimate(0.05, 0.02, 0.08), Estimate(0.10, 0.08, 0.12), 0.02)
    'worth_building'
    >>> answer_of(Estimate(0.01, -0.02, 0.04), Estimate(0.10, 0.08, 0.12), 0.02)
    'cannot_tell'
    """
    if any(one.high is not None and one.high < least for one in (gain, ceiling)):
        return "do_not_build"
    if gain.value is not None and gain.low is not None and gain.low > 0 and gain.value >= least:
        return "worth_building"
    return "cannot_tell"


def _hotspots(
    counts: Counts,
    task: CountForecast,
    picked: int,
    model: Picks,
    simple: dict[str, Picks],
    best: str,
    drawn: Resampled,
    rows: StudyRows,
    groups: list[AreaGroups],
    asked: Asked,
) -> Hotspots:
    known, each = picking.hindsight(counts, picked)
    gain, ceiling = (_gain(counts, one, simple[best], drawn) for one in (model, each))
    shown = {MODEL: model, best: simple[best], HINDSIGHT: known}
    curve = picking.curve(counts, {name: one.expected for name, one in shown.items()})
    usual = simple[best].chosen.T
    again = [picking.overlap(one, two) for one, two in pairwise(usual)]
    assert task.top_share is not None
    return Hotspots(
        share=task.top_share,
        areas=len(counts.areas),
        picked=picked,
        least_gain=task.least_gain,
        answer=answer_of(gain, ceiling, task.least_gain),
        best_simple=best,
        gain=gain,
        hindsight=drawn.share(picking.held(counts, known), picking.came(counts)),
        ceiling=ceiling,
        ceiling_by_chance=picking.ceiling_by_chance(simple[best].expected, picked, asked.seed),
        shared=picking.overlap(model.chosen, simple[best].chosen),
        stay=float(np.mean(again)) if again else 1.0,
        curve=tuple(CurvePointAt(share, by_method) for share, by_method in curve),
        burden=burden.burdens(counts, shown, groups),
        exposure=burden.exposures(counts, shown, rows.frame, task.area, asked.protected.composition),
        all_residents={name: burden.lives(one, counts.weight) for name, one in shown.items()},
    )
