import numpy as np
import pytest
from scipy import stats

from benchmarks import quality
from benchmarks.harness import Row


def test_figures_are_kept_until_the_rows_or_the_code_change(monkeypatch, tmp_path):
    monkeypatch.setattr(quality, "KEPT", tmp_path)
    assert quality.kept("a", "rows 1", lambda: {"auc": 0.7}) == {"auc": 0.7, "of": "rows 1"}
    assert quality.kept("a", "rows 1", lambda: pytest.fail("computed again"))["auc"] == 0.7
    assert quality.kept("a", "rows 2", lambda: {"auc": 0.8})["auc"] == 0.8


def test_the_interval_is_students_over_the_seeds():
    values = [0.001, -0.002, 0.003, 0.0, 0.002]
    row = quality.difference("x", values, -0.002)
    expected = stats.ttest_1samp(values, 0).confidence_interval(0.95)
    assert (row.low, row.high) == pytest.approx((expected.low, expected.high))
    assert row.value == pytest.approx(np.mean(values))


def test_pairs_are_compared_seed_by_seed_and_data_set_by_data_set():
    found = {
        f"{name}/{seed}": {"naive": {"auc": 0.7 + seed}, "peel": {"auc": 0.71 + seed, "fixed_auc": 0.705 + seed}}
        for name in ("made", "met")
        for seed in range(3)
    }
    rows = quality.rows_of(found)
    assert [round(row.value, 9) for row in rows] == [0.01, 0.005, 0.01, 0.005]
    assert isinstance(rows[0], Row)
    assert rows[0].reached is True


def test_the_digest_of_the_search_is_of_files_that_exist():
    assert len(quality.search_digest()) == 16


def test_figures_are_named_for_the_code_that_was_imported_not_for_what_the_files_hold_by_now(monkeypatch):
    named = []
    monkeypatch.setattr(quality, "search_digest", lambda: "changed meanwhile")
    monkeypatch.setattr(quality, "rows_digest", lambda *parts: "rows")
    monkeypatch.setattr(quality, "kept", lambda name, of, compute: named.append(of))
    quality.figures_of("peel", "made", 0, None, None)
    quality.figures_of("naive", "made", 0, None, None)
    assert named == [f"rows {quality.CODE}", "rows"]
