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


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """Address of a running server's socket folder. What it says was written is written, as in use."""
    programs = _programs()
    if programs is None:
        pytest.skip("there is no PostgreSQL here; `make test-deps` installs Debian's")
    if os.geteuid() == 0 and shutil.which("runuser") is None:
        pytest.skip("PostgreSQL refuses to run as root, and there is no runuser to run it as somebody else")
    # Not below pytest's folders: they are closed to the server's user, and the path of a socket has to be short.
    folder = Path(tempfile.mkdtemp(prefix="peel-pg-", dir="/tmp"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    data = folder / "data"
    try:
        _done(
            programs / "initdb",
            "--pgdata",
            data,
            "--auth",
            "trust",
            "--username",
            "peel",
            "--no-sync",
            "--encoding=UTF8",
        )
        options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c max_connections=60"
        _done(programs / "pg_ctl", "start", "--wait", "--pgdata", data, "--log", folder / "log", "--options", options)
        try:
            yield str(folder)
        finally:
            _done(programs / "pg_ctl", "stop", "--pgdata", data, "--mode", "immediate")
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def postgresql(postgresql_server: str) -> Callable[[], str]:
    """Makes an empty database at every call and returns its address."""
    import psycopg

    def new() -> str:
        name = f"t{uuid.uuid4().hex[:12]}"
        with psycopg.connect(host=postgresql_server, user="peel", dbname="postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return f"postgresql+psycopg://peel@/{name}?host={postgresql_server}"

    return new
