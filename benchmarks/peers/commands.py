"""How each peer is called: its script, its environment, nothing sent anywhere."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from benchmarks.machine import cores
from benchmarks.process import ROOT

HERE = Path(__file__).parent
SHARED = ("reading.py", "stages.py", "groups.py")
NOWHERE = "http://127.0.0.1:9"
"""Where whatever asks for an address ends: nothing listens there."""
SILENT = {
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "DO_NOT_TRACK": "true",
    "http_proxy": NOWHERE,
    "https_proxy": NOWHERE,
    "HTTP_PROXY": NOWHERE,
    "HTTPS_PROXY": NOWHERE,
    "no_proxy": "127.0.0.1,localhost",
    "MPLBACKEND": "agg",
    "PYTHONNOUSERSITE": "1",
    "PYTHONUNBUFFERED": "1",
}


def silent(**more: str) -> dict[str, str]:
    """Return an environment in which a peer reports to nobody and finds nobody."""
    dropped = ("PEEL_", "PREFECT_", "MLFLOW_", "PYTHON")
    return {**{name: value for name, value in os.environ.items() if not name.startswith(dropped)}, **SILENT, **more}


def script_digest(tool: str) -> str:
    """Return a name for what a peer runs: its script, what it shares with the others, and its pins."""
    files = (f"run_{tool}.py", f"requirements-{tool}.txt", *SHARED)
    return hashlib.sha256(b"\0".join((HERE / name).read_bytes() for name in files)).hexdigest()[:16]


def peer_command(tool: str, way: str, rows: Path, out: Path, seed: int, python: Path, **given: int) -> list[str]:
    """Return the command of a peer's script."""
    options = [word for name, value in given.items() for word in (f"--{name}", str(value))]
    return [str(python), str(HERE / f"run_{tool}.py"), str(rows), str(out), "--seed", str(seed), "--way", way, *options]


def learn_command(
    tool: str, way: str, rows: Path, out: Path, seed: int, pythons: Mapping[str, Path], budget: int
) -> tuple[list[str], dict[str, str]]:
    """Return the command that learns and predicts, and no more, with its environment."""
    if tool == "peel":
        own = [sys.executable, "-m", "benchmarks.peers.learns", str(rows), str(out), "--seed", str(seed)]
        return [*own, "--way", way, "--budget", str(budget)], silent(PYTHONPATH=str(ROOT))
    command = peer_command(tool, way, rows, out, seed, pythons[tool], threads=cores(), budget=budget)
    return [*command, "--learn-only"], silent()
