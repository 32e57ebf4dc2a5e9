import pytest
from distributed import LocalCluster

from peel_ml.cluster import connect


@pytest.fixture(scope="session")
def scheduler():
    """A scheduler and two workers of one thread, each a process that is started again when it dies."""
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0", silence_logs=50) as made:
        yield made


@pytest.fixture
def cluster(scheduler):
    scheduler.wait_for_workers(2, timeout=60)
    with connect(scheduler.scheduler_address) as connected:
        yield connected
