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
    # What fails is raised to the caller, who says it once in plain words; Prefect's log repeats tracebacks.
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_SERVER_LEVEL": "ERROR",
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


def child_environment(environ: Mapping[str, str], root: Path) -> dict[str, str]:
    """Return the server's environment: ours, without an address of another server, with this checkout."""
    child = {name: value for name, value in environ.items() if not name.startswith("PREFECT_API_")}
    # Private names: Prefect's own way to say that it serves one program. They spare it services nobody uses.
    child.update({"PREFECT__SERVER_EPHEMERAL": "1", "PREFECT__SERVER_FINAL": "1"})
    places = (str(root), environ.get("PYTHONPATH", ""))
    child["PYTHONPATH"] = os.pathsep.join(place for place in places if place)
    return child
