"""The frontier of time against test AUC as hand-written SVG: a panel for each data set, a number for each way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10

WIDTH, LEFT, RIGHT, PANEL, LINE, TOP = 760, 86, 40, 250, 22, 74
COLOURS = {"peel": "#0b5394", "naive": "#5f5f5f", "flaml": "#a64d00", "mljar": "#6a3d9a"}
TEXT, GRID = "#1a1a1a", "#d9d9d9"
TICKS = (1, 3, 10, 30, 100, 300, 1000, 3000, 10_000)
STEPS = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05)


@dataclass(frozen=True)
class Point:
    """One way to learn: its seconds, and its AUC less naive's with a 95% interval."""

    tool: str
    name: str
    cpu_s: float
    ahead: float
    low: float
    high: float
    solid: bool = True
    """Whether the interval is over draws of the rows; else over the test rows of one draw."""


@dataclass(frozen=True)
class Panel:
    title: str
    points: tuple[Point, ...]


def svg(panels: Sequence[Panel]) -> str:
    """Return the drawing as one text; its words say everything that its marks say."""
    heights = [TOP + PANEL + 52 + LINE * len(panel.points) + 16 for panel in panels]
    total = 64 + sum(heights) + 52
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {total}" width="{WIDTH}" height="{total}" '
        'role="img" aria-labelledby="t d" font-family="system-ui, sans-serif" font-size="14">',
        '<title id="t">Time against test AUC</title>',
        f'<desc id="d">{escape("; ".join(_said(panel) for panel in panels))}</desc>',
        f'<rect width="{WIDTH}" height="{total}" fill="#fff"/>',
        _text(24, 34, "What time buys: processor seconds of learning against test AUC", size=18, bold=True),
        _text(24, 56, "AUC less the naive search's on the same later months. Up and left is better."),
    ]
    top = 64
    for panel, height in zip(panels, heights, strict=True):
        parts.append(_panel(panel, top))
        top += height
    parts.append(_text(24, top + 18, "Lines: 95% intervals, paired, over draws of the rows. Dashed ring: one draw,"))
    parts.append(_text(24, top + 36, "its interval over its test rows, its seconds those of the whole script."))
    return "\n".join([*parts, "</svg>"]) + "\n"


def step_of(low: float, high: float) -> float:
    """Return a round distance that makes at most six lines between two values.

    >>> step_of(-0.001, 0.006)
    0.002
    """
    return next((step for step in STEPS if (high - low) / step <= 6), STEPS[-1])


def ends(points: Sequence[Point]) -> tuple[float, float, float]:
    """Return the lowest and highest value of the axis, and the step between its lines."""
    low, high = min(0.0, *(p.low for p in points)), max(0.0, *(p.high for p in points))
    step = step_of(low, high)
    return floor(low / step - 0.25) * step, ceil(high / step + 0.25) * step, step


def _panel(panel: Panel, top: float) -> str:
    points = sorted(panel.points, key=lambda point: point.cpu_s)
    low, high, step = ends(points)
    first = log10(max(t for t in TICKS if t <= max(1.0, points[0].cpu_s / 1.2)))
    last = log10(min(t for t in TICKS if t >= points[-1].cpu_s * 1.2))
    base = top + TOP + PANEL

    def across(seconds: float) -> float:
        return LEFT + (log10(seconds) - first) / (last - first) * (WIDTH - LEFT - RIGHT)

    def up(value: float) -> float:
        return base - (value - low) / (high - low) * PANEL

    parts = [_text(24, top + 40, panel.title, size=16, bold=True)]
    for i in range(round((high - low) / step) + 1):
        value = low + i * step
        zero = abs(value) < step / 1000
        parts.append(
            f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{up(value):.1f}" y2="{up(value):.1f}" '
            f'stroke="{TEXT if zero else GRID}" stroke-width="1"/>'
        )
        word = "0 = naive" if zero else f"{value:+.4f}".replace("-", "−")
        parts.append(_text(LEFT - 8, up(value) + 5, word, anchor="end"))
    for tick in TICKS:
        if first <= log10(tick) + 1e-9 and log10(tick) <= last + 1e-9:
            parts.append(_text(across(tick), base + 20, f"{tick:,} s", anchor="middle"))
    parts.append(_text((LEFT + WIDTH - RIGHT) / 2, base + 40, "processor seconds", "middle"))
    # Whiskers first: the numbers stay readable where another interval passes.
    for point in points:
        x, colour = across(point.cpu_s), COLOURS[point.tool]
        parts.append(
            f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{up(point.low):.1f}" y2="{up(point.high):.1f}" '
            f'stroke="{colour}" stroke-width="2"/>'
        )
    for number, point in enumerate(points, 1):
        parts.append(_mark(number, point, across(point.cpu_s), up(point.ahead)))
    for number, point in enumerate(points, 1):
        y = base + 52 + LINE * number
        parts.append(_mark(number, point, LEFT - 40, y - 5))
        parts.append(_text(LEFT - 20, y, _words(point)))
    return "\n".join(parts)


def _mark(number: int, point: Point, x: float, y: float) -> str:
    colour = COLOURS[point.tool]
    fill, ink, dash = (colour, "#fff", "") if point.solid else ("#fff", colour, ' stroke-dasharray="3 2"')
    edge = colour if dash else "#fff"
    ring = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="9" fill="{fill}" stroke="{edge}" stroke-width="1.5"{dash}/>'
    return ring + _text(x, y + 4.5, str(number), "middle", size=12, bold=True, fill=ink)


def _words(point: Point) -> str:
    figures = f"{point.ahead:+.4f} ({point.low:+.4f} to {point.high:+.4f})".replace("-", "−")
    return f"{point.name}: {point.cpu_s:,.0f} s, " + ("the line at 0" if point.tool == "naive" else figures)


def _said(panel: Panel) -> str:
    return f"{panel.title}: " + ", ".join(_words(point) for point in panel.points)


def _text(
    x: float, y: float, words: str, anchor: str = "start", *, size: int = 14, bold: bool = False, fill: str = TEXT
) -> str:
    weight = ' font-weight="600"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" fill="{fill}"{weight}>'
        f"{escape(words)}</text>"
    )
