"""What would happen to 100 cases: four shapes, ten rows of ten."""

from __future__ import annotations

from markupsafe import Markup

from peel_ml.cards.chart_content import IconArray
from peel_ml.cards.svg.drawing import Drawing, path, together


def icon_drawings(chart: IconArray) -> tuple[Drawing, ...]:
    """Return the one drawing."""
    return (_draw(chart, 10),)


def _draw(chart: IconArray, columns: int) -> Drawing:
    kinds = (
        ["right"] * chart.rightly_flagged
        + ["needless"] * chart.needlessly_flagged
        + ["missed"] * chart.missed
        + ["left"] * chart.rightly_left
    )
    places: dict[str, list[tuple[int, int]]] = {}
    for index, kind in enumerate(kinds):
        places.setdefault(kind, []).append((16 + 32 * (index % columns), 16 + 32 * (index // columns)))
    parts = [
        path("".join(f"M{x + right} {y + down}{shape}" for x, y in places[kind]), cls)
        for kind, layers in _LAYERS.items()
        if kind in places
        for cls, right, down, shape in layers
    ]
    return Drawing(
        together(parts),
        32.0 * columns,
        32.0 * -(-len(kinds) // columns),
        "any",
    )


_LAYERS = {
    "right": (("dots i-full", 0, 0, "h0"), ("tick-w", -5, 0, "l4 4 7-8")),
    "needless": (("dots i-rim", 0, 0, "h0"), ("dots i-hole", 0, 0, "h0")),
    "missed": (("pt-out", 0, -11, "l11 11-11 11-11-11z"),),
    "left": (("dots i-dim", 0, 0, "h0"),),
}
"""Each kind as layers of (class, where the pen is set down, shape): all of one kind are one path a layer."""


def icon(kind: str) -> Markup:
    """Return one case in a square of 24 by 24 units, for the legend."""
    return together([path(f"M{12 + right} {12 + down}{shape}", cls) for cls, right, down, shape in _LAYERS[kind]])
