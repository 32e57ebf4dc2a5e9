import json

import pytest

from benchmarks import by_hand, made
from benchmarks.overhead import Size, compared, imports_of, wall_shares
from benchmarks.process import Usage
from benchmarks.step_log import spans_of


def test_each_moment_is_divided_among_the_steps_that_run_in_it():
    shares = wall_shares([("a", 0.0, 4.0), ("b", 1.0, 3.0), ("c", 6.0, 7.0), ("d", 3.0, 3.0)])
    assert shares == {"a": 3.0, "b": 1.0, "c": 1.0, "d": 0.0}


def test_steps_are_read_from_the_last_log_whatever_ran_beside_them(tmp_path):
    def line(at, event, **facts):
        return json.dumps({"at": f"2026-11-28T10:00:{at}+00:00", "event": event, **facts})

    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "20261128T090000-run-1.jsonl").write_text("")
    (tmp_path / "logs" / "20261128T100000-run-2.jsonl").write_text(
        "\n".join(
            [
                line("00.000", "run_started"),
                line("01.000", "step_started", step="a"),
                line("01.500", "step_started", step="b"),
                line("02.000", "step_finished", step="b", seconds=0.5),
                line("03.000", "step_finished", step="a", seconds=2.0),
            ]
        )
    )
    spans = spans_of(tmp_path)
    assert [name for name, _, _ in spans] == ["b", "a"]
    assert wall_shares(spans) == pytest.approx({"b": 0.25, "a": 1.75})


def test_both_ways_of_writing_the_search_have_a_row_and_only_the_same_search_has_a_bar():
    found = {name: [Usage(wall, wall, "")] for name, wall in {"bare": 10.0, "warm": 12.0, "by hand": 8.0}.items()}
    rows = compared(found, {"peel": 0.7, "by_hand": 0.71}, Size(1_000_000, 1, whole=False))
    assert [(row.value, row.at_most, row.reached) for row in rows[:2]] == [(1.2, 1.05, False), (1.5, None, None)]
    assert rows[2].value == pytest.approx(-0.01)
    assert "cold" not in " ".join(row.what.lower() for row in rows)


def test_imports_are_summed_by_package():
    lines = ("self [us] | cumulative | imported package", "1000 | 2000 | a.b", "500 | 1 | a")
    text = "\n".join(f"import time: {line}" for line in lines)
    assert imports_of(text) == {"a": 0.0015}


@pytest.mark.full
def test_the_search_by_hand_runs_and_learns(tmp_path):
    file = made.make(tmp_path, rows=4000) / "made.csv"
    assert by_hand.main(file, seed=0, trials=6)["auc"] > 0.55
