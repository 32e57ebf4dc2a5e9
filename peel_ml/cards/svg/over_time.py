"""A figure for each period, from left to right, drawn once for every width."""

from __future__ import annotations

import re

from markupsafe import Markup

from peel_ml.cards.chart_series import TimeChart
from peel_ml.cards.svg.drawing import MARKS, Drawing, line, mark, n, path, text, together, width_of, wrapped
from peel_ml.cards.svg.scale import Scale, domain, tick_text, ticks

WIDTH = 360.0
_LEFT, _HEIGHT = 40.0, 150.0
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ISO_MONTH = re.compile(r"(\d{4})-(\d{2})(?:-\d{2})?")


def time_drawings(chart: TimeChart) -> tuple[Drawing, ...]:
    """Return the one drawing."""
    axis = wrapped(f"↑ {chart.axis}", WIDTH, 14, lines=3)
    top = 17.0 * len(axis) + 12
    foot = top + _HEIGHT
    low, high = domain(chart.moments, centre=chart.whole)
    y = Scale(low, high, foot, top)
    x = Scale(-0.5, max(len(chart.moments), 1) - 0.5, _LEFT, WIDTH - 6)
    marks = ticks(low, high, 5)
    parts = [text(0, 14 + 17 * place, words, "start", "tick") for place, words in enumerate(axis)]
    parts.append(path("".join(f"M{n(_LEFT)} {n(y(one))}H{n(x.end)}" for one in marks), "grid"))
    parts += [text(_LEFT - 6, y(one) + 5, tick_text(one, chart.unit, marks), "end", "tick") for one in marks]
    if chart.whole is not None:
        parts.append(line(_LEFT, y(chart.whole), x.end, y(chart.whole), "ref"))
    for place, row in enumerate(chart.moments):
        if row.value is None:
            parts.append(text(x(place), foot - 6, "–", "middle", "tick"))
            continue
        shape = MARKS[row.mark]
        cls = " ".join(one for one in ("cut", shape if shape != "pt" else "", "thick" if row.strong else "") if one)
        if row.low is not None and row.high is not None:
            parts.append(line(x(place), y(row.low), x(place), y(row.high), cls))
        parts.append(mark(row.mark, x(place), y(row.value), 0.9))
    parts.append(path(f"M{n(_LEFT)} {n(foot)}H{n(x.end)}", "axis0"))
    parts.append(time_axis([row.label for row in chart.moments], x, foot))
    return (Drawing(together(parts), WIDTH, foot + 42, "any"),)


def time_axis(labels: list[str], x: Scale, foot: float) -> Markup:
    """Write as many labels as there is room for; months say their year where it begins."""
    parts: list[Markup] = []
    free, year_free, year = x.start - 40, x.start - 40, ""
    for place, label in enumerate(labels):
        month = _ISO_MONTH.fullmatch(label)
        short = _MONTHS[int(month[2]) - 1] if month and 1 <= int(month[2]) <= 12 else label
        wide = width_of(short, 14)
        if x(place) - wide / 2 >= free and x(place) + wide / 2 <= x.end + 8:
            parts.append(text(x(place), foot + 17, short, "middle", "tick"))
            free = x(place) + wide / 2 + 7
        if month and month[1] != year:
            year = month[1]
            left = max(x(place) - 16, x.start)
            if left >= year_free and left + 34 <= x.end + 8:
                parts.append(text(left, foot + 34, year, "start", "tick"))
                year_free = left + 42
    return together(parts)
