"""What the benchmark of more machines makes of its measurements."""

from typing import ClassVar

from benchmarks.cluster import Searched, empty, shown


def searched(*seconds, trials=10):
    return [Searched(one, trials, 40 * trials, 15 * trials) for one in seconds]


FOUND = {
    "shared, 1 worker": searched(30, 20, 40),
    "shared, 2 workers": searched(15, 20, 10),
    "batches, 1 worker": searched(30, 30, 30),
    "batches, 2 workers": searched(20, 20, 20),
    "empty": searched(0.4, 0.6, 0.2),
    "ten reports": searched(1.0, 1.0, 1.0),
    "empty, in batches": searched(0.1, 0.1, 0.1),
}
FACTS = dict.fromkeys(("writes_a_second", "empty_a_second", "bytes_a_row", "network_mb_s", "idle_mb", "peak_mb"), 1.0)


def test_ratios_are_of_medians_and_overhead_is_per_trial():
    rows = {row.what: row for row in shown(FOUND, FACTS)}
    throughput = rows["Trial throughput on one study, two workers against one"]
    assert (throughput.value, throughput.reached) == (2.0, True)
    assert rows["The same in batches, without a database"].value == 1.5
    overhead = rows["Overhead of an empty trial"]
    assert (overhead.value, overhead.unit, overhead.reached) == (40.0, "ms", True)
    assert rows["Rows written to the database for a real trial"].value == 15
    assert rows["Trials a second on one study, two workers"].value == 10 / 15


def test_slower_than_the_bars_is_said_so():
    slow = {**FOUND, "shared, 2 workers": searched(20, 20, 20), "empty": searched(0.7, 0.7, 0.7)}
    assert [row.reached for row in shown(slow, FACTS) if row.reached is not None] == [False, False]


def test_an_empty_objective_only_reports():
    class Told:
        steps: ClassVar[list[int]] = []

        def step(self, step, value):
            self.steps.append(step)

    assert empty(3, None, 0.1)({}, Told()) == 0.5
    assert Told.steps == [1, 2, 3]
