"""The workers of a cluster: each caller's thread hands over one job and waits for its answer."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from threading import Lock
from types import TracebackType
from typing import Any, Self

from peel_ml.errors import PeelError
from peel_ml.logs import event

LOOK_S = 1.0
"""How often a waiting caller looks whether it is to stop, and whether everything is still there."""


class Cluster:
    """A connection to a scheduler, from `peel_ml.cluster.connect`. Used as a context manager.

    Parameters
    ----------
    client : distributed.Client
        Belongs to this object from here on.
    address : str
        The scheduler's, for messages.
    """

    def __init__(self, client: Any, address: str) -> None:
        self.client = client
        self.address = address
        self._seen = self._workers()
        self._lock = Lock()
        self.lost = 0
        """Workers that have gone since the connection was made."""

    @property
    def count(self) -> int:
        """Jobs that the workers do at a time: all their threads."""
        return max(1, sum(int(worker["nthreads"]) for worker in self._workers().values()))

    @property
    def memory_limit(self) -> int:
        """Bytes that the smallest worker may use; 0 where a worker has no limit."""
        return min((int(worker["memory_limit"]) for worker in self._workers().values()), default=0)

    def _workers(self) -> dict[str, Any]:
        workers: dict[str, Any] = self.client.scheduler_info(n_workers=-1)["workers"]
        return workers

    def call(
        self, name: str, function: Callable[..., Any], *given: Any, go_on: Callable[[], None] | None = None
    ) -> Any:
        """Run a function of an installed module on a worker and return its answer.

        A worker that dies meanwhile costs nothing but time: the scheduler gives the job to another one.

        Parameters
        ----------
        name : str
            What the scheduler's pages and logs call the job; never a value.
        function, given
            What to call, and with what. Values of rows travel as `peel_ml.cluster.Shared` alone.
        go_on : callable, optional
            Called now and then while waiting; what it raises ends the waiting, and the job unless it has begun.

        Raises
        ------
        PeelError
            The scheduler is gone, or workers died of this job again and again.
        Exception
            What the function raised.
        """
        with self._gone():
            # Not `pure`: two jobs that look the same are two jobs.
            future = self.client.submit(function, *given, key=f"peel-{name}-{uuid.uuid4().hex[:12]}", pure=False)
        try:
            return self._answer(future, go_on)
        finally:
            if self.client.status == "running":
                future.cancel() if not future.done() else future.release()

    def _answer(self, future: Any, go_on: Callable[[], None] | None) -> Any:
        while True:
            with self._gone():
                try:
                    return future.result(timeout=LOOK_S)
                except TimeoutError:
                    if future.status == "error":
                        raise  # the job's own
            self._look()
            if go_on is not None:
                go_on()

    def _look(self) -> None:
        if self.client.status != "running":
            raise self._lost_scheduler()
        with self._lock:
            now = self._workers()
            for address in self._seen.keys() - now.keys():
                self.lost += 1
                event("worker_lost", level=logging.WARNING, worker=address, left=len(now))
            self._seen = now

    def _gone(self) -> _Told:
        return _Told(self)

    def _lost_scheduler(self) -> PeelError:
        return PeelError(
            f"The Dask scheduler at {self.address} has gone. What was finished is kept: start `dask scheduler` and the "
            "workers again, and give the same command."
        )

    def close(self) -> None:
        """Leave the cluster; scheduler and workers stay."""
        self.client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Told:
    """Turns what Dask raises about itself into our own words; what a job raised passes."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        if error is None:
            return
        from concurrent.futures import CancelledError

        from distributed import KilledWorker
        from distributed.comm.core import CommClosedError

        if isinstance(error, KilledWorker):
            raise PeelError(
                f"The workers at {self._cluster.address} died of the same job again and again, so it is given up: most "
                "often they have too little memory (`dask worker --memory-limit`; --nworkers lower). What was "
                "finished is kept; the same command goes on."
            ) from error
        gone = self._cluster.client.status != "running"
        if isinstance(error, CommClosedError) or (gone and isinstance(error, CancelledError | OSError | RuntimeError)):
            raise self._cluster._lost_scheduler() from error
        if isinstance(error, CancelledError):
            raise PeelError(
                f"The Dask scheduler at {self._cluster.address} has dropped a job: it was started again, or all "
                "workers that held its data have gone. What was finished is kept; the same command goes on."
            ) from error
