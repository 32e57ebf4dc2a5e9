"""Are groups of areas compared rightly? Areas whose truth is known: ``python -m benchmarks.area_correctness``.

Areas differ by chance around the mean of their group; the designs differ in how many areas there are, how unequal,
how heavy-tailed and how alike neighbours are. Writes ``results/area_correctness.json`` and the table in README.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from benchmarks.harness import Row, publish
from peel_ml.data.declaration import Composition, Protected
from peel_ml.fairness.areas.asked import Asked
from peel_ml.fairness.areas.compare import AreaValues, compare_areas
from peel_ml.fairness.areas.groups import area_groups
from peel_ml.fairness.declaration import DeclaredTolerance, Fairness
from peel_ml.fairness.policy import load_policy
from peel_ml.tuning.declaration import Tuning

SEED = 7
LIMIT = 0.05
GROUPS = 5
MEASURE = "share"
COMPOSITION = {MEASURE: Composition(column="share", characteristic="race", name="Share of residents", groups=GROUPS)}


@dataclass(frozen=True)
class Design:
    """How made-up areas differ.

    Parameters
    ----------
    name : str
    areas : int
    sizes : float
        Standard deviation of the logarithm of what stands below the line.
    tails : float
        Degrees of freedom of what areas differ by; infinite for normal.
    uneven : float
        How many times as much the areas of one group differ as all others.
    small_vary : bool
        Whether small areas differ more: by 1 / sqrt(size).
    months : float
        Standard deviation of what all areas have in common by chance.
    tosses : int
        For shares: counts below the line in each area, 90% of them held; 0 for a mean.
    neighbours : float
        Share of the variance that areas of one borough have in common, with boroughs alike in composition.
    larger : bool
        Whether the comparison is told of the boroughs.
    """

    name: str
    areas: int
    sizes: float = 0.35
    tails: float = np.inf
    uneven: float = 1.0
    small_vary: bool = False
    months: float = 0.0
    tosses: int = 0
    neighbours: float = 0.0
    larger: bool = False
    replicates: int = 2000


GRID = (
    Design("32 areas, nearly equal", 32, 0.1),
    Design("32 areas, as unequal as boroughs", 32),
    Design("32 areas, sizes from 1 to 50", 32, 1.0),
    Design("32 areas, one group differs three times as much", 32, uneven=3),
    Design("32 areas, heavy tails (t with 3 degrees of freedom)", 32, tails=3),
    Design("32 areas, small ones differ more", 32, 0.8, small_vary=True),
    Design("32 areas, all of this", 32, 1.0, 3, 2, True),
    Design("32 areas, months that are unusual for all", 32, months=0.2),
    Design("32 areas, ranges held in 12 months", 32, tosses=12),
    Design("600 areas, as unequal as wards", 600, 0.5),
    Design("600 areas, sizes from 1 to 50, heavy tails", 600, 1.0, 3, 2),
    Design("600 areas, ranges held in 12 months", 600, tosses=12),
    Design("600 areas in 32 boroughs, a tenth in common, told of boroughs", 600, 0.5, neighbours=0.1, larger=True),
    Design("600 areas in 32 boroughs, half in common, told of boroughs", 600, 0.5, neighbours=0.5, larger=True),
)
OUTSIDE_OF_THE_METHOD = (
    Design("600 areas in 32 boroughs, a tenth of what they differ by in common", 600, 0.5, neighbours=0.1),
)
"""Printed, and held to nothing: without their boroughs areas count as independent, and these are not."""


@dataclass(frozen=True)
class Found:
    """Shares over replicates: coverage of a group's own figure and of its gap, and wrong answers."""

    design: str
    own: float
    gap: float
    shown: float
    """Any difference shown, of equal groups."""
    within: float
    """Within, of a group whose gap is the limit."""
    outside: float
    """Outside, of a group whose gap is the limit."""
    power: float
    """A difference shown, of a group whose gap is three times the limit."""
    replicates: int


def asked(metric: str = "signed_error", limit: float = LIMIT, **also: object) -> Asked:
    """Return a question with nothing in it but this limit."""
    tolerance = DeclaredTolerance(scale="difference", limit=limit, reason="r", harm_figure="h", agreed_by=("owner",))
    fairness = Fairness(primary=metric, worse="higher", tolerance=tolerance, **also)  # type: ignore[arg-type]
    protected = Protected(composition=COMPOSITION)
    return Asked(fairness, protected, load_policy(), "resource", Tuning(), 0, 1, 1, Path("unused"), False)


def drawn(design: Design, gap: float, rng: np.random.Generator) -> tuple[pl.DataFrame, AreaValues, NDArray[np.float64]]:
    """Return areas, their values, and the true mean of each group in these months."""
    names = [f"A{number:03}" for number in range(design.areas)]
    borough = np.arange(design.areas) * 32 // design.areas
    alike = rng.normal(size=32)[borough] if design.neighbours else 0.0
    share = rng.normal(size=design.areas) + 3 * alike
    residents = np.exp(rng.normal(0, 0.3, design.areas))
    frame = pl.DataFrame({"area": names, "share": share, "residents": residents, "borough": borough})
    place = area_groups(frame, "area", "residents", COMPOSITION)[0].group
    group = np.array([place[name] for name in names])
    truth = np.zeros(GROUPS)
    truth[1] = gap
    normal = rng.normal(size=design.areas)
    chance = normal if np.isinf(design.tails) else rng.standard_t(design.tails, design.areas) / 3**0.5
    common = rng.normal(size=32)[borough]
    chance = (1 - design.neighbours) ** 0.5 * chance + design.neighbours**0.5 * common
    size = np.exp(rng.normal(0, design.sizes, design.areas))
    spread = LIMIT * np.where(group == 0, design.uneven, 1.0) * (size**-0.5 if design.small_vary else 1.0)
    shock = rng.normal(0, design.months) if design.months else 0.0
    if design.tosses:
        held = np.clip(0.85 + truth[group] + 0.03 * chance, 0, 1)
        up, down = rng.binomial(design.tosses, held).astype(float), np.full(design.areas, float(design.tosses))
        return frame, AreaValues("interval_coverage", np.array(names), up, down), 0.85 + truth
    up = (truth[group] + shock + spread * chance) * size
    return frame, AreaValues("signed_error", np.array(names), up, size), truth + shock


def measured(design: Design) -> Found:
    """Draw and judge; groups are equal, at the limit and far apart by turns."""
    rng = np.random.default_rng(SEED)
    tally = dict.fromkeys(("own", "gap", "shown", "within", "outside", "power"), 0)
    question = asked("interval_coverage" if design.tosses else "signed_error")
    larger = "borough" if design.larger else None
    for _ in range(design.replicates):
        for gap in (0.0, -LIMIT, -3 * LIMIT):
            frame, values, truth = drawn(design, gap, rng)
            rows = compare_areas([values], frame, "area", "residents", question, larger).rows
            place = area_groups(frame, "area", "residents", COMPOSITION)[0].group
            group = np.array([place[name] for name in values.areas])
            for number, row in enumerate(rows):
                rest = group != number
                true_gap = truth[number] - float((truth[group] * values.denominator)[rest].sum()) / float(
                    values.denominator[rest].sum()
                )
                if gap == 0.0:
                    tally["own"] += _holds(row.low, row.high, truth[number])
                    tally["gap"] += _holds(row.difference_low, row.difference_high, true_gap)
            if gap == 0.0:
                tally["shown"] += any(row.difference_shown for row in rows)
            elif gap == -LIMIT:
                tally["within"] += rows[1].verdict == "within"
                tally["outside"] += any(row.verdict == "outside" for row in rows)
            else:
                tally["power"] += rows[1].difference_shown is True
    n = design.replicates
    return Found(
        design.name,
        tally["own"] / n / GROUPS,
        tally["gap"] / n / GROUPS,
        *(tally[name] / n for name in ("shown", "within", "outside", "power")),
        n,
    )


def _holds(low: float | None, high: float | None, value: float) -> bool:
    return low is not None and high is not None and bool(low <= value <= high)


def error(share: float, n: int) -> float:
    """Return two standard errors of drawing, for the bar a share is held to."""
    return float(2 * (share * (1 - share) / n) ** 0.5)


def summary(found: Sequence[Found]) -> list[Row]:
    """Return the worst of every requirement; the raw results have them all."""
    held, printed = found[: len(GRID)], found[len(GRID) :]
    rows = []
    for name, words, limit in (
        ("shown", "Any difference shown among equal groups of areas", 0.05),
        ("within", "Within, of a group of areas whose gap is the limit", 0.025),
        ("outside", "Any outside, one group of areas at the limit", 0.05),
    ):
        worst = max(held, key=lambda one: float(getattr(one, name)))
        value = 100 * float(getattr(worst, name))
        rows.append(Row(f"{words}, worst of {len(held)} designs", value, "%", at_most=100 * limit))
    rows += [
        Row("Coverage of a gap, least", 100 * min(one.gap for one in held), "%", at_least=93.0),
        Row("Coverage of a gap, most", 100 * max(one.gap for one in held), "%"),
        Row("Coverage of a group's own figure, least", 100 * min(one.own for one in held), "%", at_least=93.0),
        Row("Coverage of a group's own figure, most", 100 * max(one.own for one in held), "%"),
    ]
    return rows + [
        Row(f"{one.design}: any difference shown among equal groups", 100 * one.shown, "%") for one in printed
    ]


def main() -> None:
    """Measure every design and publish the worst of each requirement."""
    with ProcessPoolExecutor(2) as pool:
        found = list(pool.map(measured, (*GRID, *OUTSIDE_OF_THE_METHOD)))
    publish(
        "area_correctness",
        "Fairness: are groups of areas compared rightly?",
        summary(found),
        raw={"designs": [asdict(one) for one in found]},
    )


if __name__ == "__main__":
    main()
