"""A clock that is put forward or back changes neither which run is the last nor what is kept."""

import os
import time
from datetime import UTC, datetime

import pytest

from peel_ml.experiment.work import FORGOTTEN_DAYS, claim
from peel_ml.store import RECORD, find, new_id

NOW = datetime(2026, 11, 29, 1, 5, 0, tzinfo=UTC)


def made(runs, id_):
    folder = runs / "visits" / id_
    folder.mkdir(parents=True)
    (folder / RECORD).touch()
    return folder


@pytest.mark.parametrize("earlier", ["20261129T010459-ffffff", "20261129T010500-ffffff", "20271231T235959-ffffff"])
def test_a_new_run_is_the_last_one_whatever_the_clock_said_before(tmp_path, earlier):
    made(tmp_path, earlier)
    newest = made(tmp_path, new_id(tmp_path, "visits", NOW, "000000"))
    assert find(tmp_path, "visits") == newest


def test_the_id_is_the_clocks_where_that_is_in_order(tmp_path):
    made(tmp_path, "20261129T010459-ffffff")
    made(tmp_path, "by-hand")
    assert new_id(tmp_path, "visits", NOW, "000000") == "20261129T010500-000000"


def test_work_is_forgotten_only_where_its_own_command_does_not_come_back(tmp_path):
    left = [claim(tmp_path, key * 64, "one", "then") for key in "ab"]
    long_ago = time.time() - (FORGOTTEN_DAYS + 1) * 86_400
    for work in left:
        work.release()
        os.utime(work.path, (long_ago, long_ago))
    again = claim(tmp_path, "a" * 64, "two", "now")
    again.release()
    assert (again.run_id, again.resumed) == ("one", True)
    assert [path.name for path in tmp_path.iterdir()] == ["a" * 32]
