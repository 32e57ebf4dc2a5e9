"""The folder of unfinished work: one for each run key, held by one run at a time, gone when the run is finished."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from peel_ml.experiment.request import RunRequest
from peel_ml.experiment.sample import folder_digest
from peel_ml.provenance import lock_digest
from peel_ml.usecase.load import digest


def run_key(request: RunRequest, data_sha256: str) -> str:
    """Return the digest of everything that decides a run's figures.

    The resolved declaration, the use case's folder, this package's sources, the lock, the data, the seed and
    whether the held-out period is opened.
    """
    facts = {
        "declaration": digest(request.case),
        "folder": folder_digest(request.folder),
        "sources": folder_digest(Path(__file__).parents[1]),
        "lock": lock_digest(request.settings.project),
        "data": data_sha256,
        "seed": request.seed,
        "final": request.final,
        "threads": request.settings.threads,
    }
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class WorkFolder:
    """A folder that belongs to this process until `finish` or its end."""

    path: Path
    run_key: str
    lock: IO[str]

    def finish(self) -> None:
        """Remove the folder: the run is finished."""
        shutil.rmtree(self.path, ignore_errors=True)

    def release(self) -> None:
        """Let another run have the folder, if it is still there."""
        self.lock.close()


def claim(work: Path, key: str, run_id: str) -> WorkFolder:
    """Return the key's folder, or one of this run's own where another run of the same key is at work.

    Parameters
    ----------
    work : Path
        ``PEEL_HOME/work``.
    key : str
        From `run_key`.
    run_id : str
        Names the folder where the key's own is taken.
    """
    for name in (key[:32], f"{key[:32]}-{run_id}"):
        folder = work / name
        folder.mkdir(parents=True, exist_ok=True)
        handle = (folder / "lock").open("w", encoding="utf-8")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            handle.close()
            continue
        handle.write(str(os.getpid()))
        handle.flush()
        return WorkFolder(folder, key, handle)
    raise AssertionError("a folder named for this run's own id cannot be taken")
