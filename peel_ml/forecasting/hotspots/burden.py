"""Who lives in the areas picked: a count of residents, from the declared composition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from peel_ml.data.declaration import Composition
from peel_ml.fairness.areas.groups import AreaGroups
from peel_ml.forecasting.hotspots.counts import Counts
from peel_ml.forecasting.hotspots.picking import Picks, came
from peel_ml.results.studies.hotspots import Burden, Exposure

Floats = NDArray[np.float64]


def burdens(counts: Counts, picks: Mapping[str, Picks], groups: Sequence[AreaGroups]) -> tuple[Burden, ...]:
    """Return for each group of areas how many of its residents live in an area picked."""
    whole = came(counts)
    made = []
    for measure in groups:
        place = np.array([measure.group.get(name, -1) for name in counts.areas])
        for number, label in enumerate(measure.labels):
            here = place == number
            if not here.any():
                continue
            made.append(
                Burden(
                    measure.measure,
                    label,
                    int(here.sum()),
                    float(counts.weight[here].sum() / counts.weight.sum()),
                    float(whole[here].sum() / max(whole.sum(), 1e-12)),
                    {name: lives(one, np.where(here, counts.weight, 0.0)) for name, one in picks.items()},
                )
            )
    return tuple(made)


def lives(one: Picks, residents: Floats) -> float:
    """Return the share of these residents who live in an area picked, a mean over the judged periods.

    Examples
    --------
    >>> one = Picks(np.zeros((2, 1)), np.array([[True], [False]]))
    >>> lives(one, np.array([1.0, 3.0]))
    0.25
    """
    return float((one.chosen.mean(1) * residents).sum() / max(float(residents.sum()), 1e-12))


def exposures(
    counts: Counts, picks: Mapping[str, Picks], frame: pl.DataFrame, area: str, measures: Mapping[str, Composition]
) -> tuple[Exposure, ...]:
    """Return for each declared share of residents how many of them live in an area picked.

    Measures that are no shares, such as a score of deprivation, are left out.
    """
    made = []
    for name, measure in measures.items():
        values = frame.group_by(area).agg(pl.col(measure.column).drop_nulls().first().cast(pl.Float64)).sort(area)
        share = values[measure.column].fill_null(0.0).to_numpy()
        if float(share.max()) > 1 or float(share.min()) < 0:
            continue
        people = share * counts.weight
        made.append(Exposure(name, {method: lives(one, people) for method, one in picks.items()}))
    return tuple(made)
