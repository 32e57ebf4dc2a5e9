"""Groups of areas: about as many residents in each, ties together, labels that read."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peel_ml.data.declaration import Composition
from peel_ml.fairness.areas.groups import area_groups


def grouped(values, sizes=None, groups=5):
    frame = pl.DataFrame({"area": [f"A{n:03}" for n in range(len(values))], "score": values}, strict=False)
    frame = frame.with_columns(residents=pl.Series(sizes if sizes is not None else [1.0] * len(values)))
    measure = Composition(column="score", characteristic="other", name="Deprivation", groups=groups)
    return area_groups(frame, "area", "residents", {"deprivation": measure})


@given(
    st.lists(st.tuples(st.integers(0, 12), st.integers(1, 50)), min_size=1, max_size=60),
    st.integers(2, 7),
    st.randoms(use_true_random=False),
)
def test_a_higher_value_is_never_in_a_lower_group_and_equal_ones_are_together(areas, groups, random):
    values, sizes = [float(v) for v, _ in areas], [float(s) for _, s in areas]
    found = grouped(values, sizes, groups)[0].group
    place = [found[f"A{n:03}"] for n in range(len(values))]
    for (one, first), (two, second) in zip(
        sorted(zip(values, place, strict=True)), sorted(zip(values, place, strict=True))[1:], strict=False
    ):
        assert first <= second
        assert first == second or one < two
    order = list(range(len(values)))
    random.shuffle(order)
    again = grouped([values[n] for n in order], [sizes[n] for n in order], groups)[0].group
    assert [again[f"A{at:03}"] for at in np.argsort(order)] == place


def test_groups_hold_about_as_many_residents():
    rng = np.random.default_rng(1)
    sizes = rng.integers(1000, 3000, 500).astype(float)
    found = grouped(rng.random(500), sizes)[0].group
    held = [sum(sizes[n] for n in range(500) if found[f"A{n:03}"] == group) for group in range(5)]
    assert max(held) / min(held) < 1.02


def test_scores_read_as_scores_and_shares_as_percentages():
    assert grouped([5.21, 12.0, 20.0, 31.0, 48.7])[0].labels == (
        "Lowest fifth (5.2 to 5.2)",
        "2nd fifth (12.0 to 12.0)",
        "3rd fifth (20.0 to 20.0)",
        "4th fifth (31.0 to 31.0)",
        "Highest fifth (48.7 to 48.7)",
    )
    assert grouped([0.1, 0.2, 0.3, 0.4], groups=4)[0].labels[0] == "Lowest quarter (10.0% to 10.0%)"


@pytest.mark.parametrize("blank", [None, float("nan")])
def test_areas_without_a_value_are_in_no_group(blank):
    assert set(grouped([0.1, blank, 0.3], groups=2)[0].group) == {"A000", "A002"}


def test_a_measure_without_values_makes_no_groups():
    assert grouped([None, None]) == []


def test_where_all_areas_are_alike_one_group_holds_them():
    found = grouped([0.2] * 10)[0]
    assert set(found.group.values()) == {2}
    assert found.labels[0] == "Lowest fifth (no area)"
