"""Whether the places that runs write to can be written, and are as this version expects them."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
import tempfile
import urllib.request
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import Any

from peel_ml.cli.examinations import Examined

WAIT_S = 1.0
"""How long a database or a server may take to answer."""

FEW_GIB = 1.0


def home() -> Examined:
    """Look whether the state folder can be written, is private, and has room."""
    from peel_ml.settings import LAYOUT_VERSION, read_settings

    name, folder = "State folder", read_settings().home
    place = next(path for path in (folder, *folder.parents) if path.exists())
    elsewhere = "Set PEEL_HOME to a folder you may write."
    if not place.is_dir():
        return Examined(name, False, f"{folder} cannot be made: {place} is no folder", elsewhere)
    try:
        with tempfile.TemporaryFile(dir=place):
            free = shutil.disk_usage(place).free / 2**30
    except OSError as error:
        return Examined(name, False, f"{place} cannot be written ({error.strerror})", elsewhere)
    found = f"{folder}, {free:.0f} GiB free" + ("" if place == folder else "; the first run makes it")
    if free < FEW_GIB:
        return Examined(name, False, found, "Free some space, or set PEEL_HOME to another disk.")
    layout = folder / "layout"
    if layout.is_file() and layout.read_text().strip() != LAYOUT_VERSION:
        return Examined(name, False, f"{folder} was laid out by another version", "Move it away, or set PEEL_HOME.")
    if place == folder and place.stat().st_mode & 0o077:
        return Examined(name, False, f"{found}; others may look into it", f"Run `chmod 700 {folder}`.")
    return Examined(name, True, found)


def mlflow() -> Examined:
    """Look whether MLflow's store opens and has the schema of the MLflow that is installed."""
    from peel_ml.settings import read_settings
    from peel_ml.tracking.storage import sqlite_path

    uri = read_settings().tracking_uri
    path = sqlite_path(uri)
    if path is not None:
        upgrade = f"Back it up, then run `mlflow db upgrade {uri}`."
        return _database("MLflow store", path, "mlflow", upgrade)
    if not uri.startswith(("http://", "https://")):
        from peel_ml.cli.examinations.servers import database

        return database("MLflow store", uri, "PEEL_MLFLOW_URI")
    try:
        with urllib.request.urlopen(f"{uri.rstrip('/')}/health", timeout=WAIT_S):  # noqa: S310 - the scheme is checked
            return Examined("MLflow store", True, f"{uri} answers")
    except OSError:
        return Examined("MLflow store", False, f"{uri} does not answer", "Start it, or unset PEEL_MLFLOW_URI.")


def prefect_server() -> Examined:
    """Look whether the Prefect server that runs would report to answers."""
    name, asking = "Prefect server", flows("asking")
    if asking is None:
        return Examined(name, True, "not needed: this project brings no flows/")
    given = os.environ.get("PREFECT_API_URL")
    if given:
        well = asking.answers(given, WAIT_S)
        found = f"{given} {'answers' if well else 'does not answer'}"
        return Examined(name, well, found, "Start it, or unset PREFECT_API_URL.")
    stays = standing()
    if stays is None:
        return Examined(name, True, "none up, so each run starts its own; `peel up` starts one that stays")
    if asking.answers(stays.url, WAIT_S):
        return Examined(name, True, f"up at {stays.pages} since {stays.since}")
    return Examined(name, False, f"up since {stays.since}, but it does not answer", "Run `peel down`, then `peel up`.")


def prefect_database() -> Examined:
    """Look whether Prefect's database opens and has the schema of the Prefect that is installed."""
    from peel_ml.settings import read_settings

    path = read_settings().home / "prefect" / "prefect.db"
    return _database("Prefect database", path, "prefect", f"Move {path} away; it holds no results.")


def _database(name: str, path: Path, package: str, upgrade: str) -> Examined:
    if not path.exists():
        return Examined(name, True, f"{path} is made by the first run")
    from peel_ml.tracking.storage import prepared_folder, prepared_name

    try:
        held = _schema(path)
    except sqlite3.Error as error:
        locked = getattr(error, "sqlite_errorname", "").startswith("SQLITE_BUSY")
        if locked:
            return Examined(name, False, f"{path} is locked by another program", "Wait until that has ended.")
        return Examined(name, False, f"{path} cannot be read as a database", "Restore it, or move it away.")
    template = prepared_folder() / prepared_name(package)
    if template.is_file() and held != _schema(template, "immutable=1"):
        return Examined(name, False, f"{path} has the schema of another version of {package}", upgrade)
    return Examined(name, True, str(path))


def _schema(path: Path, how: str = "mode=ro") -> str | None:
    # Read only: looking must not make a database.
    with closing(sqlite3.connect(f"{path.as_uri()}?{how}", uri=True, timeout=WAIT_S)) as database:
        row = database.execute("select version_num from alembic_version").fetchone()
    return None if row is None else str(row[0])


def flows(module: str) -> Any:
    """Return a module of the checkout's flows, ``None`` without them."""
    from peel_ml.settings import read_settings

    project = read_settings().project
    if not (project / "flows" / f"{module}.py").is_file():
        return None
    sys.path.insert(0, str(project))
    return import_module(f"flows.{module}")


def standing() -> Any:
    """Return the Prefect server that stays, ``None`` without one."""
    from peel_ml.settings import read_settings

    return flows("standing").standing(read_settings().home)
