"""Disparity in the world: no withheld count follows from what is published."""

import numpy as np
import pytest

from peel_ml.data.census import residents
from peel_ml.data.vocabulary.ethnicity import BLACK, WHITE
from peel_ml.disclosure import TOO_FEW
from peel_ml.fairness.world import world
from tests.fairness.made_world import LONDON, YEAR, assessed, of, rows_of


def small_tables():
    rng = np.random.default_rng(4)
    for _ in range(60):
        means = rng.choice([0.5, 3, 8, 40], (4, 3))
        yield rng.poisson(means)


GROUPS = (WHITE, BLACK, "Not stated")
AREAS = ("Barnet", "Brent", "Camden", "Ealing")


@pytest.mark.parametrize("table", list(small_tables()), ids=range(60))
def test_no_withheld_count_follows_from_what_is_published(table):
    """Everything linear that is published: counts, a group's total, an area's number of rows, a rate, a ratio."""
    groups, areas = rows_of({(GROUPS[j], AREAS[i]): int(table[i, j]) for i in range(4) for j in range(3)})
    found = world(assessed(groups, areas), YEAR)
    shown = {(one.area, one.group): one.records for one in found.areas}
    # White, the reference, has no area rows of its own: its count in an area follows from a ratio that is shown.
    cells = {(i, j): None for i in range(4) for j in range(3)}
    for i, area in enumerate(AREAS):
        cells[i, 1] = shown.get((area, BLACK))
        place = next((one for one in found.areas if (one.area, one.group) == (area, BLACK)), None)
        if place is not None and place.ratio.value is not None:
            assert place.records is not None
            cells[i, 0] = int(table[i, 0])
    totals = {j: of(found, GROUPS[j]).records for j in (0, 1)}
    assert all(count is None or count >= 5 for count in (*cells.values(), *totals.values()))
    unknown = [cell for cell, value in cells.items() if value is None]
    equations = [[float(i == area) for i, _ in unknown] for area in range(4)]
    equations += [[float(j == group) for _, j in unknown] for group in (0, 1) if totals[group] is not None]
    matrix = np.array(equations).reshape(-1, len(unknown))
    rank = np.linalg.matrix_rank(matrix) if matrix.size else 0
    for place, (i, j) in enumerate(unknown):
        if j < 2 and table[i, j] < 5:
            alone = np.eye(len(unknown))[place]
            assert np.linalg.matrix_rank(np.vstack([matrix, alone])) > rank, (table, i, j)
    for row in found.rates:
        if row.records is None:
            assert row.rate.value is row.ratio.value is row.ratio_within_areas.value is row.bound_low is None
            assert row.rate.reason == TOO_FEW


@pytest.mark.parametrize("table", list(small_tables()), ids=range(60))
def test_the_pooled_ratio_follows_from_published_figures_alone(table):
    """So it gives away nothing: areas with a withheld count come in as one, by subtraction from the totals."""
    groups, areas = rows_of({(GROUPS[j], AREAS[i]): int(table[i, j]) for i in range(4) for j in range(3)})
    found = world(assessed(groups, areas), YEAR)
    black = of(found, BLACK)
    if black.ratio_within_areas.value is None:
        assert None in (black.records, of(found, WHITE).records)
        return
    london = residents(LONDON)
    places = [one for one in found.areas if one.group == BLACK and one.ratio.value is not None]
    x, n = [one.records for one in places], [one.residents for one in places]
    m = [london.counts[WHITE][london.areas.index(one.area)] for one in places]
    y = [a / b / one.ratio.value * c for a, b, c, one in zip(x, n, m, places, strict=True)]
    x.append(black.records - sum(x))
    y.append(of(found, WHITE).records - sum(y))
    n.append(black.residents - sum(n))
    m.append(of(found, WHITE).residents - sum(m))
    x, y, n, m = (np.array(one, dtype=float) for one in (x, y, n, m))
    pooled = (x * m / (n + m)).sum() / (y * n / (n + m)).sum()
    assert black.ratio_within_areas.value == pytest.approx(pooled)
