"""Whether the workers run what this machine runs: another LightGBM or another source gives other figures."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from peel_ml.errors import PeelError, Problem
from peel_ml.provenance import package_versions, python_version

COMPARED = ("dask", "distributed", "lightgbm", "numpy", "optuna", "polars", "scikit-learn", "scipy")
"""The packages that compute or carry anything on a worker."""

SOURCES = "peel_ml's source"

Versions = Mapping[str, str]


@cache
def versions() -> Versions:
    """Return what this process runs: Python, the packages of `COMPARED`, and a digest of this package's sources."""
    sources = hashlib.sha256()
    root = Path(__file__).parents[1]
    for path in sorted(root.rglob("*.py")):
        sources.update(f"{path.relative_to(root).as_posix()}\0".encode())
        sources.update(path.read_bytes())
    return {"Python": python_version(), SOURCES: sources.hexdigest()[:12], **package_versions(COMPARED)}


def check_versions(here: Versions, workers: Mapping[str, Versions | BaseException]) -> None:
    """Compare every worker with this machine.

    Parameters
    ----------
    here : mapping
        From `versions`.
    workers : mapping
        For each worker's address what `versions` gave there, or what it raised.

    Raises
    ------
    PeelError
        A worker differs, or has no peel_ml; every worker and every difference is listed.

    Examples
    --------
    >>> check_versions({"numpy": "2.4"}, {"tcp://10.0.0.2:4001": {"numpy": "2.4"}})
    >>> try:
    ...     check_versions({"numpy": "2.4"}, {"tcp://10.0.0.2:4001": {"numpy": "2.3"}})
    ... except PeelError as error:
    ...     print(error.problems[0])
    tcp://10.0.0.2:4001: numpy is 2.3 there and 2.4 here
    """
    problems = []
    for address, found in sorted(workers.items()):
        if isinstance(found, ModuleNotFoundError):
            told = [f"the module {found.name} is not installed there"]
        elif isinstance(found, BaseException):
            told = [f"it could not say what it runs ({type(found).__name__})"]
        else:
            told = [
                f"{name} is {found.get(name, 'absent')} there and {mine} here"
                for name, mine in here.items()
                if found.get(name) != mine
            ]
        if told:
            problems.append(Problem("; ".join(told), where=address))
    if problems:
        raise PeelError(
            f"{len(problems)} of {len(workers)} workers do not run what this machine runs. Install the same there "
            "(this checkout with the extra `cluster`, by the same requirements.lock), start `dask worker` again, and "
            "give the same command.",
            problems,
        )
