"""What each choice would give, as lines with their names beside them and the choice that was made."""

from __future__ import annotations

from itertools import pairwise

from markupsafe import Markup

from peel_ml.cards.chart_series import Curve, CurveChart
from peel_ml.cards.svg.drawing import Drawing, n, path, text, through, together, width_of, wrapped
from peel_ml.cards.svg.labels import Box, Labels, around
from peel_ml.cards.svg.scale import Scale, tick_text, ticks

WIDTH = 360.0
_LEFT, _HEIGHT = 40.0, 220.0
_PLACES = 32
CURVES = {"solid": "curve", "dashed": "curve dash quiet", "thin": "curve thin"}


def curve_drawings(chart: CurveChart) -> tuple[Drawing, ...]:
    """Return the one drawing."""
    axis = wrapped(f"↑ {chart.y_axis}, in 100", WIDTH, 14, lines=3)
    top = 17.0 * len(axis) + (26 if chart.at is not None else 8)
    foot = top + _HEIGHT
    points = [point for curve in chart.curves for point in curve.points]
    across = [point.x for point in points] + ([] if chart.at is None else [chart.at])
    up = [end for point in points for end in (point.y, point.low, point.high) if end is not None]
    x = Scale(*_range(across), _LEFT, WIDTH - 10)
    y = Scale(*_range(up), foot, top)
    parts = [text(0, 14 + 17 * place, words, "start", "tick") for place, words in enumerate(axis)]
    parts += _frame(chart, x, y)
    labels = Labels(Box(x.start + 2, y.end, WIDTH, y.start))
    for curve in chart.curves:
        parts += _curve(curve, x, y)
        labels.taken += [around(x(a), y(b), 4) for a, b in _dense(curve)]
    if chart.at is not None:
        labels.taken += [around(x(chart.at), y.end + step, 4) for step in range(0, int(_HEIGHT), 8)]
    parts += [
        labels.write(curve.label, ((x(a), y(b)) for a, b in _dense(curve)))
        for curve in chart.curves
        if curve.label and curve.points
    ]
    return (Drawing(together(parts), WIDTH, foot + 46, "any"),)


def _range(values: list[float]) -> tuple[float, float]:
    """Begin at zero: shares are read as lengths. Below it only where something is."""
    low, high = min([0.0, *values]), max([0.0, *values])
    pad = (high - low) * 0.05 if high - low > 1e-9 else 0.05
    return (low - pad if low < 0 else 0.0), high + pad


def _frame(chart: CurveChart, x: Scale, y: Scale) -> list[Markup]:
    across, up = ticks(x.low, x.high, 6), ticks(y.low, y.high, 5)
    parts = [path("".join(f"M{n(x.start)} {n(y(one))}H{n(x.end)}" for one in up), "grid")]
    parts.append(path(f"M{n(x.start)} {n(y(0))}H{n(x.end)}", "axis0"))
    parts += [text(x(one), y.start + 17, tick_text(one, "per_hundred", across), "middle", "tick") for one in across]
    parts += [text(x.start - 6, y(one) + 5, tick_text(one, "per_hundred", up), "end", "tick") for one in up]
    parts.append(text(WIDTH - 10, y.start + 38, f"{chart.x_axis}, in 100 →", "end", "tick"))
    if chart.at is not None:
        parts.append(path(f"M{n(x(chart.at))} {n(y.end - 4)}V{n(y.start)}", "ref"))
        words = wrapped(chart.at_words, WIDTH - 20, 14, lines=1)[0]
        wide = width_of(words, 14)
        left = max(min(x(chart.at) - wide / 2, WIDTH - wide), 0)
        parts.append(text(left, y.end - 9, words))
    return parts


def _curve(curve: Curve, x: Scale, y: Scale) -> list[Markup]:
    if not curve.points:
        return []
    places = [(n(x(point.x)), n(y(point.y))) for point in curve.points]
    parts = (
        [path(through((x(point.x), y(point.y)) for point in curve.points), CURVES[curve.style])]
        if len(places) > 1
        else []
    )
    whiskers = "".join(
        f"M{n(x(point.x))} {n(y(point.low))}V{n(y(point.high))}"
        for point in curve.points
        if point.low is not None and point.high is not None
    )
    if whiskers:
        parts.append(path(whiskers, "cut" if curve.style == "solid" else "cut ring"))
    if whiskers or len(places) == 1:
        dots = "".join(f"M{a} {b}h0" for a, b in places)
        parts += [path(dots, cls) for cls in (("dots full",) if curve.style == "solid" else ("dots rim", "dots hole"))]
    return parts


def _dense(curve: Curve) -> list[tuple[float, float]]:
    """Return places along a curve, close enough for a name to find out what it would cover, and few."""
    some = curve.points[:: max(1, len(curve.points) // _PLACES)]
    places = [(point.x, point.y) for point in some]
    steps = max(1, _PLACES // max(len(some), 1))
    for one, other in pairwise(some):
        places += [
            (one.x + (other.x - one.x) * step / steps, one.y + (other.y - one.y) * step / steps)
            for step in range(1, steps)
        ]
    return places
