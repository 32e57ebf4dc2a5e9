"""The rows of a panel as tables of series by period, so that "before" is a matter of columns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np
import polars as pl
from numpy.typing import NDArray

from peel_ml.data.studied import StudyRows
from peel_ml.errors import BadRequest, Problem
from peel_ml.panels.declaration import Regression

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Grid:
    """Series (an area, with its further keys) by period; what is not known is NaN.

    Parameters
    ----------
    areas : tuple of str
        The area of each series.
    kinds : tuple of int
        Number of its further keys, such as the kind of offence: series of one kind compare.
    periods : tuple of date
        First days, evenly spaced; a wave that is missing from the rows is there, and NaN.
    step : int
        Months from one period to the next.
    embargo : int
        Periods back to the newest value that is known when a value is predicted.
    values, weights, sizes : ndarray of shape (series, periods)
        The measure, how much it counts (0 where it is unknown), and how many people it rests on (NaN if unknown).
    facts : dict of str to ndarray of shape (series, periods)
        Declared features, in their own period.
    judged : ndarray of bool, shape (series, periods)
    row : ndarray of int, shape (series, periods)
        Place in the frame; -1 for none.
    """

    areas: tuple[str, ...]
    kinds: tuple[int, ...]
    periods: tuple[date, ...]
    step: int
    embargo: int
    values: Floats
    weights: Floats
    sizes: Floats
    facts: dict[str, Floats]
    judged: NDArray[np.bool_]
    row: NDArray[np.int64]

    @property
    def window(self) -> int:
        """Neighbouring periods that may share what they measure: no fewer than the embargo."""
        return self.embargo


def grid(rows: StudyRows, task: Regression) -> Grid:
    """Lay the rows out.

    Raises
    ------
    BadRequest
        A series has two rows for one period, periods are not evenly spaced, or a feature is no number.
    """
    frame, time = rows.frame, rows.time
    keys = [task.area, *task.series]
    months = frame[time].dt.year().cast(pl.Int64) * 12 + frame[time].dt.month().cast(pl.Int64) - 1
    known = sorted(set(months.to_list()))
    twice = int(frame.select(*keys, time).is_duplicated().sum())
    problems = []
    if twice:
        what = f"{twice:,} rows repeat the {', '.join(keys)} and period of another"
        problems.append(Problem(what, "Take out what was loaded twice, or declare task.series."))
    facts = [name for name in rows.features if name != task.target.column]
    for name in [*facts, task.target.column]:
        if not (frame[name].dtype.is_numeric() or frame[name].dtype == pl.Boolean):
            problems.append(Problem(f"{name!r} holds {frame[name].dtype}", "A panel's features are numbers."))
    if len(known) < 3:
        problems.append(Problem(f"there are {len(known)} periods", "A panel needs at least three."))
    step = min((b - a for a, b in pairwise(known)), default=1)
    if any((month - known[0]) % step for month in known):
        what = f"periods are not {step} months apart throughout"
        problems.append(Problem(what, "Make periods of one length in prepare.py."))
    if problems:
        raise BadRequest("The rows are no panel.", problems)
    series = frame.select(keys).unique().sort(keys)
    place = frame.select(keys).join(series.with_row_index("_place"), on=keys, how="left", maintain_order="left")
    at = (place["_place"].cast(pl.Int64).to_numpy(), ((months - known[0]) // step).to_numpy())
    shape = (series.height, (known[-1] - known[0]) // step + 1)

    def laid(values: pl.Series) -> Floats:
        made = np.full(shape, np.nan)
        made[at] = values.cast(pl.Float64).fill_null(np.nan).to_numpy()
        return made

    values = laid(frame[task.target.column])
    weights = laid(frame[task.weight]) if task.weight else np.ones(shape)
    sizes = laid(frame[task.sample_size]) if task.sample_size else np.full(shape, np.nan)
    judged = np.zeros(shape, bool)
    judged[at] = rows.mask.to_numpy()
    row = np.full(shape, -1, np.int64)
    row[at] = np.arange(frame.height)
    # A value is predicted as its window begins: what is known then ends a window (and its publication) before.
    embargo = max(1, -(-max(task.window_months, step + task.known_after_months) // step))
    return Grid(
        areas=tuple(series[task.area].cast(pl.String).to_list()),
        kinds=tuple(_numbered(series, task.series)),
        periods=tuple(date((known[0] + n * step) // 12, (known[0] + n * step) % 12 + 1, 1) for n in range(shape[1])),
        step=step,
        embargo=embargo,
        values=values,
        weights=np.where(np.isfinite(values) & np.isfinite(weights), weights, 0.0),
        sizes=sizes,
        facts={name: laid(frame[name]) for name in facts},
        judged=judged & np.isfinite(values),
        row=row,
    )


def _numbered(series: pl.DataFrame, keys: tuple[str, ...]) -> list[int]:
    if not keys:
        return [0] * series.height
    one = pl.concat_str(pl.col(keys).cast(pl.String), separator="\x00")
    return series.select(one.rank("dense").cast(pl.Int64) - 1).to_series().to_list()
