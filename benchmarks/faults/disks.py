"""Disks that are full, read-only or slow."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import Popen
from threading import Event, Thread
from typing import Any

from benchmarks.faults.fault import Fault, Place, not_root

SIZE_MB = 96
"""Of the disk that is filled; a run's state takes about 30."""
BLOCK = b"\0" * 65_536


@contextmanager
def mounted(folder: Path, *how: str) -> Iterator[None]:
    """Make a folder and mount something on it for a while."""
    folder.mkdir(parents=True)
    _do("mount", *how, str(folder))
    try:
        yield
    finally:
        _do("umount", "--lazy", str(folder))


class FullDisk(Fault):
    """The state folder is a small disk of its own, filled by a file that takes whatever the run sets free."""

    name, title = "full-disk", "a full disk, later freed"

    def cannot(self) -> str:
        return not_root()

    @contextmanager
    def around(self, place: Place) -> Iterator[None]:
        with mounted(place.home, "-t", "tmpfs", "-o", f"size={SIZE_MB}m,mode=700", "tmpfs"):
            yield

    def strike(self, process: Popen[Any], place: Place) -> bool:
        self._over, self._ballast = Event(), place.home / ".ballast"
        filled = Event()

        def fill() -> None:
            size = len(BLOCK)
            with self._ballast.open("ab", buffering=0) as ballast:
                while not self._over.is_set():
                    try:
                        ballast.write(BLOCK[:size])
                    except OSError:
                        filled.set()
                        size = max(1, size // 2) if size > 1 else len(BLOCK)
                        self._over.wait(0.001)

        self._thread = Thread(target=fill)
        self._thread.start()
        filled.wait()
        return True

    def mend(self, place: Place) -> None:
        self._over.set()
        self._thread.join()
        self._ballast.unlink()


class ReadOnlyArtifacts(Fault):
    """The folder of MLflow's files becomes read-only, as a store does that is mounted again after an error."""

    name, title = "read-only-artifacts", "an artefact store that becomes read-only"

    def cannot(self) -> str:
        return not_root()

    @contextmanager
    def around(self, place: Place) -> Iterator[None]:
        with mounted(place.artifacts, "--bind", str(place.artifacts)):
            yield

    def strike(self, process: Popen[Any], place: Place) -> bool:
        return _remounted(place.artifacts, "ro")

    def mend(self, place: Place) -> None:
        _remounted(place.artifacts, "rw")


def _remounted(folder: Path, how: str) -> bool:
    """Mount it again; it is refused while a file in it is being written."""
    return any(
        subprocess.run(
            ["mount", "-o", f"remount,bind,{how}", str(folder)], check=False, stderr=subprocess.DEVNULL
        ).returncode
        == 0
        for _ in range(100)
    )


def _do(*command: str) -> None:
    subprocess.run(command, check=True, env={**os.environ, "LC_ALL": "C"})
