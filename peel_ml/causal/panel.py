"""Areas by periods as the estimators take them, with every reason to refuse found at once."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from peel_ml.causal.declaration import Scale
from peel_ml.causal.refusals import raise_if_unfit
from peel_ml.results.studies.effects import Design

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Asking:
    """Which columns make the panel.

    Parameters
    ----------
    outcome, treatment, area, time : str
        Columns of the rows.
    weight, cluster : str or None
    controls : tuple of str
    scale : {"level", "log"}
    step : float
        The treatment is divided by it.
    """

    outcome: str
    treatment: str
    area: str
    time: str
    weight: str | None = None
    cluster: str | None = None
    controls: tuple[str, ...] = ()
    scale: Scale = "level"
    step: float = 1.0


@dataclass(frozen=True)
class Panel:
    """Complete rows, sorted by area and period.

    Parameters
    ----------
    frame : pandas.DataFrame
        ``area`` and ``cluster`` (text), ``period`` (whole numbers, one apart for neighbouring periods), ``y``,
        ``d`` (in steps), ``w``, ``x0`` … (controls) and ``first`` (first treated period of an adoption; 0 where there
        is none; periods begin at 1).
    design : {"adoption", "on_and_off", "amount"}
    controls : tuple of str
        Columns of the controls in `frame`.
    dropped : int
        Rows left out because a value is missing.
    """

    frame: pd.DataFrame
    design: Design
    controls: tuple[str, ...]
    dropped: int

    @property
    def areas(self) -> int:
        """How many areas there are."""
        return int(self.frame["area"].nunique())

    @property
    def clusters(self) -> int:
        """How many groups of areas are treated alike."""
        return int(self.frame["cluster"].nunique())

    @property
    def periods(self) -> int:
        """How many periods there are."""
        return int(self.frame["period"].nunique())

    @property
    def treated(self) -> int:
        """How many areas were ever treated."""
        return int((self.frame.groupby("area")["d"].max() > 0).sum())

    def earlier(self, column: str, by: int) -> Any:
        """Return a column `by` periods earlier in the same area (later where negative), NaN where there is none."""
        keyed = self.frame.set_index(["area", "period"])[column]
        wanted = list(zip(self.frame["area"], self.frame["period"] - by, strict=True))
        return keyed.reindex(wanted).to_numpy()


def panel_of(rows: pl.DataFrame, asking: Asking) -> Panel:
    """Return the panel of some rows.

    Parameters
    ----------
    rows : polars.DataFrame
        One row for each area and period.
    asking : Asking

    Raises
    ------
    BadRequest
        No effect can be estimated from them; every reason at once.

    Examples
    --------
    >>> from datetime import date
    >>> rows = pl.DataFrame({
    ...     "place": ["a", "a", "b", "b", "c", "c", "d", "d"],
    ...     "month": [date(2024, 1, 1), date(2024, 2, 1)] * 4,
    ...     "crimes": [5.0, 4, 6, 6, 7, 5, 3, 3],
    ...     "patrol": [0, 1, 0, 0, 0, 1, 0, 0],
    ... })
    >>> panel = panel_of(rows, Asking("crimes", "patrol", "place", "month"))
    >>> panel.design, panel.areas, panel.treated, panel.frame["first"].to_list()
    ('adoption', 4, 2, [2, 2, 0, 0, 2, 2, 0, 0])
    """
    taken = rows.with_columns(numbered(rows[asking.time]).alias("_period"))
    columns = {
        "area": pl.col(asking.area).cast(pl.String),
        "cluster": pl.col(asking.cluster or asking.area).cast(pl.String),
        "period": pl.col("_period"),
        "y": pl.col(asking.outcome).cast(pl.Float64),
        "d": pl.col(asking.treatment).cast(pl.Float64),
        "w": pl.lit(1.0) if asking.weight is None else pl.col(asking.weight).cast(pl.Float64),
        **{f"x{i}": pl.col(name).cast(pl.Float64) for i, name in enumerate(asking.controls)},
    }
    chosen = taken.select(**columns)
    complete = chosen.filter(pl.all_horizontal(pl.all().is_not_null() & pl.all().cast(pl.String).ne("NaN")))
    raise_if_unfit(complete, asking.outcome, asking.treatment, asking.scale)
    if asking.scale == "log":
        complete = complete.with_columns(pl.col("y").log())
    binary = set(complete["d"].unique().to_list()) <= {0.0, 1.0}
    frame = complete.sort("area", "period").with_columns(pl.col("d") / (1.0 if binary else asking.step)).to_pandas()
    design, first = _design(frame, binary)
    frame["first"] = first
    return Panel(
        frame,
        design,
        tuple(name for name in columns if name.startswith("x")),
        rows.height - complete.height,
    )


def numbered(times: pl.Series) -> pl.Series:
    """Return each period's number from 1; a period that no row has leaves a gap.

    Periods are as far apart as the months between them have in common: 1 for months, 3 for quarters, 12 for years.

    Examples
    --------
    >>> from datetime import date
    >>> numbered(pl.Series([date(2020, 1, 1), date(2020, 4, 1), date(2020, 10, 1)])).to_list()
    [1, 2, 4]
    """
    months = times.dt.year().cast(pl.Int64) * 12 + times.dt.month().cast(pl.Int64)
    known = months.unique().sort()
    apart = math.gcd(*known.diff().drop_nulls().to_list()) or 1
    return (months - known.min()) // apart + 1


def _design(frame: pd.DataFrame, binary: bool) -> tuple[Design, Any]:
    if not binary:
        return "amount", 0
    by_area = frame.groupby("area")
    if bool((by_area["d"].diff() < 0).any()):
        return "on_and_off", 0
    first = frame["period"].where(frame["d"] > 0).groupby(frame["area"]).transform("min").fillna(0).astype(int)
    return "adoption", first
