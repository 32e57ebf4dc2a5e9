"""The same question of further outcomes, on the rows that have them."""

from __future__ import annotations

import polars as pl

from peel_ml.causal.declaration import Causal, Further
from peel_ml.causal.methods import fitting, told
from peel_ml.causal.panel import Asking, panel_of
from peel_ml.errors import BadRequest
from peel_ml.results.studies.effects import FurtherEffect


def further_effects(rows: pl.DataFrame, task: Causal, time: str) -> tuple[FurtherEffect, ...]:
    """Return the effect on each further outcome, by the main method of its design; never added to the main one."""
    return tuple(_one(rows, task, one, time) for one in task.further)


def _one(rows: pl.DataFrame, task: Causal, one: Further, time: str) -> FurtherEffect:
    held = rows.filter(pl.col(one.target.column).is_not_null())
    asking = Asking(
        one.target.column, one.treatment, task.area, time, task.weight, task.cluster, (), one.scale, task.step
    )
    try:
        panel = panel_of(held, asking)
    except BadRequest as refused:
        why = "; ".join(problem.what for problem in refused.problems)
        return FurtherEffect(
            one.target.words,
            one.target.unit,
            one.scale,
            one.why,
            one.smallest_effect,
            None,
            None,
            None,
            None,
            None,
            0,
            why,
        )
    method = fitting(panel)[0]
    fit = method.fit(panel)
    return FurtherEffect(
        one.target.words,
        one.target.unit,
        one.scale,
        one.why,
        one.smallest_effect,
        told(method, fit),
        fit.shown,
        None if one.smallest_effect is None else fit.ruled_out(one.smallest_effect),
        fit.largest,
        fit.detectable,
        panel.periods,
    )
