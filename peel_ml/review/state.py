"""The frame's own small database: who is signed in, which forms were used, what failed.

It holds nothing of the register. It survives a restart: whoever was signed in still is, and whoever signed out
stays out. Servers on one machine share it.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import Any

from peel_ml.errors import PeelError

_TABLES = """
create table if not exists sessions (
  id text primary key, user text not null, mark text not null, begun real not null, ends real not null,
  extended integer not null default 0, said text not null default ''
);
create table if not exists spent (token text primary key, until real not null);
create table if not exists codes (code text primary key, user text not null, until real not null);
create table if not exists tries (key text not null, at real not null);
create index if not exists tries_key on tries (key, at);
"""


class State:
    """One connection for all threads.

    Parameters
    ----------
    path : Path
        The file; made (mode 0600) where there is none.

    Raises
    ------
    PeelError
        It cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self._lock = Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
            self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=10)
            self._connection.execute("pragma journal_mode=wal")
            self._connection.executescript(_TABLES)
        except (OSError, sqlite3.Error) as error:
            raise PeelError(
                f"The sign-in state {path} cannot be opened ({error}). "
                "Set PEEL_HOME to a folder you may write, or move the file away: everybody then signs in again."
            ) from error

    def do(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Carry out one statement, all or nothing, and return its rows."""
        with self._lock:
            return self._connection.execute(statement, values).fetchall()

    def changed(self, statement: str, values: Sequence[Any] = ()) -> int:
        """Carry out one statement and return how many rows it changed."""
        with self._lock:
            return self._connection.execute(statement, values).rowcount

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()
