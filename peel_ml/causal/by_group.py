"""The effect, and how much of the treatment there is, in groups of areas by who lives in them."""

from __future__ import annotations

import numpy as np
import polars as pl

from peel_ml.causal.declaration import Causal
from peel_ml.causal.imputation import imputed
from peel_ml.causal.panel import Panel
from peel_ml.causal.within import left_over
from peel_ml.fairness.areas.asked import Asked
from peel_ml.fairness.areas.compare import AreaValues, compare_areas
from peel_ml.fairness.areas.groups import area_groups
from peel_ml.fairness.areas.ratios import ratio
from peel_ml.results.estimate import Estimate
from peel_ml.results.fairness import FairnessAssessment
from peel_ml.results.studies.effects import Burden

CONFIDENCE = 0.95


def effect_values(panel: Panel, relative_to: float) -> AreaValues:
    """Return each row's part of the effect, as a ratio of sums.

    Of an adoption: departures from what untreated rows lead one to expect, over treated rows. Otherwise the parts of
    the coefficient of two-way fixed effects (Frisch, Waugh and Lovell).

    Parameters
    ----------
    relative_to : float
        What the effect is divided by, so that it reads as a share: the mean outcome, or 1.
    """
    areas = panel.frame["area"].to_numpy().astype(str)
    if panel.design == "adoption":
        found = imputed(panel.frame)
        return AreaValues("effect", areas, found.weight * found.departure / relative_to, found.weight)
    y, d = left_over(panel.frame, ("y", "d"), panel.controls)
    weight = panel.frame["w"].to_numpy(float)
    return AreaValues("effect", areas, weight * d * y / relative_to, weight * d * d)


def effect_by_group(
    panel: Panel, relative_to: float, rows: pl.DataFrame, task: Causal, asked: Asked
) -> FairnessAssessment:
    """Return the comparison of groups of areas; those that are treated alike count as one."""
    return compare_areas([effect_values(panel, relative_to)], rows, task.area, task.weight, asked, task.cluster)


def burden(panel: Panel, rows: pl.DataFrame, task: Causal, asked: Asked) -> tuple[Burden, ...]:
    """Return the mean treatment of each group of areas, with what its independent areas differ by as its range."""
    sums = (
        pl.DataFrame(
            {
                "area": panel.frame["area"].to_numpy().astype(str),
                "cluster": panel.frame["cluster"].to_numpy().astype(str),
                "up": (panel.frame["w"] * panel.frame["d"]).to_numpy(float),
                "down": panel.frame["w"].to_numpy(float),
            }
        )
        .group_by("area", "cluster")
        .agg(pl.col("up", "down").sum())
        .sort("area")
    )
    made = []
    for each in area_groups(rows, task.area, task.weight, asked.protected.composition):
        place = np.array([each.group.get(name, -1) for name in sums["area"].to_list()])
        for number, label in enumerate(each.labels):
            alike = sums.filter(pl.Series(place == number)).group_by("cluster").agg(pl.col("up", "down").sum())
            alike = alike.sort("cluster")
            found = ratio(alike["up"].to_numpy(), alike["down"].to_numpy())
            mean = (
                Estimate(None, reason="fewer than two independent areas")
                if found is None
                else Estimate(found.value, *found.interval(CONFIDENCE))
            )
            made.append(Burden(each.measure, label, int((place == number).sum()), mean))
    return tuple(made)
