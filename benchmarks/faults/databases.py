"""Where MLflow keeps runs, killed and started again: a PostgreSQL of our own, and an MLflow server."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.request
from abc import abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from subprocess import Popen
from threading import Event, Thread, Timer
from time import monotonic, sleep
from typing import Any

from benchmarks.faults.fault import Fault, Place
from benchmarks.process import ROOT, environment, family
from flows.process import free_port

AGAIN_S = 5.0
"""Every other time what was killed is started again after up to so many seconds, while the run is still at work."""
DEBIAN = Path("/usr/lib/postgresql")


class Restarted(Fault):
    """Something that is killed, and started again a moment later or once the run has ended."""

    def __init__(self) -> None:
        self._timer: Timer | None = None

    def strike(self, process: Popen[Any], place: Place) -> bool:
        self.kill()
        if place.rng.random() < 0.5:
            self._timer = Timer(float(place.rng.uniform(0, AGAIN_S)), self.start)
            self._timer.start()
        return True

    def mend(self, place: Place) -> None:
        if self._timer is None:
            self.start()
        else:
            self._timer.join()
            self._timer = None

    @abstractmethod
    def kill(self) -> None: ...

    @abstractmethod
    def start(self) -> None: ...


class KillPostgresql(Restarted):
    name, title = "kill-postgresql", "kill -9 of PostgreSQL below MLflow, started again"

    def cannot(self) -> str:
        if _programs() is None:
            return "there is no PostgreSQL in /usr/lib/postgresql (`apt-get install postgresql`)"
        if os.geteuid() == 0 and shutil.which("runuser") is None:
            return "PostgreSQL refuses to run as root, and there is no runuser"
        return ""

    @contextmanager
    def ready(self, scratch: Path) -> Iterator[None]:
        # Not below our own folders: they are closed to the server's user, and the path of a socket has to be short.
        self._folder, self._artifacts = Path(tempfile.mkdtemp(prefix="peel-pg-", dir="/tmp")), scratch / "artifacts"
        if os.geteuid() == 0:
            shutil.chown(self._folder, "postgres", "postgres")
        try:
            self._do("initdb", "--auth", "trust", "--username", "peel", "--encoding=UTF8")
            self.start()
            yield
        finally:
            with suppress(RuntimeError):  # it is not running
                self._do("pg_ctl", "stop", "--mode", "immediate")
            shutil.rmtree(self._folder)

    @contextmanager
    def around(self, place: Place) -> Iterator[None]:
        place.store = f"postgresql+psycopg://peel@/postgres?host={self._folder}"
        place.env["PEEL_MLFLOW_URI"] = place.store
        # The experiment keeps the place it began with, and outlives the state folder of one try.
        place.artifacts = self._artifacts
        place.env["PEEL_ARTIFACTS"] = self._artifacts.as_uri()
        yield

    def kill(self) -> None:
        leader = int((self._folder / "data" / "postmaster.pid").read_text().split()[0])
        for pid in family(leader):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def start(self) -> None:
        options = f"-c listen_addresses='' -c unix_socket_directories={self._folder}"
        _until(lambda: self._do("pg_ctl", "start", "--wait", "--log", str(self._folder / "log"), "--options", options))

    def _do(self, program: str, *words: str) -> None:
        folder = _programs()
        assert folder is not None
        command = [str(folder / program), "--pgdata", str(self._folder / "data"), *words]
        if os.geteuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, cwd="/")
        if done.returncode:
            raise RuntimeError(f"{program} ended with status {done.returncode}")


class MlflowServer(Restarted):
    """An MLflow server of our own, on sqlite."""

    @contextmanager
    def ready(self, scratch: Path) -> Iterator[None]:
        self._folder = scratch / "served"
        self._folder.mkdir()
        self._port = free_port()
        self.start()
        try:
            yield
        finally:
            self.kill()

    @contextmanager
    def around(self, place: Place) -> Iterator[None]:
        place.store, place.artifacts = f"sqlite:///{self._folder / 'mlflow.db'}", self._folder / "artifacts"
        place.env["PEEL_MLFLOW_URI"] = f"http://127.0.0.1:{self._port}"
        yield

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def start(self) -> None:
        from peel_ml.tracking.storage import ensure_storage

        ensure_storage(f"sqlite:///{self._folder / 'mlflow.db'}")
        env = environment(
            ROOT, self._folder, MLFLOW_DISABLE_TELEMETRY="true", MLFLOW_SERVER_ENABLE_JOB_EXECUTION="false"
        )
        del env["PEEL_HOME"]  # it is no process of a run
        command = [str(Path(sys.executable).with_name("mlflow")), "server", "--workers", "1"]
        command += ["--backend-store-uri", f"sqlite:///{self._folder / 'mlflow.db'}"]
        command += ["--artifacts-destination", str(self._folder / "artifacts")]
        command += ["--host", "127.0.0.1", "--port", str(self._port)]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                command, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=ROOT, start_new_session=True
            )
        _until(self._answers)

    def _answers(self) -> None:
        with urllib.request.urlopen(f"http://127.0.0.1:{self._port}/health", timeout=5):
            pass


class KillMlflow(MlflowServer):
    name, title = "kill-mlflow", "kill -9 of the MLflow server, started again"


class SlowMlflow(MlflowServer):
    """A server that sleeps nine tenths of the time, in stretches of up to two seconds."""

    name, title = "slow-mlflow", "an MLflow server ten times slower"
    allowed = (0,)

    def strike(self, process: Popen[Any], place: Place) -> bool:
        self._over, group = Event(), self._process.pid

        def dawdle() -> None:
            while not self._over.is_set():
                os.killpg(group, signal.SIGSTOP)
                asleep = float(place.rng.uniform(0.2, 2.0))
                self._over.wait(asleep)
                os.killpg(group, signal.SIGCONT)
                sleep(asleep / 9)

        self._thread = Thread(target=dawdle)
        self._thread.start()
        return True

    def mend(self, place: Place) -> None:
        self._over.set()
        self._thread.join()


def _until(done: Callable[[], object], timeout_s: float = 180.0) -> None:
    """Try until it succeeds: what was killed a moment ago may still hold a lock or a port."""
    deadline = monotonic() + timeout_s
    while True:
        try:
            done()
        except (RuntimeError, OSError):
            if monotonic() > deadline:
                raise
            sleep(0.2)
        else:
            return


def _programs() -> Path | None:
    found = [path.parent for path in DEBIAN.glob("*/bin/initdb")]
    return max(found, key=lambda path: int(path.parent.name), default=None)
