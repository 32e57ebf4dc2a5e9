"""Scales and round tick marks."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

from peel_ml.cards.chart_content import IntervalChart
from peel_ml.cards.words import MINUS


@dataclass(frozen=True)
class Scale:
    """A straight map from values to drawing units."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Return where a value is drawn, kept inside the plot."""
        inside = min(max(value, self.low), self.high)
        return self.start + (inside - self.low) / (self.high - self.low) * (self.end - self.start)


def ticks(low: float, high: float, about: int = 5) -> list[float]:
    """Return round tick marks inside a range.

    Examples
    --------
    >>> ticks(-0.05, 0.1, 4)
    [-0.05, 0.0, 0.05, 0.1]
    """
    if not high > low:
        return [low]
    raw = (high - low) / max(about - 1, 1)
    power = 10 ** math.floor(math.log10(raw))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= raw * 0.999)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [round(index * step, 10) for index in range(first, last + 1)]


def tick_text(value: float, unit: str, marks: list[float]) -> str:
    """Return a tick's label; shares are printed times 100."""
    scale = 1.0 if unit == "number" else 100.0
    gap = round(min((b - a for a, b in pairwise(marks)), default=1.0) * scale, 6)
    digits = max(0, min(4, -math.floor(math.log10(gap) + 1e-9))) if gap < 1 else int(round(gap % 1, 6) != 0)
    if value == 0:
        return "0"
    shown = f"{abs(value * scale):.{digits}f}"
    sign = "" if float(shown) == 0 else MINUS if value < 0 else "+" if unit == "points" else ""
    return sign + shown


def domain(chart: IntervalChart) -> tuple[float, float]:
    """Return the range an interval chart shows.

    Very wide intervals of small groups would squeeze all others, so ends far beyond the middle reach are
    cut and drawn with an arrow; every dot stays inside.
    """
    values = [row.value for row in chart.rows if row.value is not None]
    ends = [end for row in chart.rows if row.value is not None for end in (row.low, row.high) if end is not None]
    must = [
        *values,
        *([-chart.band * 1.25, chart.band * 1.25] if chart.band else []),
        *([chart.centre] if chart.zero else []),
    ]
    if not values and not chart.band:
        return (chart.centre - 0.1, chart.centre + 0.1) if chart.zero else (0.0, 1.0)
    if chart.zero and ends:
        about = chart.centre
        reach = sorted(
            max(abs((row.low if row.low is not None else about) - about), abs((row.high or about) - about))
            for row in chart.rows
            if row.value is not None
        )
        cap = max(2.5 * reach[len(reach) // 2], *(abs(value - about) for value in must))
        if reach[-1] > 1.4 * cap:
            ends = [min(max(end, about - cap), about + cap) for end in ends]
    low, high = min(must + ends), max(must + ends)
    pad = (high - low) * 0.06 or 0.05
    return low - pad, high + pad
