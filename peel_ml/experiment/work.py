"""The folder of unfinished work: one for each run key, held by one run at a time, gone when the run is finished."""

from __future__ import annotations

import fcntl
import hashlib
import itertools
import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO

from peel_ml.data.sources import fingerprint
from peel_ml.experiment.request import RunRequest
from peel_ml.experiment.sample import folder_digest
from peel_ml.provenance import lock_digest, package_versions, python_version
from peel_ml.usecase.load import digest

RUN = "run.json"
FORGOTTEN_DAYS = 30
"""Unfinished work that nobody touched for so long is removed when the next run starts."""


def run_key(request: RunRequest) -> str:
    """Return the digest of everything that decides a run's figures, before anything is read or computed.

    The resolved declaration (trials, seconds and folds are in it), the use case's folder, this package's
    sources, the lock and what is installed, the bytes of the data, the seed, the threads of a fit, and whether
    the held-out period is opened or the run is a quick one.

    Raises
    ------
    BadRequest
        There is nothing at the data's path.
    """
    facts = {
        "declaration": digest(request.case),
        "folder": folder_digest(request.folder),
        "sources": folder_digest(Path(__file__).parents[1]),
        "lock": lock_digest(request.settings.project),
        "packages": package_versions(),
        "python": python_version(),
        "data": _data(request),
        "seed": request.seed,
        "final": request.final,
        "quick": request.quick,
        "threads": request.settings.threads,
    }
    if request.shares_a_study:
        facts["study"] = "shared"
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def _data(request: RunRequest) -> str:
    if request.frame is not None:
        buffer = BytesIO()
        request.frame.write_ipc(buffer)
        return hashlib.sha256(buffer.getbuffer()).hexdigest()
    # The sample is made from the use case's folder, whose digest is in the key.
    return "sample" if request.path is None else fingerprint(request.path)


@dataclass(frozen=True)
class WorkFolder:
    """A folder that belongs to this process until `finish`, `release` or its end.

    Parameters
    ----------
    path : Path
        ``work/<first letters of the run key>`` below ``PEEL_HOME``.
    run_key : str
        From `run_key`.
    run_id, started_at : str
        Of the run that began here; a run that goes on keeps both.
    resumed : bool
        Whether an earlier process left work here.
    """

    path: Path
    run_key: str
    run_id: str
    started_at: str
    resumed: bool
    lock: IO[str]

    def finish(self) -> None:
        """Remove the folder: the run is finished, or can never be."""
        # Renamed first: a removal that is cut off must not leave half of what a later run would take up.
        rubbish = self.path.with_name(f".{self.path.name}.{os.getpid()}")
        with suppress(FileNotFoundError):
            self.path.rename(rubbish)
        shutil.rmtree(rubbish, ignore_errors=True)

    def release(self) -> None:
        """Let another run have the folder, if it is still there."""
        self.lock.close()


def claim(work: Path, key: str, run_id: str, started_at: str) -> WorkFolder:
    """Return the key's folder, or the next one where another run of the same key is at work.

    Parameters
    ----------
    work : Path
        ``PEEL_HOME/work``.
    key : str
        From `run_key`.
    run_id, started_at : str
        Of a new run; unfinished work brings its own.
    """
    tidy(work, key)
    for folder in _folders(work, key):
        lock = _locked(folder)
        if lock is None:
            continue
        begun = folder / RUN
        resumed = begun.is_file()
        if not resumed:
            scratch = folder / f".{RUN}"
            scratch.write_text(json.dumps({"run_key": key, "run_id": run_id, "started_at": started_at}) + "\n")
            scratch.rename(begun)
        facts = json.loads(begun.read_bytes())
        os.utime(folder)
        return WorkFolder(folder, key, facts["run_id"], facts["started_at"], resumed, lock)
    raise AssertionError("there is always a next folder")


def _folders(work: Path, key: str) -> Iterator[Path]:
    for number in itertools.count(1):
        yield work / (key[:32] if number == 1 else f"{key[:32]}-{number}")


def _locked(folder: Path) -> IO[str] | None:
    """Return the folder's open lock, ``None`` where another process holds it. The folder is made."""
    while True:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            handle = (folder / "lock").open("a", encoding="utf-8")
        except FileNotFoundError:
            continue  # its run finished and removed it in this moment
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            handle.close()
            return None
        if _same(handle, folder / "lock"):
            return handle
        handle.close()


def _same(handle: IO[str], path: Path) -> bool:
    """Tell whether the open file is still the one at `path`: its folder may have been removed in between."""
    try:
        return os.fstat(handle.fileno()).st_ino == path.stat().st_ino
    except FileNotFoundError:
        return False


def unfinished(work: Path) -> list[Path]:
    """Return the folders of unfinished work that no process holds, oldest first."""
    if not work.is_dir():
        return []
    found = []
    for run in work.glob(f"*/{RUN}"):
        folder = run.parent
        lock = _locked(folder) if not folder.name.startswith(".") else None
        if lock is not None:
            lock.close()
            found.append(folder)
    return sorted(found, key=lambda folder: folder.stat().st_mtime)


def tidy(work: Path, key: str) -> None:
    """Remove what removals that were cut off left, and unfinished work nobody came back to.

    Work of this key stays: its command came back to it, whatever a clock that has jumped says of its age.
    """
    if not work.is_dir():
        return
    for rubbish in work.glob(".*"):
        shutil.rmtree(rubbish, ignore_errors=True)
    oldest = time.time() - FORGOTTEN_DAYS * 86_400
    for folder in unfinished(work):
        if folder.stat().st_mtime < oldest and not folder.name.startswith(key[:32]):
            shutil.rmtree(folder, ignore_errors=True)
