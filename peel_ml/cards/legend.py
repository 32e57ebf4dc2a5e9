"""The legend of a chart: every shape that is drawn, in words."""

from __future__ import annotations

from markupsafe import Markup

from peel_ml.cards.chart_content import CalibrationChart, Chart, IconArray, IntervalChart, LineChart, ScatterChart
from peel_ml.cards.svg.drawing import MARKS, circle, line, mark, path, rect, together
from peel_ml.cards.svg.icons import icon


def key(chart: Chart) -> tuple[tuple[Markup, str], ...]:
    """Return the legend as (drawing of 24 by 24 units, words); empty where the chart needs none."""
    match chart:
        case IntervalChart():
            rows = [
                (Markup('<use href="#s-{}" x="12" y="12"/>').format(MARKS[kind]), words) for kind, words in chart.legend
            ]
            if chart.band and chart.band_words:
                edges = path("M4 2V22M20 2V22", "band-edge")
                rows.append((together([rect(4, 2, 16, 20, "band"), edges]), chart.band_words))
            return tuple(rows)
        case CalibrationChart():
            dot, reference = chart.legend
            return (
                (together([line(12, 1, 12, 23, "ci"), mark("model", 12, 12)]), dot),
                (line(0, 12, 24, 12, "ref"), reference),
            )
        case IconArray():
            return (
                (together(icon("right", 12, 12)), f"Rightly flagged ({chart.rightly_flagged})"),
                (together(icon("needless", 12, 12)), f"Flagged, not needed ({chart.needlessly_flagged})"),
                (together(icon("missed", 12, 12)), f"Missed ({chart.missed})"),
                (together(icon("left", 12, 12)), f"Rightly not flagged ({chart.rightly_left})"),
            )
        case ScatterChart():
            return (
                *((mark(kind, 12, 12), words) for kind, words in chart.legend),
                (line(0, 12, 24, 12, "curve"), "No other does at least as well in both"),
            )
        case LineChart(diagonal=True):
            return (
                (circle(12, 12, 4, "pt"), "What happened"),
                (line(0, 12, 24, 12, "ref"), "Where both would agree"),
            )
        case _:
            return ()
