"""The embedded sample: generated from the use case's own code once, then read like any other data."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

from peel_ml.errors import BadRequest
from peel_ml.usecase.load import function_of

SAMPLE_SEED = 2024
"""The sample's own seed: the data does not change with the seed of a run."""


def folder_digest(folder: Path) -> str:
    """Return the sha256 over the names and contents of a folder's files, caches left out."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(f"{path.relative_to(folder).as_posix()}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def sample_path(folder: Path, home: Path) -> Path:
    """Return the folder of the generated sample, made now if it is not there.

    Parameters
    ----------
    folder : Path
        The use case's folder, with ``sample.py`` and its tables of rates.
    home : Path
        ``PEEL_HOME``; the sample is kept in ``samples/`` under a name that changes with its generator.

    Raises
    ------
    BadRequest
        The use case has no ``sample.py``.
    """
    generate = function_of(folder, "sample", "sample")
    if generate is None:
        raise BadRequest(
            f"The use case {folder.name} ships no sample. Name the data: peel run {folder.name} --data PATH"
        )
    target = home / "samples" / f"SYNTHETIC-{folder.name}-{folder_digest(folder)[:12]}"
    if not target.is_dir():
        target.parent.mkdir(parents=True, exist_ok=True)
        # Written beside and renamed, so that a run that is cut off leaves no half sample behind.
        scratch = target.with_name(f".{target.name}.{os.getpid()}")
        shutil.rmtree(scratch, ignore_errors=True)
        generate(SAMPLE_SEED, scratch)
        try:
            scratch.rename(target)
        except OSError:
            if not target.is_dir():
                raise
            shutil.rmtree(scratch)
    return target
