"""From the rows of a study to a panel of series, with every problem of the rows at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import gcd

import numpy as np
import polars as pl

from peel_ml.changes.declaration import ChangeDetection
from peel_ml.changes.panel import Floats, Panel
from peel_ml.data.studied import StudyRows
from peel_ml.errors import BadRequest, Problem, Problems

FEWEST_PERIODS = 12
"""Reference periods below which a spread cannot be told from chance."""
FEWEST_WINDOWS = 4
"""Whole windows that the reference must hold where a value is measured over several periods."""


@dataclass(frozen=True)
class Read:
    """The panel, and the series that are not in it, by the reason."""

    panel: Panel
    new: int
    """Series without a figure in the reference period: another name, or a new area."""
    zero: int
    """Series of noughts only in the reference period."""
    short: int
    """Series with a figure for fewer than half of the reference periods."""


def read(rows: StudyRows, task: ChangeDetection) -> Read:
    """Return the panel of the rows: the reference is everything before the judged part.

    Raises
    ------
    BadRequest
        Rows are no panel, or too few for what is asked.
    """
    frame = rows.frame.with_columns(_judged=rows.mask, _day=pl.col(rows.time).cast(pl.Date))
    _refuse(frame, task)
    begin = frame.filter("_judged")["_day"].min()
    end = frame.filter("_judged")["_day"].max()
    assert isinstance(begin, date)
    assert isinstance(end, date)
    frame = frame.filter(pl.col("_day") <= end, pl.col("_judged") | (pl.col("_day") < begin))
    # What lies in the embargo shares part of its window with judged periods: it is not learnt from.
    embargoed = set(rows.frame.filter(rows.part == "embargo")[rows.time].cast(pl.Date).to_list())
    frame = frame.with_columns(
        pl.when(pl.col("_day").is_in(list(embargoed))).then(None).otherwise(pl.col(task.target.column)).alias("_value")
    )
    days, step = _periods(frame["_day"])
    window = max(round(task.window_months / step), 1)
    values, areas, labels = _filled(frame, task, days)
    reference = days.index(begin)
    _long_enough(reference, window, len(days) - reference)
    panel = Panel(
        values,
        areas,
        labels,
        tuple(day.isoformat() for day in days),
        reference,
        "count" if task.target.unit == "count" else "other",
        step,
        window,
    )
    return _kept(panel)


def _refuse(frame: pl.DataFrame, task: ChangeDetection) -> None:
    problems = Problems()
    target = frame[task.target.column]
    if not target.dtype.is_numeric():
        problems.add(f"{target.name} is {target.dtype}", "Make it a number in prepare.py.")
        problems.raise_if_any("Changes cannot be looked for.")
    if task.target.unit == "count":
        odd = int(((target < 0) | (target.cast(pl.Float64) % 1 != 0)).sum())
        if odd:
            problems.add(f"{odd:,} values of {target.name} are no counts", "Declare the unit rate, share or number.")
    key = [task.area, *task.series, "_day"]
    twice = frame.height - frame.select(key).unique().height
    if twice:
        fix = "Add them up in prepare.py, or name the column that tells them apart under task.series."
        problems.add(f"{twice:,} rows repeat the area, series and period of another", fix)
    if not frame["_judged"].any():
        problems.add("no row is judged", "Check the split: its held-out and validation periods hold no rows.")
    problems.raise_if_any("Changes cannot be looked for.")


def _periods(days: pl.Series) -> tuple[list[date], int]:
    """Return every period from the first to the last, those without a row among them, and their length in months."""
    known = sorted(set(days.to_list()))
    months = [day.year * 12 + day.month - 1 for day in known]
    step = gcd(*(later - sooner for sooner, later in pairwise(months))) or 1
    if len(set(months)) < len(known):
        raise BadRequest(
            "Changes cannot be looked for.",
            [Problem("several days fall in one month", "Give each period its first day, a month or longer apart.")],
        )
    if step == 1 and len(months) > 2:
        step = min(later - sooner for sooner, later in pairwise(months))
    every = range(months[0], months[-1] + 1, step)
    by_month = dict(zip(months, known, strict=True))
    return [by_month.get(month, date(month // 12, month % 12 + 1, 1)) for month in every], step


def _filled(
    frame: pl.DataFrame, task: ChangeDetection, days: list[date]
) -> tuple[Floats, tuple[str, ...], tuple[str, ...]]:
    key = [task.area, *task.series]
    named = frame.select(pl.col(key).cast(pl.String).fill_null("(blank)"), "_day", "_value")
    series = named.select(key).unique().sort(key)
    place = {row: number for number, row in enumerate(series.iter_rows())}
    when = {day: number for number, day in enumerate(days)}
    values = np.full((len(place), len(days)), np.nan)
    for *name, day, value in named.iter_rows():
        if value is not None:
            values[place[tuple(name)], when[day]] = value
    areas = tuple(str(row[0]) for row in place)
    return values, areas, tuple(", ".join(str(part) for part in row[1:]) for row in place)


def _long_enough(reference: int, window: int, judged: int) -> None:
    problems = Problems()
    fewest = max(FEWEST_PERIODS, FEWEST_WINDOWS * window)
    if reference < fewest:
        over = f", each measured over {window} of them" if window > 1 else ""
        problems.add(
            f"{reference} periods before the judged ones{over}; it takes {fewest}",
            "Give earlier periods, or judge fewer: a spread cannot be learnt from so little.",
        )
    if judged < 2:
        problems.add(f"{judged} judged periods", "Judge two periods or more: a change of level needs them to show.")
    problems.raise_if_any("Changes cannot be looked for.")


def _kept(panel: Panel) -> Read:
    past = panel.values[:, : panel.reference]
    known = np.isfinite(past).sum(axis=1)
    new = known == 0
    zero = ~new & (np.nansum(np.abs(past), axis=1) == 0)
    short = ~new & ~zero & (known < panel.reference / 2)
    keep = ~(new | zero | short)
    if not keep.any():
        raise BadRequest(
            "Changes cannot be looked for.",
            [Problem("no series has figures other than nought before the judged periods", "Give earlier periods.")],
        )
    return Read(panel.only(keep), int(new.sum()), int(zero.sum()), int(short.sum()))
