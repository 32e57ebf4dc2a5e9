"""The legend of a chart: every shape that is drawn, in words."""

from __future__ import annotations

from markupsafe import Markup

from peel_ml.cards.chart_content import CalibrationChart, IconArray, IntervalChart, LineChart, Mark, ScatterChart
from peel_ml.cards.chart_series import CurveChart, ForecastChart, ManyChart, TimeChart, TimelineChart
from peel_ml.cards.charts import Chart
from peel_ml.cards.svg.curves import CURVES
from peel_ml.cards.svg.drawing import MARKS, circle, line, mark, path, rect, text, together
from peel_ml.cards.svg.icons import icon


def key(chart: Chart) -> tuple[tuple[Markup, str], ...]:
    """Return the legend as (drawing of 24 by 24 units, words); empty where the chart needs none."""
    match chart:
        case IntervalChart():
            return (*_marks(chart.legend), *_band(chart.band, chart.band_words))
        case ManyChart():
            return (
                *_marks(chart.legend),
                *_band(chart.band, chart.band_words),
                *_reference(chart.centre_words),
            )
        case TimeChart():
            return (*_marks(chart.legend), *_reference(chart.whole_words))
        case TimelineChart():
            return _timeline(chart)
        case CurveChart():
            return tuple(
                (
                    line(0, 12, 24, 12, CURVES[curve.style]) if len(curve.points) > 1 else mark("other", 12, 12),
                    curve.label,
                )
                for curve in chart.curves
            )
        case ForecastChart():
            return (
                (mark("model", 12, 12), chart.came),
                (line(0, 12, 24, 12, "curve"), chart.forecast),
                (rect(0, 5, 24, 14, "band"), chart.range),
            )
        case CalibrationChart():
            dot, reference = chart.legend
            return (
                (together([line(12, 1, 12, 23, "cut"), mark("model", 12, 12)]), dot),
                (line(0, 12, 24, 12, "ref"), reference),
            )
        case IconArray():
            return (
                (icon("right"), f"Rightly flagged ({chart.rightly_flagged})"),
                (icon("needless"), f"Flagged, not needed ({chart.needlessly_flagged})"),
                (icon("missed"), f"Missed ({chart.missed})"),
                (icon("left"), f"Rightly not flagged ({chart.rightly_left})"),
            )
        case ScatterChart():
            return (
                *((mark(kind, 12, 12), words) for kind, words in chart.legend),
                (line(0, 12, 24, 12, "curve thin"), "No other does at least as well in both"),
            )
        case LineChart(diagonal=True):
            return (
                (circle(12, 12, 4, "pt"), "What happened"),
                (line(0, 12, 24, 12, "ref"), "Where both would agree"),
            )
        case _:
            return ()


def _marks(legend: tuple[tuple[Mark, str], ...]) -> tuple[tuple[Markup, str], ...]:
    return tuple((Markup('<use href="#s-{}" x="12" y="12"/>').format(MARKS[kind]), words) for kind, words in legend)


def _band(band: float | None, words: str) -> tuple[tuple[Markup, str], ...]:
    if not band or not words:
        return ()
    return ((together([rect(4, 2, 16, 20, "band"), path("M4 2V22M20 2V22", "band-edge")]), words),)


def _reference(words: str) -> tuple[tuple[Markup, str], ...]:
    return ((line(0, 12, 24, 12, "ref"), words),) if words else ()


def _timeline(chart: TimelineChart) -> tuple[tuple[Markup, str], ...]:
    """Every break with its number, as it stands on the chart."""
    diamond = path("M6 6l5.5 5.5L6 17 .5 11.5z", "pt-out")
    rows = [(rect(7, 3, 10, 19, "bar"), chart.rows_axis)]
    if any(month.share is not None for month in chart.months):
        rows.append((line(0, 12, 24, 12, "curve"), chart.share_axis))
    if any(month.rows is None for month in chart.months):
        rows.append((path("M8 8l8 8m0-8l-8 8", "pt-cross"), "Number not told"))
    rows += [
        (together([diamond, text(14, 17, str(number), "start", "b")]), one.words)
        for number, one in enumerate(chart.breaks, 1)
    ]
    return tuple(rows)
