"""Starts the process of a Prefect server, in its folder, with its environment, from the prepared database."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

from flows.quiet import child_environment, settle
from peel_ml.errors import PeelError
from peel_ml.tracking.storage import copy_prepared, prepared_folder, prepared_name

ROOT = Path(__file__).resolve().parents[1]
LOG = "server.log"


def child(home: Path, *arguments: str, stays: bool = False) -> subprocess.Popen[bytes]:
    """Start `flows.child` with these arguments, and settle this process's own environment for prefect.

    Parameters
    ----------
    home : Path
        ``PEEL_HOME``; the server keeps its database and its log in ``prefect/`` below.
    *arguments : str
        As `flows.child` describes them.
    stays : bool
        A server that outlives this process; one that does not gets a pipe as its standard input, which only
        this process holds.

    Raises
    ------
    PeelError
        The state folder cannot be written.
    """
    folder = home / "prefect"
    settle(os.environ, home)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        copy_prepared(prepared_folder() / prepared_name("prefect"), folder / "prefect.db")
        output = (folder / LOG).open("ab")
    except OSError as error:
        raise PeelError(
            f"Prefect's folder {folder} cannot be written ({error.strerror}). Set PEEL_HOME to a folder you may write."
        ) from error
    with output:
        return subprocess.Popen(
            [sys.executable, "-m", "flows.child", *arguments],
            stdin=subprocess.DEVNULL if stays else subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env=child_environment(os.environ, ROOT, stays),
            start_new_session=True,
        )


def free_port() -> int:
    """Return a loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
