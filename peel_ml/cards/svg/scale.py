"""Scales and round tick marks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from peel_ml.cards.chart_content import Interval
from peel_ml.cards.words import MINUS

_LEAST = 1e-9
"""Figures closer together than this are drawn as one."""


@dataclass(frozen=True)
class Scale:
    """A straight map from values to drawing units."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Return where a value is drawn, kept inside the plot."""
        if not self.high > self.low:
            return (self.start + self.end) / 2
        inside = min(max(value, self.low), self.high)
        return self.start + (inside - self.low) / (self.high - self.low) * (self.end - self.start)


def ticks(low: float, high: float, about: int = 5) -> list[float]:
    """Return round tick marks inside a range.

    Examples
    --------
    >>> ticks(-0.05, 0.1, 4)
    [-0.05, 0.0, 0.05, 0.1]
    """
    if not high - low > _LEAST:
        return [low]
    raw = (high - low) / max(about - 1, 1)
    power = 10 ** math.floor(math.log10(raw))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= raw * 0.999)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [round(index * step, 10) for index in range(first, last + 1)]


def tick_text(value: float, unit: str, marks: list[float]) -> str:
    """Return a tick's label; shares are printed times 100, ``points`` and ``signed`` with their sign."""
    scale = 1.0 if unit in ("number", "signed") else 100.0
    gap = round(min((b - a for a, b in pairwise(marks)), default=1.0) * scale, 6)
    if gap <= 0:
        # Ticks closer together than a label can say.
        gap = 0.0001
    digits = max(0, min(4, -math.floor(math.log10(gap) + 1e-9))) if gap < 1 else int(round(gap % 1, 6) != 0)
    if value == 0:
        return "0"
    shown = f"{abs(value * scale):.{digits}f}"
    sign = "" if float(shown) == 0 else MINUS if value < 0 else "+" if unit in ("points", "signed") else ""
    return sign + shown


def domain(rows: Sequence[Interval], band: float | None = None, centre: float | None = None) -> tuple[float, float]:
    """Return the range that rows are shown on.

    Very wide intervals of small groups would squeeze all others, so ends far beyond the middle reach are
    cut and drawn with an arrow; every dot stays inside.

    Parameters
    ----------
    rows : sequence of Interval
        The rows; those without a figure take no room.
    band : float, optional
        Half-width of a tolerance band around zero.
    centre : float, optional
        Where the line of no difference stands, if one is drawn.
    """
    drawn = [row for row in rows if row.value is not None]
    values = [row.value for row in drawn if row.value is not None]
    ends = [end for row in drawn for end in (row.low, row.high) if end is not None]
    must = [*values, *([-band * 1.25, band * 1.25] if band else []), *([] if centre is None else [centre])]
    if not values and not band:
        return (0.0, 1.0) if centre is None else (centre - 0.1, centre + 0.1)
    if centre is not None and ends:
        reach = sorted(
            max((abs(end - centre) for end in (row.low, row.high) if end is not None), default=0.0) for row in drawn
        )
        cap = max(2.5 * reach[len(reach) // 2], *(abs(value - centre) for value in must))
        if reach[-1] > 1.4 * cap:
            ends = [min(max(end, centre - cap), centre + cap) for end in ends]
    low, high = min(must + ends), max(must + ends)
    pad = (high - low) * 0.06 if high - low > _LEAST else 0.05
    return low - pad, high + pad
