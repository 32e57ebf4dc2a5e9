"""Where a name stands beside what it names without covering anything else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from markupsafe import Markup

from peel_ml.cards.svg.drawing import text, width_of, wrapped

_SIZE = 14.0


@dataclass(frozen=True)
class Box:
    """A stretch of the drawing that something takes."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Return whether two boxes share any place."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


def around(x: float, y: float, reach: float) -> Box:
    """Return the box around a mark."""
    return Box(x - reach, y - reach, x + reach, y + reach)


@dataclass
class Labels:
    """Names, each set where it covers least: `inside` bounds them, `taken` is what they should not cover."""

    inside: Box
    taken: list[Box] = field(default_factory=list)
    written: list[Box] = field(default_factory=list)

    def write(self, words: str, beside: Iterable[tuple[float, float]], cls: str = "halo") -> Markup:
        """Return a name beside one of the places given, the first of those where it covers least."""
        words = wrapped(words, self.inside.right - self.inside.left, _SIZE, lines=1)[0]
        best, least = Box(self.inside.left, self.inside.top, 0, 0), float("inf")
        for box in self._boxes(width_of(words, _SIZE), beside):
            covered = sum(box.meets(one) for one in self.taken) + 20 * sum(box.meets(one) for one in self.written)
            if covered < least:
                best, least = box, covered
            if not covered:
                break
        if least == float("inf"):
            # Too long for any place: kept inside on the left, cut off by nothing but the drawing's own edge.
            best = Box(self.inside.left, best.top, self.inside.right, best.top + 16)
        self.written.append(best)
        return text(best.left, best.top + 12, words, "start", cls)

    def _boxes(self, wide: float, beside: Iterable[tuple[float, float]]) -> Iterator[Box]:
        for x, y in beside:
            for left, base in (
                (x + 11, y + 5),
                (x - 11 - wide, y + 5),
                *((left, y + down) for down in (-9.0, 19.0) for left in (x + 4, x - wide - 4, x - wide / 2)),
            ):
                box = Box(left, base - 12, left + wide, base + 4)
                across = self.inside.left <= box.left and box.right <= self.inside.right
                if across and self.inside.top <= box.top and box.bottom <= self.inside.bottom:
                    yield box
