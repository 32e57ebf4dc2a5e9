"""Groups of areas compared with all others: laws, verdicts, and what is refused."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.area_correctness import asked
from peel_ml.errors import PeelError
from peel_ml.fairness.areas.compare import FEWEST, AreaValues, compare_areas
from peel_ml.fairness.areas.ratios import ratio

AREAS = 60


def made(gap=0.0, spread=0.02, areas=AREAS, rows=3, seed=1, metric="signed_error"):
    """Areas with a share each, the lowest fifth off by `gap`."""
    rng = np.random.default_rng(seed)
    names = np.array([f"A{number:03}" for number in range(areas)])
    share = np.sort(rng.random(areas))
    down = rng.uniform(50, 150, (areas, rows))
    lowest = np.arange(areas) < areas // 5
    up = down * (gap * lowest + spread * rng.normal(size=areas))[:, None]
    frame = pl.DataFrame({"area": names, "share": share, "residents": np.ones(areas)})
    return frame, AreaValues(metric, np.repeat(names, rows), up.ravel(), down.ravel())


def compared(frame, *values, **also):
    return compare_areas(values, frame, "area", "residents", asked(**also))


def test_equal_groups_are_within_and_a_planted_gap_is_found():
    equal = compared(*made(spread=0.01)).rows
    assert [row.verdict for row in equal] == ["within"] * 5
    assert not any(row.difference_shown for row in equal)
    rows = compared(*made(gap=0.2)).rows
    assert rows[0].difference_shown
    assert rows[0].verdict == "outside"
    assert rows[0].difference == pytest.approx(0.2, abs=0.02)
    assert "(2.8% to 20.3%): a difference is shown: +19.9 points" in rows[0].sentence
    assert rows[0].denominator == pytest.approx(12 * 300, rel=0.2)


def test_a_small_gap_that_is_shown_can_still_be_within():
    row = compared(*made(gap=0.02, spread=0.005)).rows[0]
    assert row.difference_shown
    assert row.verdict == "within"


def test_a_wide_interval_cannot_tell():
    row = compared(*made(spread=0.3)).rows[0]
    assert row.verdict == "cannot_tell"
    assert row.reason == "the interval reaches beyond the limit"


@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_and_areas_changes_nothing(random):
    frame, values = made(gap=0.05)
    before = compared(frame, values)
    order = list(range(len(values.areas)))
    random.shuffle(order)
    shuffled = AreaValues(values.metric, values.areas[order], values.numerator[order], values.denominator[order])
    places = list(range(frame.height))
    random.shuffle(places)
    after = compared(frame[places], shuffled)
    for one, two in zip(before.rows, after.rows, strict=True):
        assert (one.group, one.n, one.verdict, one.difference_shown) == (
            two.group,
            two.n,
            two.verdict,
            two.difference_shown,
        )
        assert two.difference == pytest.approx(one.difference, abs=1e-12)
        assert two.difference_low == pytest.approx(one.difference_low, abs=1e-9)


@given(st.floats(0.01, 100), st.lists(st.floats(0.5, 20), min_size=3, max_size=12), st.integers(0, 99))
def test_a_ratio_knows_no_scale(scale, sizes, seed):
    down = np.array(sizes)
    up = down * np.random.default_rng(seed).normal(size=len(sizes))
    one, two = ratio(up, down), ratio(scale * up, scale * down)
    assert two.value == pytest.approx(one.value, abs=1e-9)
    assert two.variance == pytest.approx(one.variance, rel=1e-6, abs=1e-12)
    assert two.freedom == pytest.approx(one.freedom, rel=1e-6)
    assert 0 < one.freedom < len(sizes) - 1 + 1e-6


def test_the_variance_is_right_on_average_where_areas_spread_alike():
    rng = np.random.default_rng(3)
    down = np.exp(rng.normal(0, 1, 8))
    draws = [ratio(down * rng.normal(size=8), down) for _ in range(4000)]
    assert np.mean([one.variance for one in draws]) == pytest.approx(np.var([one.value for one in draws]), rel=0.08)


def test_holm_runs_over_every_judged_metric_and_no_other():
    frame, first = made(gap=0.05)
    second = AreaValues("absolute_error", first.areas, first.numerator, first.denominator)
    third = AreaValues("recall_at_k", first.areas, np.full(len(first.areas), 1.0), first.denominator)
    found = compared(frame, first, second, third, also_judged=("absolute_error",))
    assert found.family == 10
    unjudged = [row for row in found.rows if row.metric == "recall_at_k"]
    assert {row.verdict for row in unjudged} == {"not_judged"}
    assert {row.difference_shown for row in unjudged} == {None}


def test_a_p_value_between_alpha_and_the_corrected_level_shows_nothing():
    rows = compared(*made(gap=0.017, seed=2)).rows
    assert 0.01 < rows[0].p_value < 0.05
    assert rows[0].difference_shown is False


@pytest.mark.parametrize("areas", [5 * FEWEST - 5, 5 * FEWEST])
def test_fewer_areas_than_it_takes_are_shown_and_not_judged(areas):
    rows = compared(*made(gap=0.3, areas=areas)).rows
    enough = areas == 5 * FEWEST
    assert (rows[0].verdict == "outside") is enough
    assert rows[0].difference is not None
    if not enough:
        assert {row.verdict for row in rows} == {"cannot_tell"}
        assert rows[0].reason == f"fewer than {FEWEST} areas apart from each other on one side"
        assert "Not judged" in rows[0].sentence


def test_areas_that_are_all_alike_are_no_proof():
    frame, values = made()
    exact = AreaValues("signed_error", values.areas, 0.1 * values.denominator, values.denominator)
    rows = compared(frame, AreaValues(exact.metric, exact.areas, np.zeros(len(exact.areas)), exact.denominator)).rows
    assert {row.verdict for row in rows} == {"cannot_tell"}
    assert "exactly alike" in rows[0].reason


def test_ranges_that_always_held_in_few_months_are_not_within():
    frame, values = made(areas=30, rows=4)
    ones = np.ones(len(values.areas))
    held = ones.copy()
    held[len(ones) // 2 :: 7] = 0.0
    rows = compared(frame, AreaValues("interval_coverage", values.areas, held, ones), metric="interval_coverage").rows
    assert rows[0].estimate == 1.0
    assert rows[0].verdict == "cannot_tell"
    assert rows[0].difference_high > rows[0].difference > rows[0].difference_low


def test_blanks_are_counted_or_refused():
    frame, values = made()
    blank = frame.with_columns(share=pl.when(pl.col("area") <= "A055").then(pl.col("share")))
    found = compared(blank, values)
    assert "4 of 60 areas are in no group" in found.statement
    assert sum(row.n for row in found.rows) == 56
    holed = AreaValues(values.metric, values.areas, np.where(values.numerator > 0, np.nan, 1.0), values.denominator)
    with pytest.raises(PeelError, match="Areas cannot be compared") as refused:
        compared(frame, holed)
    assert "rows have no number" in str(refused.value.problems)


def test_neighbours_count_as_one():
    frame, values = made(gap=0.2)
    same = frame.with_columns(borough=pl.col("area"))
    few = frame.with_columns(borough=pl.col("area").str.slice(0, 3))
    plain = compared(frame, values)
    assert compare_areas([values], same, "area", "residents", asked(), "borough") == plain
    rows = compare_areas([values], few, "area", "residents", asked(), "borough").rows
    # Tens of areas make six boroughs, two of which hold the lowest fifth: too few to tell.
    assert rows[0].n == 12
    assert rows[0].difference == pytest.approx(plain.rows[0].difference)
    assert rows[0].verdict == "cannot_tell"


def test_numbers_read_as_numbers():
    frame, values = made(gap=0.2)
    told = AreaValues("effect", values.areas, 100 * values.numerator, values.denominator, unit="number")
    assert "points" not in compared(frame, told, metric="effect").rows[0].sentence


def test_nothing_to_compare_by_is_said():
    frame, values = made()
    found = compared(frame.with_columns(share=pl.lit(None, pl.Float64)), values)
    assert found.rows == ()
    assert found.statement.startswith("Areas could not be compared")
