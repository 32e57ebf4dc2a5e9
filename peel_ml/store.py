"""Finished runs on disk: ``runs/<use-case>/<run id>/``, written under a temporary name and renamed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from peel_ml.errors import BadRequest, PeelError

RECORD = "record.json"
CARD = "card.json"
STAMP = "%Y%m%dT%H%M%S"


def save(runs: Path, use_case: str, run_id: str, files: Mapping[str, bytes]) -> Path:
    """Write a finished run's files, all or none. A run that was written and then killed is not written again.

    Parameters
    ----------
    runs : Path
        ``PEEL_HOME/runs``.
    files : mapping of str to bytes
        Relative names, for example ``figures/calibration.svg``.

    Returns
    -------
    Path
        The run's folder.

    Raises
    ------
    PeelError
        The disk is full or the folder cannot be written.
    """
    target = runs / use_case / run_id
    # A run belongs to one process at a time: what bears its name was cut off by a kill.
    for cut_off in target.parent.glob(f".{run_id}.*"):
        shutil.rmtree(cut_off, ignore_errors=True)
    return save_folder(target, files, RECORD)


def save_folder(target: Path, files: Mapping[str, bytes], last: str) -> Path:
    """Write a folder, all of it or none. One that is there stays as it is.

    Parameters
    ----------
    target : Path
    files : mapping of str to bytes
        Names below the folder.
    last : str
        The file by which a whole folder is known.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    PeelError
        The disk is full or the folder cannot be written.
    """
    scratch = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        if (target / last).is_file():
            return target
        write_all(scratch, files)
        scratch.rename(target)
    except OSError as error:
        shutil.rmtree(scratch, ignore_errors=True)
        raise PeelError(
            f"{target} could not be written ({error.strerror}). "
            "Free some space or set PEEL_HOME to a folder you may write."
        ) from error
    return target


def write_all(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files below a folder, making folders as needed."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def replace_files(folder: Path, files: Mapping[str, bytes], gone: Iterable[str] = ()) -> None:
    """Put files into a folder in place of older ones; other files in it stay. What fails leaves the old ones.

    Parameters
    ----------
    folder : Path
        Made where there is none.
    files : mapping of str to bytes
        Names below the folder, at most one folder deep.
    gone : iterable of str
        Older files to remove.

    Raises
    ------
    PeelError
        The disk is full or the folder cannot be written.
    """
    scratch, new = folder / f".new.{os.getpid()}", not folder.exists()
    try:
        write_all(scratch, files)
        for name in files:
            (folder / name).parent.mkdir(exist_ok=True)
            (scratch / name).replace(folder / name)
        for name in gone:
            (folder / name).unlink(missing_ok=True)
    except OSError as error:
        if new:
            shutil.rmtree(folder, ignore_errors=True)
        raise PeelError(
            f"{folder} cannot be written ({error.strerror}). Free some space, or change the folder's permissions."
        ) from error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def check_out(folder: Path) -> None:
    """Refuse an ``--out`` folder that already holds something.

    Raises
    ------
    BadRequest
        It is a file, or not empty.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BadRequest(f"--out {folder} must be a new or empty folder, and it is neither. Name another one.")


def finished(runs: Path, use_case: str) -> list[Path]:
    """Return the folders of a use case's finished runs, oldest first (run ids begin with their time)."""
    folder = runs / use_case
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if (path / RECORD).is_file() and not path.name.startswith("."))


def new_id(runs: Path, use_case: str, now: datetime, token: str) -> str:
    """Return the id of a new run: when it began, and a token. It sorts after every finished run of the use case.

    The last run is the one with the last id. A clock that was put back must not make an older run the last one, so
    that the id then goes on from there; when the run began by that clock stands in its record.

    Examples
    --------
    >>> new_id(Path("no/runs"), "visits", datetime(2026, 11, 29, 1, 5), "3f2a11")
    '20261129T010500-3f2a11'
    """
    for folder in reversed(finished(runs, use_case)):
        with suppress(ValueError):  # a folder that somebody named
            last = datetime.strptime(folder.name.partition("-")[0], STAMP)
            if folder.name > f"{now:{STAMP}}-{token}":
                now = last + timedelta(seconds=1)
            break
    return f"{now:{STAMP}}-{token}"


def find(runs: Path, name: str) -> Path:
    """Return the folder of a run: by id, by a unique prefix of it, or the last one of a use case.

    Raises
    ------
    BadRequest
        None, or several.
    """
    last = finished(runs, name)
    if last:
        # The inner loop's quick runs have no card: they are found by their id.
        return ([path for path in last if (path / CARD).is_file()] or last)[-1]
    found = [
        path
        for case in (sorted(runs.iterdir()) if runs.is_dir() else [])
        if case.is_dir()
        for path in finished(runs, case.name)
        if path.name.startswith(name)
    ]
    if not found:
        raise BadRequest(f"No finished run {name!r}. `peel list` shows the use cases and their last runs.")
    if len(found) > 1:
        shown = ", ".join(path.name for path in found[:5])
        raise BadRequest(f"{len(found)} runs begin with {name!r}: {shown}. Give more of the id.")
    return found[0]
