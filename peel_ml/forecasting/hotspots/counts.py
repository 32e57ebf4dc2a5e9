"""Counts by area and period side by side, with nothing filled in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from peel_ml.data.studied import StudyRows
from peel_ml.errors import Problems
from peel_ml.forecasting.declaration import CountForecast

Floats = NDArray[np.float64]
FEWEST_AREAS = 40
"""Areas below which a top share is one or two areas."""
FEWEST_BEFORE = 3
"""Periods that must be known before the first that is judged."""


@dataclass(frozen=True)
class Counts:
    """Every area in every period.

    Parameters
    ----------
    areas : ndarray of str, shape (areas,)
    periods : tuple of date
    target : ndarray of shape (areas, periods)
    features : dict of str to ndarray of shape (areas, periods)
        Declared features, each known when its own period has ended.
    judged : ndarray of int
        Numbers of the judged periods.
    larger : ndarray of int, shape (areas,)
        Number of the larger area; all 0 where none is declared.
    weight : ndarray of shape (areas,)
        Residents; 1 where no weight is declared.
    """

    areas: NDArray[np.str_]
    periods: tuple[date, ...]
    target: Floats
    features: dict[str, Floats]
    judged: NDArray[np.int64]
    larger: NDArray[np.int64]
    weight: Floats

    def picked(self, share: float) -> int:
        """Return how many areas a share is."""
        return max(1, round(share * len(self.areas)))


def counts_of(rows: StudyRows, task: CountForecast) -> Counts:
    """Return the counts of the rows.

    Raises
    ------
    BadRequest
        The rows are no whole table of counts, or there are too few of them; every problem at once.
    """
    frame, time = rows.frame, rows.time
    if task.series:
        frame = _summed(frame, rows, task)
    problems = Problems()
    twice = frame.height - frame.select(task.area, time).n_unique()
    if twice:
        problems.add(
            f"{twice:,} rows repeat the area and period of another",
            "Add them up in prepare.py, or leave the repeats out: data loaded twice counts everything twice.",
            task.area,
        )
    numbers = frame[task.target.column].cast(pl.Float64, strict=False)
    wrong = int(((numbers < 0) | (numbers != numbers.floor()) | numbers.is_nan()).fill_null(True).sum())
    if wrong:
        problems.add(f"{wrong:,} values are no counts", "Give whole numbers from 0.", task.target.column)
    areas, periods = frame[task.area].n_unique(), frame[time].n_unique()
    holes = areas * periods - (frame.height - twice)
    if holes > 0:
        what = f"{holes:,} of {areas:,} x {periods} areas and periods have no row"
        problems.add(what, "Write 0 where nothing was recorded, and leave out areas that are not there.", time)
    if areas < FEWEST_AREAS:
        what = f"{areas} areas, and a top share of them is asked for"
        problems.add(what, f"Use smaller areas (at least {FEWEST_AREAS}), or leave task.top_share out.", task.area)
    judged_first = rows.frame.filter(rows.mask)[time].min()
    before = frame.filter(pl.col(time) < judged_first)[time].n_unique()
    if before < FEWEST_BEFORE + task.horizon - 1:
        what = f"{before} periods before the first that is judged"
        problems.add(what, f"At least {FEWEST_BEFORE + task.horizon - 1} are needed: judge fewer periods.", "split")
    problems.raise_if_any("The top areas cannot be picked from these rows.")
    table = frame.sort(task.area, time)
    shape = (areas, periods)
    names = table[task.area].cast(pl.String).to_numpy().reshape(shape)[:, 0].astype(str)
    days = tuple(table[time].cast(pl.Date).to_list()[:periods])
    judged = set(rows.frame.filter(rows.mask)[time].cast(pl.Date).to_list())
    return Counts(
        names,
        days,
        _matrix(table, task.target.column, shape),
        {name: _matrix(table, name, shape) for name in rows.features},
        np.array([number for number, day in enumerate(days) if day in judged], dtype=np.int64),
        _larger(table, task.adds_up_to, shape),
        _weight(table, task.weight, shape),
    )


def _summed(frame: pl.DataFrame, rows: StudyRows, task: CountForecast) -> pl.DataFrame:
    """Return all series of an area as one: officers go to areas."""
    kept = [name for name in (task.weight, task.adds_up_to) if name]
    kept += [one.column for one in rows.composition.values() if one.column not in kept]
    sums = [task.target.column, *rows.features]
    return frame.group_by(task.area, rows.time).agg(pl.col(sums).sum(), pl.col(kept).first())


def _matrix(table: pl.DataFrame, column: str, shape: tuple[int, int]) -> Floats:
    return table[column].cast(pl.Float64).fill_null(np.nan).to_numpy().reshape(shape)


def _larger(table: pl.DataFrame, column: str | None, shape: tuple[int, int]) -> NDArray[np.int64]:
    if column is None:
        return np.zeros(shape[0], dtype=np.int64)
    names = table[column].cast(pl.String).fill_null("").to_numpy().reshape(shape)[:, 0].astype(str)
    return np.unique(names, return_inverse=True)[1].astype(np.int64)


def _weight(table: pl.DataFrame, column: str | None, shape: tuple[int, int]) -> Floats:
    if column is None:
        return np.ones(shape[0])
    return np.nan_to_num(_matrix(table, column, shape)[:, 0])
