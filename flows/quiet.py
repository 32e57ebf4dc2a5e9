"""Prefect's settings here: silent, local, and with nothing kept of the values that steps hand on."""

from __future__ import annotations

import os
from collections.abc import Mapping, MutableMapping
from pathlib import Path

SETTINGS = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_UI_ENABLED": "false",
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
    # A server on this machine answers or is gone; by default a run would wait two minutes for one that is.
    "PREFECT_CLIENT_MAX_RETRIES": "1",
    # What fails is raised to the caller, who says it once in plain words; Prefect's log repeats tracebacks.
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_SERVER_LEVEL": "ERROR",
    "PREFECT_LOGGING_INTERNAL_LEVEL": "CRITICAL",
}
"""Set before prefect is first imported, here and in the server's process."""


def settle(environ: MutableMapping[str, str], home: Path) -> None:
    """Put Prefect's settings, its home and the way around a proxy into the environment."""
    environ.update(SETTINGS)
    environ["PREFECT_HOME"] = str(home / "prefect")
    # A proxy must never be asked for this machine.
    for name in ("NO_PROXY", "no_proxy"):
        listed = [entry for entry in environ.get(name, "").split(",") if entry]
        environ[name] = ",".join(dict.fromkeys([*listed, "127.0.0.1", "localhost"]))


def child_environment(environ: Mapping[str, str], root: Path, stays: bool = False) -> dict[str, str]:
    """Return a server's environment: ours, without an address of another server, with this checkout.

    Parameters
    ----------
    environ : mapping of str to str
        After `settle`.
    root : Path
        The checkout.
    stays : bool
        A server that stays has pages to look at; one that serves one run has not.
    """
    child = {name: value for name, value in environ.items() if not name.startswith("PREFECT_API_")}
    # Private names: Prefect's own way to say that it is the process's only server, and that it serves one program.
    # They spare it work and services nobody uses.
    child["PREFECT__SERVER_FINAL"] = "1"
    if stays:
        child["PREFECT_SERVER_UI_ENABLED"] = "true"
    else:
        child["PREFECT__SERVER_EPHEMERAL"] = "1"
    places = (str(root), environ.get("PYTHONPATH", ""))
    child["PYTHONPATH"] = os.pathsep.join(place for place in places if place)
    return child
