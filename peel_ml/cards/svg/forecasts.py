"""What came over what was forecast, period by period, drawn once for every width."""

from __future__ import annotations

from peel_ml.cards.chart_content import Interval
from peel_ml.cards.chart_series import ForecastChart
from peel_ml.cards.svg.drawing import Drawing, mark, n, path, text, through, together, wrapped
from peel_ml.cards.svg.over_time import WIDTH, time_axis
from peel_ml.cards.svg.scale import Scale, domain, ticks

_LEFT, _HEIGHT = 56.0, 170.0


def forecast_drawings(chart: ForecastChart) -> tuple[Drawing, ...]:
    """Return the one drawing."""
    axis = wrapped(f"↑ {chart.axis}", WIDTH, 14, lines=3)
    top = 17.0 * len(axis) + 12
    foot = top + _HEIGHT
    spans = [Interval("", one.forecast, one.low, one.high, "model", "") for one in chart.moments]
    seen = [Interval("", one.came, one.came, one.came, "model", "") for one in chart.moments if one.came is not None]
    low, high = domain([*spans, *seen])
    y = Scale(low, high, foot, top)
    x = Scale(-0.5, max(len(chart.moments), 1) - 0.5, _LEFT, WIDTH - 6)
    marks = ticks(low, high, 5)
    parts = [text(0, 14 + 17 * place, words, "start", "tick") for place, words in enumerate(axis)]
    places = list(enumerate(chart.moments))
    if len(places) > 1:
        edge = [(x(place), y(one.high)) for place, one in places]
        edge += [(x(place), y(one.low)) for place, one in reversed(places)]
        parts.append(path("M" + "L".join(f"{n(across)} {n(up)}" for across, up in edge) + "z", "band"))
    parts.append(path("".join(f"M{n(_LEFT)} {n(y(one))}H{n(x.end)}" for one in marks), "grid"))
    parts += [text(_LEFT - 6, y(one) + 5, _tick(one, marks), "end", "tick") for one in marks]
    parts.append(path(through([(x(place), y(one.forecast)) for place, one in places]), "curve"))
    parts += [mark("model", x(place), y(one.came), 0.7) for place, one in places if one.came is not None]
    parts.append(path(f"M{n(_LEFT)} {n(foot)}H{n(x.end)}", "axis0"))
    parts.append(time_axis([one.label for one in chart.moments], x, foot))
    return (Drawing(together(parts), WIDTH, foot + 42, "any"),)


def _tick(value: float, marks: list[float]) -> str:
    whole = all(float(one).is_integer() for one in marks)
    return f"{value:,.0f}" if whole else f"{value:,.1f}"
