"""The real rows of recorded crime, as the forecasting stage takes them."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import polars as pl

from peel_ml.data.census import composition
from peel_ml.data.cleaning import clean
from peel_ml.data.sources import load, source_named
from peel_ml.data.studied import StudyRows
from peel_ml.fairness.areas.asked import Asked
from peel_ml.fairness.policy import load_policy
from peel_ml.forecasting.backtest import Span, simple_forecasts, span_of
from peel_ml.forecasting.declaration import CountForecast
from peel_ml.forecasting.series import read_series
from peel_ml.forecasting.study import study
from peel_ml.results.studies.outcome import StudyOutcome
from peel_ml.usecase.load import load_use_case

SOURCE = "london-datastore/recorded-crime"
METHODS = ("seasonal_naive", "last_value", "mean_12")


def counts(data: Path, level: str) -> pl.DataFrame:
    """Return recorded crime of one level, without what is of no known area; fraud recorded elsewhere is left out."""
    source = source_named(SOURCE)
    raw = load(source, data / "london-datastore" / f"recorded-crime-{level}-*.parquet").frame.collect()
    frame = clean(raw, source.steps).frame
    return frame.filter(pl.col("area_code").is_not_null() & (pl.col("offence") != "NFIB fraud"))


def ward_study(data: Path, judged: int) -> tuple[StudyOutcome, tuple[int, int, int]]:
    """Run the stage on every ward and offence; return what it found, with wards, months and offences."""
    frame = counts(data, "ward").select("area_code", "borough", "offence", "month", "count")
    keys = frame.select("area_code", "borough").unique().join(frame.select("offence").unique(), how="cross")
    whole = keys.join(frame.select("month").unique(), how="cross")
    whole = whole.join(frame, on=["area_code", "borough", "offence", "month"], how="left").with_columns(
        pl.col("count").fill_null(0)
    )
    who = composition("ward").select("area_code", "residents", "share_asian", "share_black", "imd_2019")
    rows = whole.join(who, on="area_code", how="left")
    shape = (frame["area_code"].n_unique(), frame["month"].n_unique(), frame["offence"].n_unique())
    case = load_use_case(Path("usecases/recorded-crime-forecast"))
    assert isinstance(case.task, CountForecast)
    task = case.task.model_copy(
        update={"area": "area_code", "series": ("offence",), "adds_up_to": "borough", "methods": METHODS}
    )
    first = rows["month"].unique().sort()[-judged]
    part = rows.select(part=pl.when(pl.col("month") >= first).then(pl.lit("held_out")).otherwise(pl.lit("training")))
    asked = Asked(
        case.fairness, case.protected, load_policy(), case.decision.type, case.tuning, 0, 1, 1, Path("unused"), False
    )
    given = StudyRows(rows, part["part"], "held_out", "month", {}, case.protected.composition, False)
    del frame, whole
    return study(given, task, asked), shape


def borough_totals(data: Path, judged: int) -> dict[str, float]:
    """Return the MAPE of borough totals, every simple method, one month ahead; exponential smoothing among them."""
    frame = counts(data, "borough").group_by("area", "month").agg(pl.col("count").sum())
    table = read_series(frame, area="area", kinds=(), larger=None, time="month", count="count")
    months = len(table.periods)
    span: Span = span_of(range(months - judged, months), 1)
    span = dataclasses.replace(span, start=span.first)
    came = table.counts[:, span.judged].astype(float)
    made = simple_forecasts(table, (*METHODS, "auto_ets"), span)
    return {name: float(np.mean(np.abs(said[:, span.judged] - came) / came)) for name, said in made.items()}
