"""What would happen to 100 cases: four shapes, five rows of twenty (ten of ten when narrow)."""

from __future__ import annotations

from markupsafe import Markup

from peel_ml.cards.chart_content import IconArray
from peel_ml.cards.svg.drawing import Drawing, circle, path, together


def icon_drawings(chart: IconArray) -> tuple[Drawing, ...]:
    """Return the wide and the narrow drawing."""
    return _draw(chart, 20, "wide"), _draw(chart, 10, "narrow")


def _draw(chart: IconArray, columns: int, fit: str) -> Drawing:
    kinds = (
        ["right"] * chart.rightly_flagged
        + ["needless"] * chart.needlessly_flagged
        + ["missed"] * chart.missed
        + ["left"] * chart.rightly_left
    )
    parts: list[Markup] = []
    for index, kind in enumerate(kinds):
        x, y = 16 + 32 * (index % columns), 16 + 32 * (index // columns)
        parts += icon(kind, x, y)
    return Drawing(
        together(parts),
        32.0 * columns,
        32.0 * -(-len(kinds) // columns),
        "wide" if fit == "wide" else "narrow",
    )


def icon(kind: str, x: float, y: float) -> list[Markup]:
    """Return one case."""
    if kind == "right":
        return [circle(x, y, 11, "pt"), path(f"M{x - 5:g} {y:g}l4 4 7-8", "tick-w")]
    if kind == "needless":
        return [circle(x, y, 10, "pt-open")]
    if kind == "missed":
        return [path(f"M{x:g} {y - 11:g}l11 11-11 11-11-11z", "pt-out")]
    return [circle(x, y, 4, "dim")]
