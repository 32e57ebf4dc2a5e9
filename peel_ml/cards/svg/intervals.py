"""Dots and intervals as a picture of its own: labels, strip and figures side by side."""

from __future__ import annotations

from markupsafe import Markup

from peel_ml.cards.chart_content import Interval, IntervalChart
from peel_ml.cards.svg.drawing import LINE, MARKS, Drawing, path, rect, text, together, width_of, wrapped
from peel_ml.cards.svg.drawing import n as num
from peel_ml.cards.svg.scale import Scale, domain, tick_text, ticks

WIDE = 800.0
_LABELS, _FIGURES = 214.0, 196.0
_TOP = 30.0


def interval_drawings(chart: IntervalChart) -> tuple[Drawing, ...]:
    """Return the one drawing."""
    return (_wide(chart),)


def _strip(row: Interval, y: float, x: Scale) -> Markup:
    """Draw an interval; the style sheet sets the mark of its class on the middle point."""
    if row.value is None:
        return Markup("")
    shape = MARKS[row.mark]
    cls = " ".join(part for part in ("ci", "thick" if row.strong else "", shape if shape != "pt" else "") if part)
    middle = num(x(row.value))
    if row.low is None or row.high is None:
        return path(f"M{middle} {num(y)}h0h0", cls)
    parts = [path(f"M{num(x(row.low))} {num(y)}H{middle}H{num(x(row.high))}", cls)]
    cut = f"cut {shape}" if shape != "pt" else "cut"
    if row.low < x.low:
        parts.append(path(f"M{num(x.start + 7)} {num(y - 5)}l-7 5 7 5", cut))
    if row.high > x.high:
        parts.append(path(f"M{num(x.end - 7)} {num(y - 5)}l7 5-7 5", cut))
    return together(parts)


def _frame(chart: IntervalChart, x: Scale, top: float, bottom: float, about: int) -> Markup:
    """Draw band, grid and zero once from top to bottom, and put the ticks below."""
    parts: list[Markup] = []

    def verticals(values: list[float]) -> str:
        return "".join(f"M{num(x(one))} {num(top)}V{num(bottom)}" for one in values)

    if chart.band:
        left, right = x(-chart.band), x(chart.band)
        parts.append(rect(left, top, right - left, bottom - top, "band"))
        parts.append(path(verticals([-chart.band, chart.band]), "band-edge"))
    marks = ticks(x.low, x.high, about)
    lines = [one for one in marks if not (chart.zero and one == chart.centre)]
    if lines:
        parts.append(path(verticals(lines), "grid"))
    if chart.zero:
        parts.append(path(verticals([chart.centre]), "ref"))
    parts += [text(x(one), bottom + 19, tick_text(one, chart.unit, marks), "middle", "tick") for one in marks]
    return together(parts)


def _sides(chart: IntervalChart, x: Scale, y: float) -> Markup:
    """Say on each side of zero what it means, where there is room."""
    if not chart.zero or not chart.below:
        return Markup("")
    parts = []
    if width_of(chart.below, 14) + 14 < x(chart.centre) - x.start + 90:
        parts.append(text(x(chart.centre) - 9, y, f"← {chart.below}", "end", "tick"))
    if width_of(chart.above, 14) + 14 < x.end - x(chart.centre) + 90:
        parts.append(text(x(chart.centre) + 9, y, f"{chart.above} →", "start", "tick"))
    return together(parts)


def _wide(chart: IntervalChart) -> Drawing:
    low, high = domain(chart.rows, chart.band, chart.centre if chart.zero else None)
    x = Scale(low, high, _LABELS + 14, WIDE - _FIGURES - 14)
    top = _TOP if chart.zero else 8.0
    y, rows = top + 4, []
    for row in chart.rows:
        label = wrapped(row.label, _LABELS)
        beside = [row.text] if width_of(row.text) <= _FIGURES else wrapped(row.text, _FIGURES, lines=3)
        words = [row.words] if row.words else []
        height = max(len(label), len(beside) + len(words)) * LINE + 12
        middle = y + height / 2
        rows.append(_column(label, 0, middle, ""))
        rows.append(_strip(row, middle, x))
        rows.append(_column(beside + words, WIDE - _FIGURES, middle, "b" if row.strong else "", len(beside)))
        y += height
    bottom = y + 4
    axis = text((x.start + x.end) / 2, bottom + 42, chart.axis, "middle")
    inside = together([_frame(chart, x, top, bottom, 7), _sides(chart, x, top - 10), *rows, axis])
    return Drawing(inside, WIDE, bottom + 52, "wide")


def _column(lines: list[str], left: float, middle: float, cls: str, first: int | None = None) -> Markup:
    start = middle - (len(lines) - 1) * LINE / 2 + 5
    return together(
        [
            text(left, start + index * LINE, words, "start", cls if first is None or index < first else "tick")
            for index, words in enumerate(lines)
        ]
    )
