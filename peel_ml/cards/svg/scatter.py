"""Named things by two figures: which ones no other beats in both."""

from __future__ import annotations

from itertools import pairwise

from peel_ml.cards.chart_content import ScatterChart
from peel_ml.cards.svg.drawing import Drawing, mark, n, path, text, together
from peel_ml.cards.svg.labels import Box, Labels, around
from peel_ml.cards.svg.scale import Scale, tick_text, ticks


def scatter_drawings(chart: ScatterChart) -> tuple[Drawing, ...]:
    """Return the one drawing."""
    return (_draw(chart, 340, 340),)


def _range(values: list[float]) -> tuple[float, float]:
    low, high = min(values, default=0.0), max(values, default=1.0)
    pad = (high - low) * 0.15 or 0.01
    return low - pad, high + pad


def _draw(chart: ScatterChart, width: float, height: float) -> Drawing:
    x = Scale(*_range([dot.x for dot in chart.dots]), 56, width - 12)
    y = Scale(*_range([dot.y for dot in chart.dots]), height - 52, 34)
    across, up = ticks(x.low, x.high, 5), ticks(y.low, y.high, 5)
    parts = [
        path(
            "".join(f"M{n(x(one))} 34V{n(y.start)}" for one in across)
            + "".join(f"M56 {n(y(one))}H{n(x.end)}" for one in up),
            "grid",
        ),
        path(f"M56 34V{n(y.start)}H{n(x.end)}", "axis0"),
    ]
    parts += [text(x(one), y.start + 20, tick_text(one, chart.x_unit, across), "middle", "tick") for one in across]
    parts += [text(50, y(one) + 5, tick_text(one, chart.y_unit, up), "end", "tick") for one in up]
    if len(chart.front) > 1:
        parts.append(path("M" + "L".join(f"{n(x(a))} {n(y(b))}" for a, b in chart.front), "curve thin"))
    labels = Labels(Box(58, 20, width, y.start))
    labels.taken += [around(x(dot.x), y(dot.y), 10) for dot in chart.dots]
    for one, other in pairwise(chart.front):
        steps = [step / 24 for step in range(25)]
        labels.taken += [
            around(x(one[0] + (other[0] - one[0]) * step), y(one[1] + (other[1] - one[1]) * step), 2) for step in steps
        ]
    parts += [mark(dot.mark, x(dot.x), y(dot.y)) for dot in chart.dots]
    parts += [labels.write(dot.label, [(x(dot.x), y(dot.y))], "tick halo") for dot in chart.dots]
    parts += [text((56 + x.end) / 2, height - 8, chart.x_axis, "middle"), text(2, 18, chart.y_axis)]
    return Drawing(together(parts), width, height, "any")
