"""MLflow's sqlite file: copied from a migrated one where possible, because migrating takes seconds.

The migrated file is made once, at set-up (``python -m peel_ml.tracking.prepare``), beside the installed
packages: it depends on MLflow's version and on nothing else.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from importlib import metadata
from pathlib import Path

from peel_ml.errors import BadRequest

_SQLITE = "sqlite:///"


def prepared_folder() -> Path:
    """Return where prepared databases stand: ``share/peel-ml`` of the environment that holds the packages."""
    return Path(sys.prefix) / "share" / "peel-ml"


def prepared_name(package: str) -> str:
    """Return the file name of the prepared database of a package, its version in it."""
    return f"{package}-{metadata.version(package)}.db"


def sqlite_path(uri: str) -> Path | None:
    """Return the file of a sqlite address, ``None`` for any other store.

    Raises
    ------
    BadRequest
        The address is a folder or a ``file:`` address, which MLflow no longer writes to.

    Examples
    --------
    >>> str(sqlite_path("sqlite:////data/mlflow.db"))
    '/data/mlflow.db'
    >>> sqlite_path("https://mlflow.example.org") is None
    True
    """
    if uri.startswith(_SQLITE):
        return Path(uri.removeprefix(_SQLITE).partition("?")[0])
    if "://" not in uri or uri.startswith("file:"):
        raise BadRequest(
            f"MLflow keeps runs in a database or on a server, not in a folder: {uri!r}. Set "
            "PEEL_MLFLOW_URI to sqlite:////path/mlflow.db, postgresql://… or https://…."
        )
    return None


def is_there(uri: str) -> bool:
    """Tell whether there is a store to read, without making one: a sqlite file that is missing is no store."""
    path = sqlite_path(uri)
    return path is None or path.is_file()


def copy_prepared(prepared: Path, target: Path) -> bool:
    """Copy a prepared database to `target` unless something is there; return whether it was copied.

    The copy appears whole or not at all, also when two processes start at once.
    """
    if not prepared.is_file() or target.exists():
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}-")
    os.close(handle)
    try:
        shutil.copyfile(prepared, name)
        os.link(name, target)
    except FileExistsError:
        return False
    finally:
        os.unlink(name)
    return True


def ensure_storage(uri: str, prepared: Path | None = None) -> None:
    """Make sure the store can be opened fast; without a prepared file MLflow migrates a new one itself.

    Parameters
    ----------
    uri : str
        Address of the store; anything but sqlite is left alone.
    prepared : Path, optional
        The migrated file; by default the one made at set-up for this version of MLflow.
    """
    target = sqlite_path(uri)
    if target is None or target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    copy_prepared(prepared or prepared_folder() / prepared_name("mlflow"), target)
