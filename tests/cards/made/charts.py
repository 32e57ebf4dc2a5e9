"""Made-up figures that only charts show: months, many areas, and what other choices would give."""

from __future__ import annotations

import random

from peel_ml.results.estimate import Estimate
from peel_ml.results.scores import OperatingPoint, SliceScore, ThresholdPoint
from peel_ml.results.timeline import Break, Month, Timeline

BOROUGHS = (
    "Barking and Dagenham", "Barnet", "Bexley", "Brent", "Bromley", "Camden", "Croydon", "Ealing", "Enfield",
    "Greenwich", "Hackney", "Hammersmith and Fulham", "Haringey", "Harrow", "Havering", "Hillingdon", "Hounslow",
    "Islington", "Kensington and Chelsea", "Kingston upon Thames", "Lambeth", "Lewisham", "Merton", "Newham",
    "Redbridge", "Richmond upon Thames", "Southwark", "Sutton", "Tower Hamlets", "Waltham Forest", "Wandsworth",
    "Westminster",
)  # fmt: skip


def timeline(opened: bool = True) -> Timeline:
    """Return 25 months with two breaks; the held-out ones have no outcome unless opened."""
    dice = random.Random(3)
    months = []
    for index in range(25):
        year, month = divmod(2 + index, 12)
        rows = 3_021 if index == 9 else dice.randint(11_000, 13_500) - 40 * index
        known = opened or index < 22
        months.append(Month(f"{2022 + year}-{month + 1:02d}", rows, round(rows * 0.28) + index if known else None))
    return Timeline(
        tuple(months),
        (
            Break("2022-12", "short-period", "the month holds a quarter of the usual rows"),
            Break("2023-06", "level-appears", "a new outcome code is used"),
        ),
    )


def areas() -> tuple[SliceScore, ...]:
    """Return 33 areas: one worse, one better, one withheld."""
    dice = random.Random(5)
    made = []
    for area in BOROUGHS:
        n = dice.randint(250, 2500)
        half = 1.2 / n**0.5
        value = {"Camden": 0.50, "Sutton": 0.71}.get(area, 0.6 + dice.uniform(-0.4, 0.4) * half)
        made.append(SliceScore("borough", area, n, n // 4, Estimate(value, value - half, value + half)))
    return (*made, SliceScore("borough", "City edge", 20, 6, Estimate(None, reason="too few to report")))


def operating_point() -> OperatingPoint:
    """Return a point of a service use where one case in five is looked at."""

    def curve(power: float, half: float) -> tuple[tuple[float, Estimate], ...]:
        shares = (0.05, 0.1, 0.2, 0.3, 0.5)
        found = ((share, share**power) for share in shares)
        return tuple((share, Estimate(value, value - half, min(value + half, 1.0))) for share, value in found)

    cut_offs = [place / 50 for place in range(1, 48)]
    return OperatingPoint(
        "capacity",
        0.31,
        Estimate(0.2, 0.19, 0.21),
        Estimate(0.46, 0.42, 0.5),
        Estimate(0.71, 0.66, 0.75),
        curve(0.45, 0.03),
        tuple((t, 0.13 * (1 - t) ** 2, 0.13 - 0.87 * t / (1 - t)) for t in cut_offs),
        "Officers can look at one case in five.",
        curve(0.7, 0.035),
        tuple(
            ThresholdPoint(t, (1 - t) ** 4, min(0.13 + 1.05 * t, 0.95) if t < 0.9 else None, (1 - t) ** 1.1)
            for t in cut_offs
        ),
    )
