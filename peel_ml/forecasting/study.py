"""The stage of a forecast of counts: judged months forecast, compared, held against who lives where."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from peel_ml.data.studied import StudyRows
from peel_ml.errors import BadRequest, Problem
from peel_ml.fairness.areas.asked import Asked
from peel_ml.fairness.areas.compare import AreaValues, compare_areas
from peel_ml.forecasting.backtest import Span, model_forecasts, simple_forecasts, span_of
from peel_ml.forecasting.declaration import CountForecast
from peel_ml.forecasting.explained import explained
from peel_ml.forecasting.fit_for_it import findings, forecastable
from peel_ml.forecasting.hotspots.study import study as top_areas
from peel_ml.forecasting.looping import feedback_of
from peel_ml.forecasting.measures import Parts, better_by, estimate, estimates, parts, scales
from peel_ml.forecasting.places import area_detail, held_everywhere, total_of, worst_of
from peel_ml.forecasting.ranges import Ranges, ranges
from peel_ml.forecasting.rolling import REFIT
from peel_ml.forecasting.series import SeriesTable, read_series
from peel_ml.forecasting.simple import MOST_FOR_ETS
from peel_ml.forecasting.totals import area_totals
from peel_ml.forecasting.trees import ROUNDS, CountTrees
from peel_ml.results.estimate import Estimate, PairedDifference
from peel_ml.results.record import ModelRecord
from peel_ml.results.studies.forecast import AheadScore, ForecastDetail
from peel_ml.results.studies.outcome import StudyOutcome
from peel_ml.results.studies.scores import StudyScores

Floats = NDArray[np.float64]
MODEL, PRIMARY = "lightgbm", "mase"
_QUICK_ROUNDS = 30
AHEAD = (1, 2, 3, 6)
"""Months ahead that the error is also shown for."""
MANY = 2000
"""Series beyond which that is not done: each is a backtest of its own."""


@dataclass(frozen=True)
class _Judged:
    """One method on the judged months."""

    said: Floats
    held: Ranges
    metrics: dict[str, Parts]


def study(rows: StudyRows, task: CountForecast, asked: Asked) -> StudyOutcome:
    """Forecast every judged count from what was known `task.horizon` months before.

    Raises
    ------
    BadRequest
        The rows are no series of counts, there is too little history, or no series can be forecast.
    """
    if task.top_share is not None:
        return top_areas(rows, task, asked)
    table = read_series(
        rows.frame, area=task.area, kinds=task.series, larger=task.adds_up_to, time=rows.time, count=task.target.column
    )
    months = rows.frame.filter(rows.mask)[rows.time].unique().sort()
    span = span_of([table.periods.index(month) for month in months], task.horizon)
    fit, left = forecastable(table, span.start - span.ahead)
    if not fit.any():
        raise BadRequest(
            "No series can be forecast.", [Problem(one.reason, where=f"{one.series} series") for one in left]
        )
    whole, table = table, table.some(fit)
    model = CountTrees(_QUICK_ROUNDS if asked.quick else ROUNDS, asked.seed)
    names = [name for name in task.methods if not (asked.quick and name == "auto_ets")]
    adds_up = task.adds_up_to is not None
    forecasts = {MODEL: model_forecasts(table, model, span, reconcile=adds_up)} | simple_forecasts(table, names, span)
    came = _judged_counts(table, forecasts, span)
    scale = scales(table.counts.astype(float), span.first - span.ahead)
    judged = {name: _judge(table, said, came, scale, span, task.coverage) for name, said in forecasts.items()}
    scores = _scores(rows, table, judged, forecasts, span)
    best = scores.lift.baseline if scores.lift else None
    told = came.size - int(np.isnan(came).sum())
    areas = area_detail(table.areas, came, judged[MODEL].said, judged[MODEL].held)
    totals = area_totals(table, forecasts[MODEL], came, span, task.coverage)
    detail = ForecastDetail(
        horizon=task.horizon,
        origins=came.shape[1],
        refit_every=REFIT,
        promised=task.coverage,
        series=len(table),
        left_out=left,
        rows_left_out=came.size - told,
        use=None if scores.useful else best,
        total=total_of(totals),
        areas=areas,
        worst=worst_of(totals),
        ahead=_by_ahead(table, model, task, span, scale, best) if best and not asked.quick else (),
        held_everywhere=held_everywhere(areas, task.coverage),
        feedback=feedback_of(rows, task, asked),
    )
    fitted = model.fitted(table.until(span.last - span.ahead), span.ahead)
    return StudyOutcome(
        scores=scores,
        assessment=compare_areas(
            _area_values(table.areas, came, judged[MODEL]), rows.frame, task.area, task.weight, asked, task.adds_up_to
        ),
        detail=detail,
        findings=findings(whole, left, came.size - told),
        explanation=explained(table, fitted, range(span.first - span.ahead, span.last - span.ahead + 1), asked.seed),
        model=_record(fitted.trees.digest, model),
        notes=_notes(task, table, asked),
    )


def _judged_counts(table: SeriesTable, forecasts: dict[str, Floats], span: Span) -> Floats:
    """Return the judged counts, NaN where one of the methods says nothing: all are judged on the same rows."""
    came = table.counts[:, span.judged].astype(float)
    for said in forecasts.values():
        came[np.isnan(said[:, span.judged])] = np.nan
    return came


def _judge(table: SeriesTable, said: Floats, came: Floats, scale: Floats, span: Span, coverage: float) -> _Judged:
    held = ranges(table.counts.astype(float), said, span.first, span.last, span.ahead, coverage)
    here = said[:, span.judged]
    return _Judged(here, held, parts(came, here, held, scale, coverage))


def _scores(
    rows: StudyRows, table: SeriesTable, judged: dict[str, _Judged], forecasts: dict[str, Floats], span: Span
) -> StudyScores:
    totals = {name: _percentage(table, one.said, judged[MODEL].metrics["wape"], span) for name, one in judged.items()}
    figures = {
        name: {**estimates(one.metrics, table.areas), "mape": estimate(totals[name], np.unique(table.areas))}
        for name, one in judged.items()
    }
    mine = figures.pop(MODEL)
    differences: dict[str, dict[str, PairedDifference]] = {
        name: {
            metric: better_by(metric, judged[MODEL].metrics[metric], judged[name].metrics[metric], name, table.areas)
            for metric in (PRIMARY, "wape", "crps")
        }
        for name in figures
    }
    known = {name: one[PRIMARY].value for name, one in figures.items() if one[PRIMARY].value is not None}
    best = min(known, key=lambda name: known[name] or 0.0) if known else None
    lift = differences[best][PRIMARY] if best else None
    return StudyScores(
        evaluated_on=rows.judged,
        primary=PRIMARY,
        candidate=MODEL,
        rows=int((~np.isnan(judged[MODEL].metrics["wape"].up)).sum()),
        areas=len(np.unique(table.areas)),
        periods=span.last - span.first + 1,
        metrics=mine,
        baselines=figures,
        lift=lift,
        comparisons=tuple(one for each in differences.values() for one in each.values()),
        useful=lift.low > 0 if lift and lift.low is not None else None,
    )


def _percentage(table: SeriesTable, said: Floats, rows: Parts, span: Span) -> Parts:
    """Return absolute percentage errors of the totals of areas; none of a month with a row left out."""
    names, place = np.unique(table.areas, return_inverse=True)
    counted, forecast = np.zeros((2, len(names), said.shape[1]))
    np.add.at(counted, place, rows.down)
    np.add.at(forecast, place, np.where(np.isnan(rows.down), np.nan, said))
    with np.errstate(divide="ignore", invalid="ignore"):
        off = np.where(counted > 0, np.abs(forecast - counted) / counted, np.nan)
    return Parts(off, np.where(np.isnan(off), np.nan, 1.0))


def _area_values(areas: NDArray[np.str_], came: Floats, one: _Judged) -> list[AreaValues]:
    told = ~np.isnan(came)
    names = np.broadcast_to(areas[:, None], came.shape)[told]
    count, said = came[told], one.said[told]
    inside = (count >= one.held.low[told]) & (count <= one.held.high[told])
    each = np.ones(len(count))
    return [
        AreaValues("signed_error", names, said - count, count),
        AreaValues("interval_coverage", names, inside.astype(float), each),
        AreaValues("absolute_error", names, np.abs(said - count), count),
        AreaValues("under_prediction_rate", names, (said < count).astype(float), each),
    ]


def _by_ahead(
    table: SeriesTable, model: CountTrees, task: CountForecast, span: Span, scale: Floats, best: str
) -> tuple[AheadScore, ...]:
    """Return how the error grows with the months ahead, on the judged months."""
    made = []
    if len(table) > MANY:
        return ()
    for ahead in sorted({*AHEAD, task.horizon}):
        near = replace(span, start=span.first, ahead=ahead)
        own = model_forecasts(table, model, near, reconcile=task.adds_up_to is not None)
        both = {MODEL: own} | simple_forecasts(table, [best], near)
        came = _judged_counts(table, both, near)
        off = {name: np.abs(said[:, near.judged] - came) / scale[:, None] for name, said in both.items()}
        found: dict[str, Estimate] = {
            name: estimate(Parts(one, np.where(np.isnan(one), np.nan, 1.0)), table.areas) for name, one in off.items()
        }
        made.append(AheadScore(ahead, found[MODEL], found[best]))
    return tuple(made)


def _record(digest: str, model: CountTrees) -> ModelRecord:
    from peel_ml.forecasting.lags import NAMES

    return ModelRecord(
        candidate=MODEL,
        description="One LightGBM model for all series, Poisson deviance around the mean of the last 12 months",
        features=NAMES,
        fitted_on=("every month known at each origin",),
        calibration="ranges by adaptive conformal prediction on the errors of the 12 months before each origin",
        trees=model.rounds,
        bagged_models=1,
        sha256=digest,
        released=False,
    )


def _notes(task: CountForecast, table: SeriesTable, asked: Asked) -> tuple[str, ...]:
    notes = [
        f"Every figure is forecast {task.horizon} month{'s' * (task.horizon != 1)} before it came, by methods fitted "
        f"again every {REFIT} months.",
        "Forecasts of areas are made to add up to a forecast of the larger area (minimum trace, diagonal)."
        if task.adds_up_to
        else "The forecast of a larger area is the sum of those of its parts.",
    ]
    if "auto_ets" in task.methods and (asked.quick or len(table) > MOST_FOR_ETS):
        why = "in a quick run" if asked.quick else f"for more than {MOST_FOR_ETS} series"
        notes.append(f"Exponential smoothing was not run {why}.")
    return tuple(notes)
