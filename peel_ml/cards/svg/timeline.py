"""Rows a month as columns, with the parts of the split above, the breaks marked, and the share below."""

from __future__ import annotations

from markupsafe import Markup

from peel_ml.cards.chart_series import TimelineChart
from peel_ml.cards.svg.drawing import Drawing, n, path, text, together, width_of
from peel_ml.cards.svg.over_time import time_axis
from peel_ml.cards.svg.scale import Scale, tick_text, ticks

WIDTH = 340.0
_ROWS, _SHARE = 120.0, 70.0


def timeline_drawings(chart: TimelineChart) -> tuple[Drawing, ...]:
    """Return the one drawing."""
    return (_draw(chart, WIDTH),)


def _draw(chart: TimelineChart, width: float) -> Drawing:
    most = max([month.rows for month in chart.months if month.rows is not None], default=0) or 1
    left = max(width_of(thousands(one)) for one in ticks(0, most, 4)) + 12
    x = Scale(-0.5, max(len(chart.months), 1) - 0.5, left, width - 8)
    brackets, top = _parts(chart, x)
    top += 52
    foot = top + _ROWS
    parts = [
        brackets,
        text(0, top - 34, f"↑ {chart.rows_axis}", "start", "tick"),
        *_columns(chart, x, Scale(0, most, foot, top)),
    ]
    known = [(place, month.share) for place, month in enumerate(chart.months) if month.share is not None]
    last = foot
    if known:
        last = foot + 40 + _SHARE
        parts += _share(known, chart.share_axis, x, foot + 40, last)
    parts.append(_breaks(chart, x, top, last))
    parts.append(time_axis([month.label for month in chart.months], x, last))
    return Drawing(together(parts), width, last + 42, "any")


def _parts(chart: TimelineChart, x: Scale) -> tuple[Markup, float]:
    """Draw a bracket for each part with its words above; words that would meet stand in a row of their own."""
    words: list[Markup] = []
    taken: list[float] = []
    for part in chart.parts:
        wide = width_of(part.words, 14)
        left = max(min(x(part.first - 0.5), x.end + 8 - wide), 0)
        row = next((place for place, end in enumerate(taken) if end + 10 <= left), len(taken))
        taken = [*taken[:row], left + wide, *taken[row + 1 :]]
        words.append(text(left, 14 + 17 * row, part.words, "start", "tick"))
    y = 17.0 * len(taken) + 10
    edges = "".join(
        f"M{n(x(part.first - 0.5) + 1.5)} {n(y)}v-7H{n(x(part.last + 0.5) - 1.5)}v7" for part in chart.parts
    )
    return together([*words, path(edges, "axis0")] if edges else words), y


def _columns(chart: TimelineChart, x: Scale, y: Scale) -> list[Markup]:
    marks, foot = ticks(0, y.high, 4), y.start
    # A column is a wide stroke: a third of the bytes of as many rectangles.
    wide = n((x(1) - x(0)) * 0.72)
    d = "".join(
        f"M{n(x(place))} {n(foot)}V{n(y(month.rows))}" for place, month in enumerate(chart.months) if month.rows
    )
    untold = "".join(
        f"M{n(x(place) - 4)} {n(foot - 12)}l8 8m0-8l-8 8"
        for place, month in enumerate(chart.months)
        if month.rows is None
    )
    return [
        path("".join(f"M{n(x.start)} {n(y(one))}H{n(x.end)}" for one in marks if one), "grid"),
        *(text(x.start - 6, y(one) + 5, thousands(one), "end", "tick") for one in marks),
        *([Markup('<path class="col" stroke-width="{}" d="{}"/>').format(wide, d)] if d else []),
        *([path(untold, "pt-cross")] if untold else []),
        path(f"M{n(x.start)} {n(foot)}H{n(x.end)}", "axis0"),
    ]


def thousands(value: float) -> str:
    """Return a tick of a count.

    Examples
    --------
    >>> thousands(5000), thousands(0), thousands(2.5)
    ('5,000', '0', '2.5')
    """
    return f"{value:,.0f}" if value == round(value) else f"{value:,g}"


def _share(known: list[tuple[int, float]], axis: str, x: Scale, top: float, foot: float) -> list[Markup]:
    most = max(value for _, value in known) or 1.0
    y = Scale(0, most * 1.1, foot, top)
    marks = ticks(0, y.high, 3)
    known_places = {place for place, _ in known}
    d, dots = "", ""
    for place, value in known:
        d += f"{'L' if place - 1 in known_places else 'M'}{n(x(place))} {n(y(value))}"
        if not known_places & {place - 1, place + 1}:
            dots += f"M{n(x(place))} {n(y(value))}h0"
    return [
        text(0, top - 12, f"↑ {axis}", "start", "tick halo"),
        path("".join(f"M{n(x.start)} {n(y(one))}H{n(x.end)}" for one in marks if one), "grid"),
        *(text(x.start - 6, y(one) + 5, tick_text(one, "per_hundred", marks), "end", "tick") for one in marks),
        path(d, "curve"),
        *([path(dots, "dots")] if dots else []),
        path(f"M{n(x.start)} {n(foot)}H{n(x.end)}", "axis0"),
    ]


def _breaks(chart: TimelineChart, x: Scale, top: float, last: float) -> Markup:
    """Mark where the record breaks: a dashed line with a numbered diamond on top; the legend says the words."""
    parts: list[Markup] = []
    for number, one in enumerate(chart.breaks, 1):
        at = x(one.before - 0.5)
        parts.append(path(f"M{n(at)} {n(top - 6)}V{n(last)}", "ref"))
        parts.append(path(f"M{n(at)} {n(top - 16)}l5.5 5.5-5.5 5.5-5.5-5.5z", "pt-out"))
        parts.append(text(at, top - 20, str(number), "middle", "b halo"))
    return together(parts)
