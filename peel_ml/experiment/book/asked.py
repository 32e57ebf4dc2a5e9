"""What was asked of the book, and which use case reads what."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from peel_ml.errors import BadRequest
from peel_ml.settings import Settings
from peel_ml.usecase.load import known

AT_A_TIME = 2
"""Use cases at a time, where there are as many cores. ``docs/running-the-book.md`` has the figures behind it."""


@dataclass(frozen=True)
class BookRequest:
    """The book as it was asked for.

    Parameters
    ----------
    final, quick, seed
        As for a single run.
    data : Path or None
        A folder of published data, from which each use case takes what its ``data.published_as`` names.
    orchestrate : bool
        Each run as a Prefect flow.
    at_a_time : int or None
        Use cases at a time; by default `AT_A_TIME`, and never more than there are workers.
    cluster : str or None
        Address of the Dask scheduler whose workers run the use cases, each by itself.
    """

    final: bool = False
    quick: bool = False
    seed: int = 0
    data: Path | None = None
    orchestrate: bool = True
    at_a_time: int | None = None
    cluster: str | None = None

    def processes(self, settings: Settings) -> int:
        """Return how many use cases run at a time."""
        return self.at_a_time or max(1, min(AT_A_TIME, settings.workers))


@dataclass(frozen=True)
class Planned:
    """One use case of the book, and what it will read.

    Parameters
    ----------
    use_case, kind
        Its id, and its kind of task as far as it is declared.
    data : str or None
        Files to read; None for the declared location.
    skipped : str or None
        Why it is not run; None where it is.
    """

    use_case: str
    kind: str
    data: str | None = None
    skipped: str | None = None


def plan(settings: Settings, data: Path | None = None) -> tuple[Planned, ...]:
    """Return every use case of the book with what it reads, those that cannot run with the reason.

    Parameters
    ----------
    settings : Settings
        Where the book is.
    data : Path, optional
        A folder of published data.

    Raises
    ------
    BadRequest
        There is no use case, or no such folder.
    """
    names = known(settings.usecases)
    if not names:
        raise BadRequest("There is no use case yet: usecases/ is empty. `peel new ID` begins one.")
    if data is not None and not data.is_dir():
        raise BadRequest(
            f"--data {data} is no folder. With --all it is a folder of published data, from which each use case takes "
            "the files that its data.published_as names."
        )
    return tuple(_planned(settings.usecases / name, data) for name in names)


def _planned(folder: Path, data: Path | None) -> Planned:
    declared = _glanced(folder / "usecase.yaml")
    kind = str(_key(declared, "task", "kind") or "not declared")
    if data is None:
        return Planned(folder.name, kind)
    named = _key(declared, "data", "published_as")
    if not isinstance(named, str):
        return Planned(folder.name, kind, skipped="Its usecase.yaml has no data.published_as.")
    path = data / named
    if not path.exists() and next(data.glob(named), None) is None:
        return Planned(folder.name, kind, skipped=f"There is no {named} in the folder of published data.")
    # Absolute, but not resolved: in a pattern there is nothing to resolve.
    return Planned(folder.name, kind, data=os.path.abspath(path))


def _glanced(path: Path) -> Any:
    """Read a declaration without checking it: what is wrong with it is said by its own run."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return yaml.load(path.read_bytes(), Loader=loader)  # noqa: S506 - a safe loader
    except (yaml.YAMLError, UnicodeDecodeError):
        return None


def _key(values: Any, *keys: str) -> Any:
    for key in keys:
        values = values.get(key) if isinstance(values, dict) else None
    return values
