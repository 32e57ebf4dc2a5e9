"""Finished runs, read as cheaply as a page needs: names for all of them, and a summary of those that it shows."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from peel_ml.store import CARD, RECORD

RUN = re.compile(r"\d{8}T\d{6}-[0-9a-f]{6}")
"""What a run's id looks like."""
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
NOT_ASSESSED = "Not assessed"


@dataclass(frozen=True)
class Summary:
    """What the register shows of a run."""

    title: str
    objective: str
    stage: str
    headline: str
    worst_verdict: str
    """Never empty: without an assessment it says so."""
    synthetic: bool
    quick: bool = False
    """A quick run of the inner loop, which has no card."""


@dataclass(frozen=True)
class Declared:
    """What the problem book says of a use case."""

    title: str
    objective: str
    stage: str


def run_ids(runs: Path) -> dict[str, tuple[str, ...]]:
    """Return the finished runs of each use case, the newest first.

    A run is renamed into place whole, which changes its use case's folder: until then what was read stays true.
    """
    found = {}
    for case in _folders(runs):
        ids = _ids(case.path, case.stat().st_mtime_ns)
        if ids:
            found[case.name] = ids
    return found


def _folders(folder: Path) -> list[os.DirEntry[str]]:
    if not folder.is_dir():
        return []
    with os.scandir(folder) as every:
        return sorted((one for one in every if one.is_dir() and one.name[0] != "."), key=lambda one: one.name)


@lru_cache(maxsize=256)
def _ids(folder: str, modified: int) -> tuple[str, ...]:
    with os.scandir(folder) as every:
        names = [one.name for one in every if RUN.fullmatch(one.name)]
    return tuple(sorted((name for name in names if Path(folder, name, RECORD).is_file()), reverse=True))


def folder_of(runs: Path, run: str) -> Path | None:
    """Return the folder of a run by its id; none where there is none."""
    if not RUN.fullmatch(run):
        return None
    return next((runs / case / run for case, ids in run_ids(runs).items() if run in ids), None)


def summary_of(folder: Path) -> Summary:
    """Return what the register shows of a run, from its card; of a quick run from its record."""
    path = folder / (CARD if (folder / CARD).is_file() else RECORD)
    return _summary(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=4096)
def _summary(path: Path, modified: int) -> Summary:
    document: dict[str, Any] = json.loads(path.read_bytes())
    if path.name == RECORD:
        synthetic = bool(document.get("data", {}).get("synthetic"))
        return Summary("", "", "", "", NOT_ASSESSED, synthetic, quick=True)
    body = document["body"]
    return Summary(
        body["title"],
        body.get("objective", ""),
        body.get("stage", ""),
        body.get("headline", "") or body.get("summary", ""),
        body.get("worst_verdict", "") or NOT_ASSESSED,
        body["synthetic"],
    )


def declared(project: Path | None) -> dict[str, Declared]:
    """Return the problem book: every use case that has a folder."""
    if project is None:
        return {}
    found = {}
    for case in _folders(project / "usecases"):
        path = Path(case.path, "usecase.yaml")
        if path.is_file():
            found[case.name] = _declared(path, path.stat().st_mtime_ns)
    return found


@lru_cache(maxsize=512)
def _declared(path: Path, modified: int) -> Declared:
    try:
        # A safe loader, the fast one where there is one.
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506
    except (yaml.YAMLError, UnicodeDecodeError):
        # `peel check` says what is wrong with it; the register still lists the use case.
        document = None
    if not isinstance(document, dict):
        return Declared(path.parent.name, "", "")
    return Declared(*(str(document.get(name) or "") for name in ("title", "objective", "stage")))
