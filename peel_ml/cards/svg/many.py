"""Many rows in small: names, dots and lines, drawn once for every width. Shapes of one kind are one path."""

from __future__ import annotations

from markupsafe import Markup

from peel_ml.cards.chart_content import Interval
from peel_ml.cards.chart_series import ManyChart
from peel_ml.cards.svg.drawing import MARKS, Drawing, n, path, rect, text, together, width_of, wrapped
from peel_ml.cards.svg.scale import Scale, domain, tick_text, ticks

WIDTH = 340.0
ONE_PANEL = 9
"""Up to so many rows stand in one panel, more in two side by side."""
_LABELS, _SIZE, _LINE, _ROW = 148.0, 14.0, 15.0, 22.0
_TOP, _FOOT = 22.0, 22.0


def many_drawings(chart: ManyChart) -> tuple[Drawing, ...]:
    """Return one drawing for every panel, all on the same scale."""
    x = Scale(*domain(chart.rows, chart.band, chart.centre), _LABELS + 10, WIDTH - 14)
    panels = _panels(chart.rows)
    bottom = max(sum(_height(row) for row in panel) for panel in panels) + _TOP
    frame = _frame(chart, x, bottom)
    return tuple(Drawing(_rows(panel, x), WIDTH, bottom + _FOOT, "any", "", frame) for panel in panels)


def _heads(row: Interval) -> bool:
    return row.value is None and not row.text


def _label(row: Interval) -> list[str]:
    return wrapped(row.label, WIDTH if _heads(row) else _LABELS, _SIZE, lines=3)


def _height(row: Interval) -> float:
    lines = len(_label(row))
    return _ROW + (_LINE * (lines - 1) + 3 if lines > 1 else 0)


def _panels(rows: tuple[Interval, ...]) -> list[tuple[Interval, ...]]:
    """Cut the rows where both halves are about equally high."""
    if len(rows) <= ONE_PANEL:
        return [rows]
    whole = sum(_height(row) for row in rows)

    def uneven(place: int) -> float:
        # Rows under one heading stay together where that costs no more than a sixth of the height.
        return abs(sum(_height(row) for row in rows[:place]) - whole / 2) - _heads(rows[place]) * whole / 6

    # A heading never stands last.
    best = min((place for place in range(1, len(rows)) if not _heads(rows[place - 1])), key=uneven, default=len(rows))
    return [panel for panel in (rows[:best], rows[best:]) if panel]


def _frame(chart: ManyChart, x: Scale, bottom: float) -> Markup:
    parts: list[Markup] = []
    if chart.band:
        left, right = x(-chart.band), x(chart.band)
        parts.append(rect(left, _TOP, right - left, bottom - _TOP, "band"))
        parts.append(path(_verticals([-chart.band, chart.band], x, bottom), "band-edge"))
    marks = ticks(x.low, x.high, 5)
    grid = [one for one in marks if abs(x(one) - x(chart.centre)) > 0.5]
    if grid:
        parts.append(path(_verticals(grid, x, bottom), "grid"))
    parts.append(path(_verticals([chart.centre], x, bottom), "ref"))
    parts += [text(x(one), bottom + 15, tick_text(one, chart.unit, marks), "middle", "tick") for one in marks]
    if chart.below:
        parts.append(text(x.start, _TOP - 8, f"← {chart.below}", "start", "tick"))
        parts.append(text(x.end, _TOP - 8, f"{chart.above} →", "end", "tick"))
    return together(parts)


def _verticals(values: list[float], x: Scale, bottom: float) -> str:
    return "".join(f"M{n(x(one))} {n(_TOP)}V{n(bottom)}" for one in values)


def _rows(rows: tuple[Interval, ...], x: Scale) -> Markup:
    labels: list[Markup] = []
    lines: dict[str, str] = {}
    shapes: dict[str, str] = {}
    y = _TOP
    for row in rows:
        words, height = _label(row), _height(row)
        first = y + height / 2 - (len(words) - 1) * _LINE / 2 + 5
        cls = "b halo" if _heads(row) else ""
        labels += [text(0, first + place * _LINE, one, cls=cls) for place, one in enumerate(words)]
        middle = y + height / 2
        y += height
        if _heads(row):
            continue
        if row.value is None:
            reason = row.text.rstrip(".")
            short = reason if width_of(reason, _SIZE) <= x.end - x.start else "No figure: see the table"
            labels.append(text(x.start, middle + 5, short, "start", "tick halo"))
            continue
        shape = MARKS[row.mark]
        cls = " ".join(part for part in ("cut", shape if shape != "pt" else "", "thick" if row.strong else "") if part)
        lines[cls] = lines.get(cls, "") + _line(row, x, middle)
        shapes[shape] = shapes.get(shape, "") + _SHAPES[shape].format(*_corner(shape, x(row.value), middle))
    drawn = [path(d, cls) for cls, d in lines.items() if d]
    for shape, d in shapes.items():
        drawn += [path(d, cls) for cls in _LAYERS[shape]]
    return together([*labels, *drawn])


def _line(row: Interval, x: Scale, y: float) -> str:
    """Return an interval's line; a cut end gets an arrow."""
    if row.low is None or row.high is None:
        return ""
    start, end = x(row.low), x(row.high)
    d = f"M{n(start)} {n(y)}H{n(end)}"
    d += f"M{n(start + 5)} {n(y - 4)}l-5 4 5 4" if row.low < x.low else ""
    return d + (f"M{n(end - 5)} {n(y - 4)}l5 4-5 4" if row.high > x.high else "")


_SHAPES = {
    "pt": "M{} {}h0",
    "ring": "M{} {}h0",
    "out": "M{} {}l7 7-7 7-7-7z",
    "open": "M{} {}h10v10h-10z",
    "cross": "M{} {}l10 10m0-10l-10 10",
}
"""Each shape from where its pen is set down; a line of no length with round ends is a dot."""
_SET_DOWN = {"pt": (0, 0), "ring": (0, 0), "out": (0, -7), "open": (-5, -5), "cross": (-5, -5)}
_LAYERS = {
    "pt": ("dots full",),
    # A wide dot under a narrow one in the page's colour is a ring, at a quarter of a circle's bytes.
    "ring": ("dots rim", "dots hole"),
    "out": ("pt-out",),
    "open": ("pt-open",),
    "cross": ("pt-cross",),
}


def _corner(shape: str, x: float, y: float) -> tuple[str, str]:
    right, down = _SET_DOWN[shape]
    return n(x + right), n(y + down)
