import argparse
import json
import platform
import sys

import pytest

from benchmarks import harness, overhead
from benchmarks.harness import Row, alternated, require_quiet
from benchmarks.machine import facts
from benchmarks.process import environment, family, peak_mb, timed


@pytest.mark.parametrize(
    ("row", "reached"),
    [
        (Row("a", 12.0, "x", at_least=12.0), True),
        (Row("a", 11.9, "x", at_least=12.0), False),
        (Row("a", 1.31, "x", at_most=1.3), False),
        (Row("a", 0.0, "AUC", low=-0.003, high=0.003, at_least=-0.002), False),
        (Row("a", 0.0, "AUC", low=-0.001, high=0.001, at_least=-0.002), True),
        (Row("a", 1.0, "s"), None),
    ],
)
def test_the_worse_end_of_an_interval_is_held_to_the_bar(row, reached):
    assert row.reached is reached


def test_a_busy_machine_is_refused_with_what_to_do(monkeypatch):
    monkeypatch.setattr(harness, "idle_share", lambda: 0.4)
    with pytest.raises(SystemExit, match=r"40% of its cores are idle.*--even-if-busy"):
        require_quiet(argparse.Namespace(even_if_busy=False))
    assert require_quiet(argparse.Namespace(even_if_busy=True)) == 0.4


def test_the_idle_share_is_a_share():
    assert 0 <= harness.idle_share(0.05) <= 1


def test_every_other_round_goes_backwards():
    said = []
    found = alternated({name: lambda n, name=name: said.append(f"{name}{n}") for name in "ab"}, 2)
    assert said == ["a0", "b0", "b1", "a1"]
    assert list(found) == ["a", "b"]


def test_a_published_result_says_whether_the_machine_was_busy_and_names_no_machine(monkeypatch, tmp_path):
    monkeypatch.setattr(harness, "RESULTS", tmp_path)
    monkeypatch.setattr("benchmarks.table.refresh", lambda: None)
    harness.publish("x", "X", [Row("a", 1.0, "s", at_most=2.0)], idle=0.5, raw={})
    text = (tmp_path / "x.json").read_text()
    assert json.loads(text)["busy"] is True
    assert json.loads(text)["rows"][0]["reached"] is True
    assert platform.node() not in text
    assert str(tmp_path) not in text


def test_facts_say_what_a_time_depends_on():
    assert facts()["cores"] >= 1
    assert facts()["bytecode"] in ("compiled", "not compiled")


def test_a_command_is_timed_with_its_children(tmp_path):
    env = environment(tmp_path, tmp_path / "home")
    work = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'sum(range(20_000_000))']); print('done')"
    usage = timed([sys.executable, "-c", work], env)
    assert usage.output == "done\n"
    assert usage.cpu_s > 0.1
    with pytest.raises(SystemExit, match="ended with status 3"):
        timed([sys.executable, "-c", "raise SystemExit(3)"], env)


def test_memory_counts_children_too(tmp_path):
    child = "import time; held = bytearray(b'1' * 120_000_000); time.sleep(0.5)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    assert 120 < peak_mb([sys.executable, "-c", parent], environment(tmp_path, tmp_path)) < 300


def test_a_family_begins_with_its_head():
    assert family(1)[0] == 1


def test_imports_are_counted_by_package():
    errors = (
        "import time: self [us] | cumulative | imported package\n"
        "import time:      1000 |       3000 |   polars.frame\nimport time:   2000 |  3000 | polars\nnoise\n"
    )
    assert overhead.imports_of(errors) == pytest.approx({"polars": 0.003})


def test_every_step_of_a_part_is_a_step_of_the_story():
    from peel_ml.experiment.story import STEPS

    assert {step for names in overhead.PARTS.values() for step in names} <= {step.name for step in STEPS}
