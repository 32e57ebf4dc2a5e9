"""The small vocabulary of shapes that every chart is made of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from markupsafe import Markup, escape

SIZE = 15
"""Font size in drawing units; one unit is one CSS pixel at full width."""
LINE = 18
_WIDE, _THIN = set("mwMW%@—"), set("iljtfrI.,:;'’|()[]! ")


@dataclass(frozen=True)
class Drawing:
    """One SVG's inside and its size. `fit` says on which width it is shown."""

    inside: Markup
    width: float
    height: float
    fit: Literal["wide", "narrow", "any"]
    title: str = ""
    frame: Markup = field(default_factory=Markup)
    """What all panels of a chart share, such as their axes: written once in a page."""


def width_of(text: str, size: float = SIZE) -> float:
    """Return about how wide a text is drawn, in drawing units."""
    return sum(0.86 if c in _WIDE else 0.33 if c in _THIN else 0.67 if c.isupper() else 0.57 for c in text) * size


def wrapped(text: str, width: float, size: float = SIZE, lines: int = 4) -> list[str]:
    """Cut a text in lines that fit; too long a text ends in an ellipsis (the table has it all)."""
    kept = [""]
    for word in text.split():
        while width_of(word, size) > width and len(word) > 4:
            cut = max(3, int(len(word) * width / width_of(word, size)) - 1)
            kept = [*kept, word[:cut] + "-"] if kept[-1] else [*kept[:-1], word[:cut] + "-"]
            word = word[cut:]
            kept.append("")
        longer = f"{kept[-1]} {word}".strip()
        if not kept[-1] or width_of(longer, size) <= width:
            kept[-1] = longer
        else:
            kept.append(word)
    kept = [line for line in kept if line]
    if len(kept) > lines:
        kept = [*kept[: lines - 1], kept[lines - 1].rstrip(".,") + "…"]
    return kept or [""]


def n(value: float) -> str:
    """Return a coordinate, short and the same on every machine."""
    rounded = round(value, 1) if abs(value) < 20 else round(value)
    return f"{rounded:g}" if rounded else "0"


def text(x: float, y: float, words: str, anchor: Literal["start", "middle", "end"] = "start", cls: str = "") -> Markup:
    """Return a line of text."""
    classes = " ".join(part for part in ({"start": "", "middle": "mid", "end": "end"}[anchor], cls) if part)
    given = f' class="{classes}"' if classes else ""
    left = f' x="{n(x)}"' if n(x) != "0" else ""
    # Written out: a card has hundreds of these, and a formatter takes five times as long.
    return Markup(f'<text{left} y="{n(y)}"{given}>{escape(words)}</text>')  # noqa: S704 - words are escaped


def path(d: str, cls: str) -> Markup:
    """Return a path; `d` and `cls` are our own, never words from outside."""
    return Markup(f'<path class="{cls}" d="{d}"/>')  # noqa: S704


def line(x1: float, y1: float, x2: float, y2: float, cls: str) -> Markup:
    """Return a straight line."""
    d = f"M{n(x1)} {n(y1)}"
    d += f"V{n(y2)}" if n(x1) == n(x2) else f"H{n(x2)}" if n(y1) == n(y2) else f"L{n(x2)} {n(y2)}"
    return path(d, cls)


def through(points: Iterable[tuple[float, float]]) -> str:
    """Return the way of a line through points: steps cost a third less than places.

    Every step goes from a rounded place to a rounded place, so that no error adds up.

    Examples
    --------
    >>> through([(46.2, 58), (53, 63), (59, 62.6)])
    'M46 58l7 5 6 0'
    """
    places = [(round(x), round(y)) for x, y in points]
    steps = " ".join(f"{x - a} {y - b}" for (a, b), (x, y) in pairwise(places)).replace(" -", "-")
    first = f"M{places[0][0]} {places[0][1]}" if places else ""
    return f"{first}l{steps}" if steps else first


def rect(x: float, y: float, width: float, height: float, cls: str) -> Markup:
    """Return a rectangle."""
    return path(f"M{n(x)} {n(y)}h{n(width)}v{n(height)}H{n(x)}z", cls)


def circle(x: float, y: float, r: float, cls: str) -> Markup:
    """Return a circle."""
    return Markup('<circle class="{}" cx="{}" cy="{}" r="{}"/>').format(cls, n(x), n(y), n(r))


def mark(kind: str, x: float, y: float, size: float = 1.0) -> Markup:
    """Return a mark: every kind has a shape of its own, so that colour is never needed."""
    r = 6.5 * size
    match kind:
        case "within" | "model" | "shown":
            return circle(x, y, r, "pt")
        case "outside":
            s = 9 * size
            return path(f"M{n(x)} {n(y - s)}l{n(s)} {n(s)}-{n(s)} {n(s)}-{n(s)}-{n(s)}z", "pt-out")
        case "cannot_tell":
            return rect(x - r + 0.8, y - r + 0.8, 2 * r - 1.6, 2 * r - 1.6, "pt-open")
        case "not_judged":
            return path(
                f"M{n(x - r)} {n(y - r)}l{n(2 * r)} {n(2 * r)}m0-{n(2 * r)}l-{n(2 * r)} {n(2 * r)}",
                "pt-cross",
            )
        case _:
            return circle(x, y, r - 0.8, "pt-open")


MARKS = {
    "within": "pt",
    "model": "pt",
    "shown": "pt",
    "outside": "out",
    "cannot_tell": "open",
    "not_judged": "cross",
    "not_shown": "ring",
    "other": "ring",
}
"""Kind of mark to the class that puts its shape on the middle of a line (see `markers`)."""


def markers() -> Markup:
    """Return the shapes once for the whole page; a class on a line sets one on the line's middle point."""
    kinds = {shape: kind for kind, shape in MARKS.items()}
    return together(
        [
            Markup('<marker id="m-{}" markerUnits="userSpaceOnUse" {}>{}</marker>').format(
                shape,
                Markup('markerWidth="24" markerHeight="24" refX="12" refY="12"'),
                mark(kind, 12, 12),
            )
            for shape, kind in kinds.items()
        ]
    )


def together(parts: list[Markup]) -> Markup:
    """Return parts as one."""
    return Markup("").join(parts)


__all__ = [
    "LINE",
    "MARKS",
    "SIZE",
    "Drawing",
    "circle",
    "escape",
    "line",
    "mark",
    "markers",
    "n",
    "path",
    "rect",
    "text",
    "through",
    "together",
    "width_of",
    "wrapped",
]
