import polars as pl
import pytest

from benchmarks import long_table, scale
from benchmarks.rows import parts
from benchmarks.scale import Held, Ran, peaks_of, rows_of

ROWS = 5_000


def test_the_table_is_the_same_however_often_and_ordered_by_day():
    whole = pl.concat(long_table.pieces(ROWS, piece=2_000))
    assert whole.equals(pl.concat(long_table.pieces(ROWS, piece=2_000)))
    assert whole.shape == (ROWS, 15)
    assert whole["opened"].is_sorted()
    assert (whole["opened"].max() - whole["opened"].min()).days > 720
    assert 0.2 < whole["needed"].mean() < 0.45


def test_a_run_reads_it_with_its_own_cleaning_and_preparation(tmp_path):
    case = long_table.make(tmp_path, ROWS, trials=2, folds=3)
    found = parts(case, case / "long.csv")
    frame = found.training.features.frame
    assert frame.width == 12
    assert "TRIAL" not in frame["kind"].cast(pl.String).to_list()
    assert frame["channel"].cast(pl.String).str.contains(r"\s$").sum() == 0
    assert 1 <= frame["weekday"].min() <= frame["weekday"].max() <= 7
    kept = sum(len(one) for one in (found.training, found.validation, found.held_out))
    assert kept < ROWS
    assert len(found.validation) == pytest.approx(kept / 8, rel=0.1)


def test_a_step_peaks_where_it_ran():
    held = [Held(0.5, 90.0), Held(1.5, 10.0), Held(4.5, 20.0), Held(5.5, 80.0)]
    assert peaks_of([("raw", 1.0, 5.0), ("short", 2.0, 2.1)], held) == {"raw": 20.0}


def ran(rows, wall, peak):
    return Ran(rows, wall, wall, peak, {"learned": wall * 0.9, "policy": wall * 0.001}, {"learned": peak})


def test_the_bars_are_memory_at_the_top_and_growth_from_end_to_end():
    small, large = ran(1_000_000, 60.0, 900.0), ran(10_000_000, 630.0, 2_400.0)
    memory, growth, *others = rows_of([small, large], bars=True)
    assert (memory.value, memory.at_most, memory.reached) == (2_400.0, 2_500.0, True)
    assert growth.value == pytest.approx(10.5)
    assert growth.at_most == pytest.approx(11.0)
    assert growth.reached
    assert not rows_of([small, ran(10_000_000, 670.0, 2_600.0)], bars=True)[1].reached
    assert not any("policy" in row.what for row in others)
    assert all(row.reached is None for row in rows_of([small, large], bars=False))


def test_the_figure_is_a_drawing_of_every_size():
    drawn = scale.figure([ran(1_000_000, 60.0, 900.0), ran(10_000_000, 630.0, 2_400.0)])
    assert drawn.startswith("<svg")
    assert drawn.count("<circle") == 4
    assert "10,000,000" in drawn
