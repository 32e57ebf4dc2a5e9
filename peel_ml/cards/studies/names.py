"""Names a reader knows for the metrics and the methods of studies."""

from __future__ import annotations

from dataclasses import dataclass

from peel_ml.cards.words import number, percent, points, spoken, spread
from peel_ml.results.estimate import Estimate


@dataclass(frozen=True)
class StudyWords:
    """A metric in plain words.

    Parameters
    ----------
    plain : str
        What it says, as a heading.
    axis : str
        What a chart's axis reads.
    unit : {"share", "points", "distance", "number", "ratio"}
        ``share`` prints as a percentage, ``points`` as percentage points with a sign, ``distance`` without one.
    higher_is_better : bool or None
        None where neither direction is better.
    technical : str
        The field's own name.
    """

    plain: str
    axis: str
    unit: str
    higher_is_better: bool | None
    technical: str


METRICS: dict[str, StudyWords] = {
    "mase": StudyWords(
        "How far forecasts are off, as a share of the error of repeating last year",
        "Error (1 is as good as last year’s figure, lower is better)",
        "number",
        False,
        "Mean absolute scaled error (MASE, Hyndman and Koehler 2006)",
    ),
    "mape": StudyWords(
        "How far forecasts are off, on average, in per cent",
        "Error in per cent (lower is better)",
        "share",
        False,
        "Mean absolute percentage error (MAPE)",
    ),
    "wape": StudyWords(
        "How far forecasts are off, of everything that was counted",
        "Error as a share of all counted (lower is better)",
        "share",
        False,
        "Weighted absolute percentage error (WAPE)",
    ),
    "pinball": StudyWords(
        "How far the ends of the ranges are off",
        "Error of the ranges (lower is better)",
        "number",
        False,
        "Pinball loss",
    ),
    "crps": StudyWords(
        "How far the whole forecast is off, its ranges included",
        "Error (lower is better)",
        "number",
        False,
        "Continuous ranked probability score (CRPS)",
    ),
    "coverage": StudyWords(
        "How often the range held what came", "Share of ranges that held", "share", None, "Empirical coverage"
    ),
    "mae": StudyWords(
        "How far the estimates are off, on average",
        "Error (lower is better)",
        "number",
        False,
        "Mean absolute error (MAE)",
    ),
    "mae_points": StudyWords(
        "How far the estimates are off, on average, in percentage points",
        "Error in percentage points (lower is better)",
        "distance",
        False,
        "Mean absolute error (MAE), in percentage points",
    ),
    "signed_error": StudyWords(
        "Whether estimates are too high (+) or too low (−), on average",
        "Mean error",
        "number",
        None,
        "Mean signed error",
    ),
    "signed_error_points": StudyWords(
        "Whether estimates are too high (+) or too low (−), on average, in percentage points",
        "Mean error in percentage points",
        "points",
        None,
        "Mean signed error, in percentage points",
    ),
    "r2_over_lag": StudyWords(
        "How much of the best simple method’s squared error it takes away",
        "Share of the squared error (higher is better)",
        "number",
        True,
        "R² against the best simple method (skill score, Murphy 1988)",
    ),
    "r2": StudyWords(
        "How much of the differences it explains",
        "Share of the variance",
        "number",
        True,
        "Coefficient of determination (R²)",
    ),
    "effect": StudyWords("The estimated effect", "Effect", "number", None, "Average treatment effect on the treated"),
    "effect_held_out": StudyWords(
        "The effect on the held-out period alone", "Effect", "number", None, "Replication on the held-out period"
    ),
    "neg_mean_squared_error": StudyWords(
        "How far predictions are off, squared (nearer zero is better)",
        "Minus the mean squared error",
        "number",
        True,
        "Minus the mean squared error",
    ),
    "false_alarm_rate": StudyWords(
        "How often a calm series raises an alarm",
        "Share of calm series with an alarm",
        "share",
        False,
        "False-alarm rate",
    ),
    "detection_rate": StudyWords(
        "How often a planted change is found", "Share of planted changes found", "share", True, "Detection rate"
    ),
    "detection_delay": StudyWords(
        "How many periods pass before a planted change is found",
        "Periods (lower is better)",
        "number",
        False,
        "Mean detection delay",
    ),
    "recall_at_k": StudyWords(
        "How much of what came fell in the areas picked",
        "Share that fell in the areas picked",
        "share",
        True,
        "Recall at k",
    ),
    "pai": StudyWords(
        "How much denser the areas picked are than the whole",
        "Times as dense as the whole",
        "number",
        True,
        "Predictive accuracy index (PAI, Chainey et al. 2008)",
    ),
}
"""Adding a metric is adding a row."""


def study_words(name: str) -> StudyWords:
    """Return a metric's words; an unknown one is spelt out from its name.

    Examples
    --------
    >>> study_words("wape").technical
    'Weighted absolute percentage error (WAPE)'
    """
    return METRICS.get(name) or StudyWords(spoken(name), spoken(name), "number", None, spoken(name))


METHODS: dict[str, str] = {
    "seasonal_naive": "The same month a year before",
    "last_value": "The last figure known",
    "mean_12": "The mean of the last 12 months",
    "auto_ets": "Exponential smoothing (AutoETS)",
    "area_mean": "Each area’s past mean",
    "last_value_shrunk": "The last figure known, drawn to the mean of all areas",
    "lightgbm": "Decision trees (LightGBM)",
    "twfe": "Two-way fixed effects",
    "did2s": "Two stages (Gardner)",
    "ridge": "A simple formula (ridge regression)",
    "control_chart": "A control chart with a moving average (EWMA)",
    "change_point": "A search for a new level (PELT)",
    "from_mean": "The distance from the past mean",
    "on_last_year": "The change on a year before",
    "three_sigma": "Three standard deviations from the past mean",
    "fifth_on_last_year": "A fifth more or less than a year before",
}


def method_name(name: str) -> str:
    """Return a method's plain name.

    Examples
    --------
    >>> method_name("mean_12")
    'The mean of the last 12 months'
    """
    return METHODS.get(name) or spoken(name)


def method_in_sentence(name: str) -> str:
    """Return a method's name inside a sentence.

    Examples
    --------
    >>> method_in_sentence("mean_12")
    'the mean of the last 12 months'
    """
    known = method_name(name)
    return known[:1].lower() + known[1:]


def said(name: str, estimate: Estimate | None) -> str:
    """Return a figure with its range, or why there is none.

    Examples
    --------
    >>> said("wape", Estimate(0.12, 0.1, 0.14))
    '12.0% (95% range: 10.0% to 14.0%)'
    >>> said("mae_points", Estimate(0.052, 0.043, 0.06))
    '5.2 points (95% range: 4.3 to 6.0)'
    >>> said("mase", Estimate(None, reason="too few areas"))
    'too few areas'
    """
    if estimate is None or estimate.value is None:
        return (estimate.reason if estimate else None) or "not measured"
    if study_words(name).unit == "share":
        value = percent(estimate.value)
        ends = f"{percent(estimate.low)} to {percent(estimate.high)}"
    elif study_words(name).unit in ("points", "distance"):
        sign = study_words(name).unit == "points"
        value = f"{points(estimate.value, sign)} points"
        ends = f"{points(estimate.low, sign)} to {points(estimate.high, sign)}"
    else:
        value, ends = number(estimate.value), spread(estimate.low, estimate.high, 1, 3)
    if estimate.low is None or estimate.high is None:
        return f"{value} ({estimate.reason})" if estimate.reason else value
    return f"{value} (95% range: {ends})"
