"""Where the code and its libraries stood: commit, lock, versions, platform. Every place is handed in."""

from __future__ import annotations

import hashlib
import platform as machine
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from peel_ml.errors import NO_MEMORY

NO_REPOSITORY = "no repository"
"""The folder is in no git repository (an export, an installed package)."""
GIT_NOT_FOUND = "git not found"
"""There may be a repository, but no git to ask."""
GIT_SILENT = "git did not answer"
"""Git is there and refused, or took longer than `GIT_TIMEOUT_S`."""
NO_COMMIT = "no commit yet"
"""A repository without a commit."""

GIT_TIMEOUT_S = 10.0

CORE_PACKAGES = (
    "peel-ml",
    "fairlearn",
    "lightgbm",
    "mlflow",
    "numpy",
    "optuna",
    "pandas",
    "pandera",
    "polars",
    "prefect",
    "pyarrow",
    "pydantic",
    "scikit-learn",
    "scipy",
    "shap",
)
"""The packages whose versions can change a figure or a document."""


@dataclass(frozen=True)
class CodeState:
    """State of the code: a commit, or one of the constants above.

    `dirty` tells whether tracked files differ from the commit or untracked ones stand beside them; ``None``
    where there is no commit to compare with.
    """

    commit: str
    dirty: bool | None


def _git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        ["git", "-C", str(folder), *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=GIT_TIMEOUT_S,
        stdin=subprocess.DEVNULL,
    )
    # Not an answer about the code: a run that is given again when there is memory has to say the same of it.
    if done.returncode < 0 or any(words in done.stderr for words in NO_MEMORY):
        raise MemoryError("git was killed, or got no more memory")
    return done


def code_state(folder: Path) -> CodeState:
    """Return the commit `folder` stands at, and whether it was changed since.

    Raises
    ------
    MemoryError
        Git was killed, or got no memory.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     code_state(Path(folder)).commit in (NO_REPOSITORY, GIT_NOT_FOUND)
    True
    """
    try:
        inside = _git(folder, "rev-parse", "--is-inside-work-tree")
        if inside.returncode != 0:
            absent = "not a git repository" in inside.stderr
            return CodeState(NO_REPOSITORY if absent else GIT_SILENT, None)
        head = _git(folder, "rev-parse", "--verify", "--quiet", "HEAD")
        if head.returncode != 0:
            return CodeState(NO_COMMIT, None)
        # Optional locks off: reading the state must not write to somebody's index.
        status = _git(folder, "--no-optional-locks", "status", "--porcelain", "--untracked-files=normal")
    except FileNotFoundError:
        return CodeState(GIT_NOT_FOUND, None)
    except subprocess.TimeoutExpired:
        return CodeState(GIT_SILENT, None)
    return CodeState(head.stdout.strip(), bool(status.stdout.strip()) if status.returncode == 0 else None)


def file_digest(path: Path) -> str | None:
    """Return the SHA-256 of a file, or ``None`` where there is none.

    Examples
    --------
    >>> file_digest(Path("no/such/requirements.lock")) is None
    True
    """
    if not path.is_file():
        return None
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def lock_digest(folder: Path) -> str | None:
    """Return the SHA-256 of ``requirements.lock`` in `folder`, or ``None`` where there is none."""
    return file_digest(folder / "requirements.lock")


def package_versions(names: Iterable[str] = CORE_PACKAGES) -> dict[str, str]:
    """Return the installed version of each package, ``"not installed"`` for those that are not.

    Examples
    --------
    >>> package_versions(["no-such-package"])
    {'no-such-package': 'not installed'}
    """
    return {name: _version(name) for name in sorted(names)}


def _version(name: str) -> str:
    # importlib.metadata, never find_spec: a folder named like a package (mlflow/) would answer for it.
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "not installed"


def python_version() -> str:
    """Return the interpreter and its version, for example ``"CPython 3.11.7"``."""
    return f"{machine.python_implementation()} {machine.python_version()}"


def platform_name() -> str:
    """Return system, release family and processor, without the machine's name.

    Examples
    --------
    >>> machine.node() in platform_name() and len(machine.node()) > 8
    False
    """
    library = "-".join(machine.libc_ver()).strip("-")
    return f"{machine.system()} {machine.machine()}{f' ({library})' if library else ''}"
