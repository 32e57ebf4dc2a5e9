"""Makes the migrated database that new Prefect servers start from, at set-up: ``python -m flows.prepare``."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

from flows.server import started
from peel_ml.errors import PeelError
from peel_ml.tracking.storage import prepared_folder, prepared_name


def prepare(folder: Path | None = None) -> Path:
    """Make the database in `folder` unless it is there, and return its path. Takes about 10 s once."""
    place = folder or prepared_folder()
    target = place / prepared_name("prefect")
    if target.exists():
        return target
    scratch = place / ".prefect-fresh"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    try:
        server = started(scratch)
        if server.ready() is None:
            raise PeelError("Prefect's database could not be prepared: its server did not start.")
        server.end()
        _settled(scratch / "prefect" / "prefect.db").replace(target)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return target


def _settled(database: Path) -> Path:
    connection = sqlite3.connect(database)
    # Everything from the write-ahead log into the file itself, which is all that is copied.
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return database


if __name__ == "__main__":
    prepare()
