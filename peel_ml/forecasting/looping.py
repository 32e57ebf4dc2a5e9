"""The simulated loop of a study: its areas, its counts before the first judged period, who lives there."""

from __future__ import annotations

import numpy as np
import polars as pl

from peel_ml.data.studied import StudyRows
from peel_ml.fairness.areas.asked import Asked
from peel_ml.fairness.areas.groups import area_groups
from peel_ml.forecasting.declaration import CountForecast
from peel_ml.forecasting.feedback import World, feedback, spread_by_residents
from peel_ml.results.studies.feedback import Feedback


def feedback_of(rows: StudyRows, task: CountForecast, asked: Asked) -> Feedback | None:
    """Simulate the loop from what was known before the first judged period; none where there is nothing to go by.

    Parameters
    ----------
    rows : StudyRows
    task : CountForecast
        With `top_share` patrols go to the top, else everywhere in proportion to the forecast.
    asked : Asked
    """
    first = rows.frame.filter(rows.mask)[rows.time].min()
    before = rows.frame.filter(pl.col(rows.time) < first)
    weight = pl.lit(1.0) if task.weight is None else pl.col(task.weight).drop_nulls().first().cast(pl.Float64)
    areas = (
        before.group_by(task.area)
        .agg(pl.col(task.target.column).sum().cast(pl.Float64).alias("count"), weight.alias("residents"))
        .filter(pl.col("count") > 0)
        .drop_nulls(task.area)
        .sort(task.area)
    )
    if areas.height < 2:
        return None
    counts = areas["count"].to_numpy() / before[rows.time].n_unique()
    known = areas["residents"].drop_nulls()
    residents = np.maximum(areas["residents"].fill_null(float(known.median() or 1.0)).to_numpy(), 1.0)  # type: ignore[arg-type]
    names = tuple(areas[task.area].cast(pl.String).to_list())
    world = World(names, counts, spread_by_residents(counts, residents), residents, task.top_share)
    groups = area_groups(rows.frame, task.area, task.weight, asked.protected.composition)
    return feedback(world, groups, draws=2 if asked.quick else 4, seed=asked.seed)
