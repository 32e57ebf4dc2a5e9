"""The machines of ``--cluster``: Dask's scheduler and two workers of one thread, of which one is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from subprocess import Popen
from time import monotonic, sleep
from typing import Any

from benchmarks.faults.fault import Fault, Place
from benchmarks.process import ROOT, environment, family
from flows.process import free_port

WORKERS = 2
START_S = 180.0


class KillWorker(Fault):
    """Every other time only the worker's process, which Dask starts again; else what would start it again as well."""

    name, title = "kill-worker", "kill -9 of a Dask worker of `--cluster`"
    within = ("step started learned", "step finished learned")

    def cannot(self) -> str:
        return "" if find_spec("distributed") else "Dask is not installed (the extra `cluster`)"

    @contextmanager
    def ready(self, scratch: Path) -> Iterator[None]:
        port = free_port()
        self._folder, self._address = scratch, f"tcp://127.0.0.1:{port}"
        self._workers: list[Popen[Any]] = []
        self._scheduler = self._dask("scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard")
        self.options = ("--cluster", self._address)
        try:
            self.start()
            yield
        finally:
            for process in [*self._workers, self._scheduler]:
                _end(process)

    def strike(self, process: Popen[Any], place: Place) -> bool:
        nanny = self._workers[int(place.rng.integers(WORKERS))]
        if place.rng.random() < 0.5:
            _end(nanny)
            return True
        for pid in family(nanny.pid)[1:]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return True

    def mend(self, place: Place) -> None:
        self.start()

    def start(self) -> None:
        """Start the workers that are missing, and wait until the scheduler knows them."""
        from distributed import Client

        self._workers = [worker for worker in self._workers if worker.poll() is None]
        while len(self._workers) < WORKERS:
            self._workers.append(self._dask("worker", self._address, "--nthreads", "1", "--no-dashboard"))
        client: Any = Client(self._address, timeout=START_S, set_as_default=False)  # type: ignore[no-untyped-call]
        with client:
            until = monotonic() + START_S
            while len(client.scheduler_info(n_workers=-1)["workers"]) != WORKERS and monotonic() < until:
                sleep(0.2)

    def _dask(self, *words: str) -> Popen[Any]:
        env = environment(ROOT, self._folder)
        del env["PEEL_HOME"]  # it is no process of a run
        with (self._folder / "dask.log").open("ab") as log:
            return subprocess.Popen(
                [str(Path(sys.executable).with_name("dask")), *words],
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self._folder,
                start_new_session=True,
            )


def _end(process: Popen[Any]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
