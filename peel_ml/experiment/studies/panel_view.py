"""The rows of a study as the checks of panels see them."""

from __future__ import annotations

from itertools import pairwise

import polars as pl

from peel_ml.causal.declaration import Causal
from peel_ml.data.dividing import HELD_OUT
from peel_ml.data.panel_checks import PanelView
from peel_ml.data.panel_checks.periods import PeriodLength
from peel_ml.experiment.material import Raw
from peel_ml.experiment.request import RunRequest

_MONTHS: tuple[tuple[int, PeriodLength], ...] = ((12, "year"), (3, "quarter"), (1, "month"))


def panel_view(request: RunRequest, raw: Raw, prepared: pl.DataFrame, part: pl.Series, time: str) -> PanelView:
    """Return the panel without the rows of a held-out period that is not opened."""
    task = request.case.studied
    assert task is not None
    opened = pl.Series([True] * prepared.height) if request.final else part != HELD_OUT
    return PanelView(
        frame=prepared.filter(opened),
        time=time,
        value=task.target.column,
        area=task.area,
        series=task.series,
        part=part.filter(opened),
        raw=raw.frame,
        files=raw.files,
        period=period_length(prepared[time]),
        counts=task.target.unit == "count",
        treatment=task.treatment if isinstance(task, Causal) else None,
    )


def period_length(days: pl.Series) -> PeriodLength:
    """Return how long a period lasts: the longest that no two neighbouring periods lie closer than.

    Examples
    --------
    >>> from datetime import date
    >>> period_length(pl.Series([date(2023, 1, 1), date(2023, 4, 1), date(2023, 4, 1), date(2023, 10, 1)]))
    'quarter'
    """
    known = days.cast(pl.Date).drop_nulls().unique().sort()
    months = (known.dt.year().cast(pl.Int64) * 12 + known.dt.month().cast(pl.Int64)).to_list()
    nearest = min((later - sooner for sooner, later in pairwise(months)), default=1)
    if not nearest:
        apart = min((later - sooner).days for sooner, later in pairwise(known.to_list()))
        return "week" if apart >= 7 else "day"
    return next(length for least, length in _MONTHS if nearest >= least)
