"""Everything there is to say about how well a model does, in one value."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from peel_ml.errors import Problems
from peel_ml.evaluation import declaration
from peel_ml.evaluation.bootstrap import Statistic, metric_statistics, resample
from peel_ml.evaluation.calibration import calibration
from peel_ml.evaluation.clusters import Clusters
from peel_ml.evaluation.fewer import Fewer
from peel_ml.evaluation.intervals import barrier, from_draws
from peel_ml.evaluation.metrics import METRICS, Floats
from peel_ml.evaluation.observed_expected import observed_expected
from peel_ml.evaluation.operating_point import operating_point as report_operating_point
from peel_ml.evaluation.slices import SLICE_DRAWS, months, quarters, slice_scores
from peel_ml.results.estimate import Estimate, PairedDifference
from peel_ml.results.scores import EvaluatedOn, Scores

MODEL = ""
"""Stands for the model itself among the candidates; no baseline can have this name."""


def evaluate(
    *,
    y: ArrayLike,
    p: ArrayLike,
    baselines: Mapping[str, ArrayLike],
    primary: str,
    baseline: str,
    today: str | None = None,
    clusters: pl.Series | NDArray[Any] | None,
    time: pl.Series | None,
    slices: pl.DataFrame,
    area: str | None,
    evaluated_on: EvaluatedOn,
    operating_point: declaration.OperatingPoint | None,
    development: tuple[ArrayLike, ArrayLike] | None,
    seed: int,
    draws: int = 1000,
) -> Scores:
    """Score a model's probabilities against outcomes and against every other candidate.

    Parameters
    ----------
    y : array of shape (n,)
        Outcomes, 0 or 1.
    p : array of shape (n,)
        The model's probabilities, 0 to 1.
    baselines : mapping of str to array of shape (n,)
        Probabilities of every other candidate for the same rows.
    primary : str
        The metric slices and comparisons use; a key of `peel_ml.evaluation.metrics.METRICS`.
    baseline : str
        The candidate that `Scores.lift` compares with; a key of `baselines`.
    today : str or None
        The candidate that is today's method, which the operating point is held against; ``None`` where there is none.
    clusters : polars.Series, array of shape (n,) or None
        Which rows belong together; ``None`` when every row stands for itself.
    time : polars.Series of shape (n,) or None
        Date or datetime of each row; gives the months of `Scores.by_period` and the quarters of
        `Scores.observed_expected`.
    slices : polars.DataFrame of n rows
        One column a dimension on which observed and expected shares are compared.
    area : str or None
        The column of `slices` for `Scores.by_area`.
    evaluated_on : {"validation", "held_out"}
        Which rows these are.
    operating_point : peel_ml.evaluation.declaration.OperatingPoint or None
        The declared rule; ``None`` where none is allowed or declared.
    development : tuple of array or None
        Outcomes and out-of-fold probabilities of the development rows, to choose a threshold on.
    seed : int
        Seeds every resampling.
    draws : int
        Resamples for the metrics and differences; slices take at most 300.

    Returns
    -------
    Scores
        Differences are oriented so that positive means the model is better.

    Raises
    ------
    BadRequest
        Lengths differ, outcomes are not 0 or 1, probabilities are missing or outside 0 to 1, a name is not
        known. All problems at once.
    """
    truth, model, others = _checked(y, p, baselines, primary, baseline, slices, time, area)
    groups = Clusters.of(clusters, len(truth))
    blocked = barrier(truth, groups)
    fewer = Fewer.of(truth, groups, seed)
    metrics, differences = _compare(truth, {MODEL: model, **others}, fewer, primary, blocked, draws, seed)
    dimensions: dict[str, pl.Series] = {column.name: column for column in slices.iter_columns()}
    if time is not None:
        dimensions.setdefault("quarter", quarters(time))
    few = min(draws, SLICE_DRAWS)
    return Scores(
        evaluated_on=evaluated_on,
        primary=primary,
        rows=len(truth),
        positives=int(truth.sum()),
        metrics=metrics.pop(MODEL),
        baselines=metrics,
        lift=differences[baseline],
        comparisons=tuple(differences.values()),
        calibration=calibration(truth, model, groups, draws=draws, seed=seed),
        by_period=()
        if time is None
        else slice_scores("month", months(time), primary, truth, model, groups, seed=seed, draws=few),
        by_area=()
        if area is None
        else slice_scores(area, slices[area], primary, truth, model, groups, seed=seed, draws=few),
        observed_expected=tuple(
            row for name, values in dimensions.items() for row in observed_expected(name, values, truth, model, groups)
        ),
        operating_point=None
        if operating_point is None
        else report_operating_point(
            operating_point,
            truth,
            model,
            groups,
            None if development is None else (_floats(development[0]), _floats(development[1])),
            today=None if today is None else others[today],
        ),
        resampling_rule="" if blocked else fewer.rule(groups),
    )


def _compare(
    y: Floats,
    candidates: Mapping[str, Floats],
    fewer: Fewer,
    primary: str,
    blocked: str | None,
    draws: int,
    seed: int,
) -> tuple[dict[str, dict[str, Estimate]], dict[str, PairedDifference]]:
    # One candidate's ingredients at a time: those of all rows are several times the rows themselves.
    points = {name: _points(metric_statistics(y, p)) for name, p in candidates.items()}
    truth = fewer.take(y)
    statistics = [(name, part) for name, p in candidates.items() for part in metric_statistics(truth, fewer.take(p))]
    drawn = resample(tuple(part for _, part in statistics), fewer.clusters, draws=0 if blocked else draws, seed=seed)
    resampled: dict[str, dict[str, Floats]] = {name: {} for name in candidates}
    for (name, part), values in zip(statistics, drawn, strict=True):
        own = part.point()
        resampled[name].update(
            {metric: fewer.spread(points[name][metric], own[metric], one) for metric, one in values.items()}
        )
    metrics = {
        name: {metric: from_draws(points[name][metric], resampled[name][metric], blocked) for metric in METRICS}
        for name in candidates
    }
    sign = 1.0 if METRICS[primary].higher_is_better else -1.0
    differences = {}
    for name in candidates:
        if name == MODEL:
            continue
        gap = from_draws(
            sign * (points[MODEL][primary] - points[name][primary]),
            sign * (resampled[MODEL][primary] - resampled[name][primary]),
            blocked,
        )
        differences[name] = PairedDifference(primary, name, gap.value, gap.low, gap.high, gap.reason)
    return metrics, differences


def _points(statistics: tuple[Statistic, ...]) -> dict[str, float]:
    return {name: value for part in statistics for name, value in part.point().items()}


def _checked(
    y: ArrayLike,
    p: ArrayLike,
    baselines: Mapping[str, ArrayLike],
    primary: str,
    baseline: str,
    slices: pl.DataFrame,
    time: pl.Series | None,
    area: str | None,
) -> tuple[Floats, Floats, dict[str, Floats]]:
    problems = Problems()
    truth, model = _floats(y), _floats(p)
    others = {name: _floats(values) for name, values in baselines.items()}
    rows = len(truth)
    if rows == 0:
        problems.add("There are no rows to evaluate.", "Give a longer period, or a later split.")
    if not np.isin(truth, (0.0, 1.0)).all():
        problems.add("The outcome holds values other than 0 and 1.", "Declare task.target.positive.")
    named = {"the model": model} | {f"the candidate '{name}'": values for name, values in others.items()}
    for name, values in named.items():
        if len(values) != rows:
            problems.add(f"There are {len(values):,} probabilities of {name} for {rows:,} rows.")
        bad = int((~((values >= 0) & (values <= 1))).sum())
        if bad:
            problems.add(
                f"{bad:,} probabilities of {name} are missing or outside 0 to 1.",
                "A candidate must return one probability for each row.",
            )
    for what, length in (
        ("time", None if time is None else len(time)),
        ("slices", slices.height if slices.width else None),
    ):
        if length is not None and length != rows:
            problems.add(f"{what} has {length:,} rows for {rows:,} outcomes.")
    if primary not in METRICS:
        problems.add(f"There is no metric '{primary}'.", f"Choose from {', '.join(METRICS)}.")
    if baseline not in others:
        problems.add(
            f"There is no candidate '{baseline}' to compare with.",
            f"Choose from {', '.join(others) or 'the declared baselines'}.",
        )
    if area is not None and area not in slices.columns:
        problems.add(f"There is no slice column '{area}' for areas.")
    if MODEL in others:
        problems.add("A candidate has an empty name.")
    problems.raise_if_any("The model cannot be evaluated.")
    return truth, model, others


def _floats(values: ArrayLike) -> Floats:
    array = np.asarray(values, dtype=np.float64)
    infinite = np.isinf(array)
    return np.where(infinite, math.nan, array) if infinite.any() else array
