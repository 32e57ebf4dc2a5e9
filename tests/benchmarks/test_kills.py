import sys

from benchmarks import kills
from benchmarks.process import environment


def test_a_process_is_killed_in_time_and_one_that_ended_is_not(tmp_path):
    env = environment(tmp_path, tmp_path / "home")
    assert kills.killed([sys.executable, "-c", "import time; time.sleep(60)"], env, 0.2)
    assert not kills.killed([sys.executable, "-c", ""], env, 30)
