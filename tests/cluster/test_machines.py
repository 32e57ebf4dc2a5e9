"""Connecting, what leaves this machine, and what is said when something is gone."""

import sys

import cloudpickle
import numpy as np
import pytest

from peel_ml.cluster import arrays_of, connect, share, sharing
from peel_ml.cluster.versions import check_versions, versions
from peel_ml.errors import BadRequest, PeelError

cloudpickle.register_pickle_by_value(sys.modules[__name__])
MARK = 271828.1828


def total(data):
    return float(arrays_of(data)["rows"].sum())


def broken(data):
    raise ValueError("broken on purpose")


def test_an_address_that_is_none_says_how_to_get_one():
    with pytest.raises(BadRequest, match="dask scheduler"):
        connect("host:8786")


def test_nobody_there(monkeypatch):
    monkeypatch.setattr("peel_ml.cluster.connecting.WAIT_S", 0.5)
    with pytest.raises(PeelError, match=r"No Dask scheduler answers at tcp://127\.0\.0\.1:9") as caught:
        connect("tcp://127.0.0.1:9")
    assert caught.value.exit_status == 1


@pytest.mark.parametrize("seen", [True, False])
def test_arrays_reach_the_workers_by_file_or_by_network(cluster, tmp_path, monkeypatch, seen):
    if not seen:
        monkeypatch.setattr(sharing, "seen_by_all", lambda *_: False)
    shared = share(cluster, {"rows": np.full(1000, 2.0)}, tmp_path / "shared")
    assert shared.how == ("file" if seen else "network")
    assert shared.sent == (0 if seen else 16_000)
    assert cluster.call("total", total, shared.data) == 2000.0


def test_a_worker_that_does_not_see_the_folder_gets_them_by_network(cluster, tmp_path, monkeypatch):
    monkeypatch.setattr(sharing, "_reads", elsewhere)
    assert share(cluster, {"rows": np.ones(3)}, tmp_path).how == "network"


def elsewhere(path):
    return None


def test_no_row_value_gets_into_dasks_logs(cluster, tmp_path, monkeypatch):
    monkeypatch.setattr(sharing, "seen_by_all", lambda *_: False)
    shared = share(cluster, {"rows": np.full(4, MARK)}, tmp_path)
    with pytest.raises(ValueError, match="broken on purpose"):
        cluster.call("broken", broken, shared.data)
    logs = str(cluster.client.get_worker_logs()) + str(cluster.client.get_scheduler_logs())
    assert "broken" in logs
    assert str(MARK) not in logs


class Older:
    """Another machine's versions here; sent to a worker, it is that worker's own."""

    def __call__(self):
        return {**versions(), "numpy": "1.0"}

    def __reduce__(self):
        return getattr, (versions, "__wrapped__")


def test_a_workers_other_version_is_refused(cluster, monkeypatch):
    monkeypatch.setattr("peel_ml.cluster.connecting.versions", Older())
    with pytest.raises(PeelError, match="2 of 2 workers do not run what this machine runs") as caught:
        connect(cluster.address)
    assert all("numpy is" in problem.what for problem in caught.value.problems)


def test_every_kind_of_difference_is_listed():
    here = dict(versions())
    workers = {
        "tcp://a:1": here,
        "tcp://b:1": {**here, "lightgbm": "1.0"},
        "tcp://c:1": ModuleNotFoundError("no", name="peel_ml"),
        "tcp://d:1": RuntimeError("row 17"),
    }
    with pytest.raises(PeelError) as caught:
        check_versions(here, workers)
    told = "\n".join(map(str, caught.value.problems))
    assert [problem.where for problem in caught.value.problems] == ["tcp://b:1", "tcp://c:1", "tcp://d:1"]
    assert "lightgbm is 1.0 there" in told
    assert "peel_ml is not installed" in told
    assert "17" not in told
