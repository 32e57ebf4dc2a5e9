"""Interval and bar charts inside the page: words as HTML that grows and wraps, figures on strips of any width.

One drawing serves every width, because places across are given in hundredths of the strip.
"""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from peel_ml.cards.chart_content import Bar, BarChart, Interval, IntervalChart
from peel_ml.cards.svg.drawing import MARKS, mark, path, together
from peel_ml.cards.svg.scale import Scale, domain, tick_text, ticks


def symbols() -> Markup:
    """Return every mark once for the page, to be used by the strips, and the two ends of a cut line."""
    kinds = {shape: kind for kind, shape in MARKS.items()}
    shapes = [Markup('<g id="s-{}">{}</g>').format(shape, mark(kind, 0, 0)) for shape, kind in kinds.items()]
    ends = (("l", "M7-5l-7 5 7 5"), ("r", "M-7-5l7 5-7 5"))
    return together([*shapes, *(Markup('<g id="s-{}">{}</g>').format(name, path(d, "cut")) for name, d in ends)])


def hundredth(value: float) -> str:
    """Return a place on a strip.

    Examples
    --------
    >>> hundredth(41.04), hundredth(7.0)
    ('41%', '7%')
    """
    return f"{round(value, 1):g}%"


def _lines(cls: str, places: list[float]) -> Markup:
    """Return lines from top to bottom as one path, in hundredths of the strip."""
    return path("".join(f"M{round(at, 1):g} 0V1" for at in places), cls) if places else Markup("")


def _text(at: float, y: str, words: str, cls: str = "mid") -> Markup:
    return Markup('<text x="{}" y="{}" class="{}">{}</text>').format(hundredth(at), y, cls, words)


@dataclass(frozen=True)
class Row:
    """One row: its name, its strip, and its figure in words."""

    label: str
    strip: Markup
    text: str
    words: str = ""
    strong: bool = False


@dataclass(frozen=True)
class Strips:
    """Rows on one scale, with what lies behind all of them."""

    rows: tuple[Row, ...]
    backdrop: Markup
    axis: str
    sides: tuple[str, str] | None = None
    """What lies below and above the line of no difference: words beside the drawing, so that they can wrap."""


def strips(chart: IntervalChart | BarChart) -> Strips:
    """Return a chart as strips."""
    match chart:
        case IntervalChart():
            x = Scale(*domain(chart.rows, chart.band, chart.centre if chart.zero else None), 0, 100)
            rows = (Row(one.label, _interval(one, x), one.text, one.words, one.strong) for one in chart.rows)
            sides = (f"← {chart.below}", f"{chart.above} →") if chart.zero and chart.below else None
            return Strips(tuple(rows), _backdrop(chart, x), chart.axis, sides)
        case BarChart():
            x = Scale(0, max((bar.value for bar in chart.bars), default=0.0) or 1.0, 0, 100)
            return Strips(_bars(chart.bars, x), Markup('<line class="axis0" y2="100%"/>'), chart.axis)


def _bars(bars: tuple[Bar, ...], x: Scale) -> tuple[Row, ...]:
    def strip(value: float) -> Markup:
        start, end = sorted((x(0), x(value)))
        return Markup('<rect class="{}" x="{}" width="{}" height="18" y="3"/>').format(
            "bar" if value >= 0 else "bar less", hundredth(start), hundredth(max(end - start, 0.4))
        )

    return tuple(Row(bar.label, strip(bar.value), bar.text) for bar in bars)


def _backdrop(chart: IntervalChart, x: Scale) -> Markup:
    """Return what lies behind all rows: the band, the grid, the line of no difference, and the ticks below."""
    parts: list[Markup] = []
    if chart.band:
        left, right = x(-chart.band), x(chart.band)
        parts += [path(f"M{round(left, 1):g} 0V1H{round(right, 1):g}V0z", "band"), _lines("band-edge", [left, right])]
    marks = ticks(x.low, x.high, 5)
    parts.append(_lines("grid", [x(one) for one in marks if not (chart.zero and one == chart.centre)]))
    if chart.zero:
        parts.append(_lines("ref", [x(chart.centre)]))
    # One square stretched over all rows: a line costs a fifth of what it would with places of its own.
    parts = [Markup('<svg viewBox="0 0 100 1" preserveAspectRatio="none">{}</svg>').format(together(parts))]
    parts += [_text(x(one), "100%", tick_text(one, chart.unit, marks), "mid below") for one in marks]
    return together(parts)


def _interval(row: Interval, x: Scale) -> Markup:
    if row.value is None:
        return Markup("")
    shape = MARKS[row.mark]
    parts: list[Markup] = []
    if row.low is not None and row.high is not None:
        cls = " ".join(part for part in ("ci", "thick" if row.strong else "", shape if shape != "pt" else "") if part)
        low, high = hundredth(x(row.low)), hundredth(x(row.high))
        parts.append(Markup('<line class="{}" x1="{}" x2="{}"/>').format(cls, low, high))
        parts += [Markup('<use href="#s-l"/>')] if row.low < x.low else []
        parts += [Markup('<use href="#s-r" x="100%"/>')] if row.high > x.high else []
    parts.append(Markup('<use href="#s-{}" x="{}"/>').format(shape, hundredth(x(row.value))))
    return together(parts)
