"""A PostgreSQL server of the tests' own: Debian's, on a socket in a folder that goes away afterwards.

`pytest_plugins` cannot name it below the root, so `tests/conftest.py` does.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

DEBIAN = Path("/usr/lib/postgresql")


def _programs() -> Path | None:
    """The folder of the newest server there is."""
    found = [path.parent for path in DEBIAN.glob("*/bin/initdb")]
    return max(found, key=lambda path: int(path.parent.name), default=None)


def _as_nobody_special(*command: str | Path) -> list[str]:
    """The server refuses to run as root."""
    words = [str(word) for word in command]
    return ["runuser", "-u", "postgres", "--", *words] if os.geteuid() == 0 else words


def _done(*command: str | Path) -> str:
    done = subprocess.run(
        _as_nobody_special(*command), capture_output=True, text=True, check=False, timeout=100, cwd="/"
    )
    if done.returncode:
        raise RuntimeError(f"{command[0]}: {done.stdout}{done.stderr}")
    return done.stdout


def why_not() -> str | None:
    """Return why no server can be started here; none where one can."""
    if _programs() is None:
        return "there is no PostgreSQL here; `make test-deps` installs Debian's"
    if os.geteuid() == 0 and shutil.which("runuser") is None:
        return "PostgreSQL refuses to run as root, and there is no runuser to run it as somebody else"
    return None


class Server:
    """A server on a socket in `folder`, which `stop` and `start` treat as an administrator would."""

    def __init__(self, folder: Path, programs: Path) -> None:
        self.folder = folder
        self._programs, self._data = programs, folder / "data"

    def make(self) -> None:
        """Lay it out."""
        _done(
            self._programs / "initdb",
            "--pgdata",
            self._data,
            "--auth",
            "trust",
            "--username",
            "peel",
            "--no-sync",
            "--encoding=UTF8",
        )

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = f"-c listen_addresses='' -c unix_socket_directories={self.folder} -c max_connections=60"
        log = self.folder / "log"
        _done(self._programs / "pg_ctl", "start", "--wait", "--pgdata", self._data, "--log", log, "--options", options)

    def stop(self) -> None:
        """Stop it as a crash would: nothing is written that was not."""
        _done(self._programs / "pg_ctl", "stop", "--pgdata", self._data, "--mode", "immediate")

    def database(self) -> str:
        """Make an empty database and return its address."""
        import psycopg

        name = f"t{uuid.uuid4().hex[:12]}"
        with psycopg.connect(host=str(self.folder), user="peel", dbname="postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return f"postgresql+psycopg://peel@/{name}?host={self.folder}"


@contextmanager
def server() -> Iterator[Server]:
    """A running server, gone afterwards. What it says was written is written, as in use."""
    programs = _programs()
    if programs is None or why_not():
        raise RuntimeError(why_not())
    # Not below pytest's folders: they are closed to the server's user, and the path of a socket has to be short.
    folder = Path(tempfile.mkdtemp(prefix="peel-pg-", dir="/tmp"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    try:
        made = Server(folder, programs)
        made.make()
        made.start()
        try:
            yield made
        finally:
            made.stop()
    finally:
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def postgresql_of_this_session() -> Iterator[Server]:
    """A running server."""
    reason = why_not()
    if reason is not None:
        pytest.skip(reason)
    with server() as made:
        yield made


@pytest.fixture(scope="session")
def postgresql_server(postgresql_of_this_session: Server) -> str:
    """Address of a running server's socket folder."""
    return str(postgresql_of_this_session.folder)


@pytest.fixture
def postgresql(postgresql_of_this_session: Server) -> Callable[[], str]:
    """Makes an empty database at every call and returns its address."""
    return postgresql_of_this_session.database
