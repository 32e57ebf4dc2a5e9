"""Made-up series whose truth is known: calm in every way that recorded counts are calm, and a few that are not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from peel_ml.changes.null import Null, simulated
from peel_ml.changes.panel import Floats, Panel


def layout(
    series: int = 40,
    reference: int = 24,
    judged: int = 9,
    unit: str = "count",
    step: int = 1,
    window: int = 1,
    labels: int = 2,
) -> Panel:
    """Return a panel without values: half of the series of each of two kinds."""
    every = reference + judged
    days = [f"{2020 + place * step // 12}-{place * step % 12 + 1:02}-01" for place in range(every)]
    return Panel(
        np.zeros((series, every)),
        tuple(f"area {number // labels:02}" for number in range(series)),
        tuple(f"kind {number % labels}" for number in range(series)),
        tuple(days),
        reference,
        unit,  # type: ignore[arg-type]
        step,
        window,
    )


@dataclass(frozen=True)
class Truth:
    """A calm world: mean count, season, variance of the moving mean, its autocorrelation, its common part."""

    name: str
    mean: float = 30.0
    season: float = 0.0
    moving: float = 0.0
    rho: float = 0.0
    common: float = 0.0
    uneven: float = 0.0
    """By how much (log scale) the moving variance differs from series to series."""
    drift: float = 0.0
    """Growth a year: not calm, and what the method makes of it."""

    def null(self, panel: Panel) -> Null:
        """Return it as what series are drawn from."""
        series, periods = panel.values.shape
        labels = panel.members.shape[1]
        wave = 1 + self.season * np.sin(2 * np.pi * np.arange(periods) * panel.step / 12)
        growth = (1 + self.drift) ** (np.arange(periods) * panel.step / 12)
        expected = self.mean * wave * growth * np.ones((series, 1))
        spread = np.exp(self.uneven * np.linspace(-1, 1, series) - self.uneven**2 / 6)
        moving = self.moving * spread
        variance = expected + moving[:, None] * expected**2
        return Null(expected, variance, moving, np.full(labels, self.rho), np.full(labels, self.common))

    def draw(self, panel: Panel, random: np.random.Generator) -> Floats:
        """Return one calm panel of it."""
        return simulated(self.null(panel), panel, 1, random)[0]


WORLDS = (
    Truth("pure chance", season=0.0),
    Truth("season", season=0.25),
    Truth("overdispersed", season=0.15, moving=0.05),
    Truth("overdispersed, unevenly", season=0.15, moving=0.05, uneven=0.8),
    Truth("autocorrelated .3", season=0.15, moving=0.05, rho=0.3),
    Truth("autocorrelated .6", season=0.15, moving=0.05, rho=0.6),
    Truth("autocorrelated .8", season=0.15, moving=0.05, rho=0.8),
    Truth("moving together", season=0.15, moving=0.05, rho=0.3, common=0.4),
    Truth("small counts", mean=2.0, season=0.15, moving=0.1, rho=0.3),
    Truth("very small counts", mean=0.7, season=0.15, moving=0.1),
    Truth("large counts", mean=200.0, season=0.15, moving=0.02, rho=0.3),
    Truth("slow growth, 10% a year", season=0.15, moving=0.02, drift=0.10),
)
"""What the procedure is tried on, with a truth that it does not know."""
