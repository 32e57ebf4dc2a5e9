"""What an interrupted book had finished, so that the same command goes on instead of beginning again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from peel_ml.data.sources import fingerprint
from peel_ml.errors import BadRequest
from peel_ml.experiment.book.asked import BookRequest, Planned
from peel_ml.experiment.book.rows import Row
from peel_ml.experiment.sample import folder_digest
from peel_ml.provenance import lock_digest, package_versions, python_version
from peel_ml.settings import Settings

NAME = "problem-book-unfinished.json"
"""In ``PEEL_HOME``; gone when every use case of the book has finished."""


class Kept:
    """The rows of finished use cases, by what decided their figures.

    A book that came to its end is begun anew the next time. One that was interrupted, or of which a use case
    failed, goes on: a use case that finished is taken as it is, unless anything that decides its figures has changed.

    Parameters
    ----------
    settings : Settings
        Where things live.
    request : BookRequest
        What was asked for.
    """

    def __init__(self, settings: Settings, request: BookRequest) -> None:
        self._path = settings.home / NAME
        self._folder = settings.usecases
        self._common = _common(settings, request)
        self._rows: dict[str, dict[str, Any]] = _read(self._path)

    def row(self, planned: Planned) -> Row | None:
        """Return the finished row of a use case, None where it has to be run."""
        found = self._rows.get(planned.use_case)
        if found is None or found["key"] != self._key(planned):
            return None
        row = Row(**found["row"])
        # A run that somebody has removed since is no run.
        return replace(row, kept=True) if row.record is not None and Path(row.record).is_file() else None

    def keep(self, planned: Planned, row: Row) -> None:
        """Remember a finished use case."""
        self._rows[planned.use_case] = {"key": self._key(planned), "row": asdict(row)}
        scratch = self._path.with_name(f".{self._path.name}")
        scratch.write_text(json.dumps(self._rows) + "\n", encoding="utf-8")
        scratch.replace(self._path)

    def forget(self) -> None:
        """Forget everything: the whole book is finished."""
        self._path.unlink(missing_ok=True)

    def _key(self, planned: Planned) -> str:
        facts = {**self._common, "folder": folder_digest(self._folder / planned.use_case), "data": _data(planned)}
        return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def _common(settings: Settings, request: BookRequest) -> Mapping[str, Any]:
    return {
        "sources": folder_digest(Path(__file__).parents[2]),
        "lock": lock_digest(settings.project),
        "packages": package_versions(),
        "python": python_version(),
        "seed": request.seed,
        "final": request.final,
        "quick": request.quick,
        "threads": settings.threads,
    }


def _data(planned: Planned) -> str | None:
    if planned.data is None:
        return None
    try:
        return fingerprint(Path(planned.data))
    except BadRequest:
        return None  # its own run says what is wrong


def _read(path: Path) -> dict[str, dict[str, Any]]:
    try:
        found = json.loads(path.read_bytes())
    except (FileNotFoundError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
