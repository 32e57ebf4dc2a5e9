"""How much is simulated."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil


@dataclass(frozen=True)
class Effort:
    """Numbers of simulations.

    Parameters
    ----------
    sets : int
        Simulated calm panels that one set of limits is worked out from.
    tuning, measuring : int
        Made-up panels on which the whole procedure is repeated: to set the level of the limits, and, others, to
        measure how often they raise a false alarm and how often they find a change.
    most : int
        Simulated calm panels at most for the limits and p-values of the real series.
    """

    sets: int = 500
    tuning: int = 16
    measuring: int = 20
    most: int = 10_000

    def for_real(self, series: int, level: float) -> int:
        """Return how many it takes until one alarm alone can stand among so many series, `most` at most."""
        return min(max(self.sets, ceil(3 * series / max(level, 1e-9))), self.most)


FULL = Effort()
QUICK = Effort(200, 6, 8, 4_000)
