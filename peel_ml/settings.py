"""The one reader of the environment. Everything else is handed a frozen `Settings`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from peel_ml.errors import BadRequest, PeelError, Problem

LAYOUT_VERSION = "1"
"""Version of the folder layout under ``PEEL_HOME``, written to ``PEEL_HOME/layout``."""


@dataclass(frozen=True)
class Settings:
    """Where things live. All state is under `home`.

    Parameters
    ----------
    project : Path
        The checkout: the folder that holds ``usecases/``.
    home : Path
        State: databases, artefacts, runs (``PEEL_HOME``; by default ``.peel/`` in the project).
    tracking_uri : str
        MLflow's store (``PEEL_MLFLOW_URI``; by default a sqlite file under `home`).
    threads : int
        Threads of one fit (``PEEL_THREADS``; by default 1: with anything else running on a core, more
        threads of one fit spin and are slower).
    workers : int
        Fits at a time (``PEEL_WORKERS``; by default the cores this process may use). No figure depends on it.
    """

    project: Path
    home: Path
    tracking_uri: str = field(repr=False)
    threads: int = 1
    workers: int = 1
    register_uri: str = field(default="", repr=False)
    """Database of the register of decisions (``PEEL_REGISTER_URI``; by default a sqlite file under `home`)."""
    study_uri: str = field(default="", repr=False)
    """PostgreSQL database of the study that the workers of a cluster share (``PEEL_STUDY_URI``; by default none, and
    trials are handed out in batches)."""

    artifacts_uri: str = ""
    """Where MLflow keeps the files of runs (``PEEL_ARTIFACTS``, for example ``s3://peel/artefacts``; by default a
    folder under `home`). A tracking server keeps its own place instead."""

    @property
    def artifacts(self) -> str:
        """Address of the files of runs."""
        return self.artifacts_uri or (self.home / "mlartifacts").as_uri()

    @property
    def submitted(self) -> Path:
        """Frozen submissions: ``submitted/<manifest digest>/``."""
        return self.home / "submitted"

    @property
    def keys(self) -> Path:
        """Private keys of this machine: the service's and, where they are kept here, people's."""
        return self.home / "keys"

    @property
    def logs(self) -> Path:
        """Log files, JSON lines."""
        return self.home / "logs"

    @property
    def runs(self) -> Path:
        """Finished runs: ``runs/<use-case>/<run id>/``."""
        return self.home / "runs"

    @property
    def work(self) -> Path:
        """Unfinished work: ``work/<run key>/``."""
        return self.home / "work"

    @property
    def usecases(self) -> Path:
        """The problem book."""
        return self.project / "usecases"


def find_project(start: Path, environ: Mapping[str, str]) -> Path:
    """Return the project root: ``PEEL_PROJECT``, or the nearest folder upward that holds ``usecases/``.

    Raises
    ------
    BadRequest
        There is none.
    """
    declared = environ.get("PEEL_PROJECT")
    if declared:
        root = Path(declared).expanduser().resolve()
        if not (root / "usecases").is_dir():
            raise BadRequest(f"PEEL_PROJECT names {root}, which holds no folder usecases/.")
        return root
    for folder in (start.resolve(), *start.resolve().parents):
        if (folder / "usecases").is_dir() and (folder / "pyproject.toml").is_file():
            return folder
    raise BadRequest(
        "No project found: no folder from here upward holds usecases/ and pyproject.toml. "
        "Change to the checkout, or set PEEL_PROJECT to it."
    )


def read_settings(
    environ: Mapping[str, str] | None = None, start: Path | None = None, anywhere: bool = False
) -> Settings:
    """Read the environment once.

    Parameters
    ----------
    environ : mapping of str to str, optional
        By default the process's.
    start : Path, optional
        Where the project is looked for, upward; by default the working directory.
    anywhere : bool
        For what needs no use case, such as an audit: without a project the state is below `start`.

    Raises
    ------
    BadRequest
        No project, or a value that cannot be used.
    """
    env = os.environ if environ is None else environ
    here = start or Path.cwd()
    try:
        project = find_project(here, env)
    except BadRequest:
        if not anywhere or env.get("PEEL_PROJECT"):
            raise
        project = here.resolve()
    home = Path(env.get("PEEL_HOME") or project / ".peel").expanduser().resolve()
    threads = _whole(env, "PEEL_THREADS", 1)
    workers = _whole(env, "PEEL_WORKERS", max(1, _cores() // threads))
    uri = env.get("PEEL_MLFLOW_URI") or f"sqlite:///{home / 'mlflow.db'}"
    register = env.get("PEEL_REGISTER_URI") or f"sqlite:///{home / 'register.db'}"
    return Settings(project, home, uri, threads, workers, register, _study(env), _artifacts(env))


def database_url(name: str, environ: Mapping[str, str] | None = None) -> str:
    """Return the URL of a database to read from: the value of the environment variable that a query names.

    It may hold a password: no message, record or log shows it.

    Raises
    ------
    BadRequest
        The variable is not set.

    Examples
    --------
    >>> database_url("PEEL_DATA_URL", {"PEEL_DATA_URL": "sqlite:////data/counts.db"})
    'sqlite:////data/counts.db'
    """
    value = (os.environ if environ is None else environ).get(name)
    if not value:
        fix = f"Set it: export {name}=postgresql://NAME:PASSWORD@HOST/DATABASE"
        raise BadRequest("There is no database to ask.", [Problem(f"{name} is not set", fix)])
    return value


def _study(env: Mapping[str, str]) -> str:
    uri = env.get("PEEL_STUDY_URI") or ""
    if uri and not uri.startswith(("postgresql://", "postgresql+psycopg://")):
        # Its value may hold a password.
        raise BadRequest(
            "PEEL_STUDY_URI is no address of a PostgreSQL database, which many workers can write to at a time.",
            [Problem("expected", "export PEEL_STUDY_URI=postgresql+psycopg://NAME:PASSWORD@HOST/DATABASE")],
        )
    # SQLAlchemy takes the bare name for another driver, which is not installed.
    return uri.replace("postgresql://", "postgresql+psycopg://", 1)


def _artifacts(env: Mapping[str, str]) -> str:
    uri = env.get("PEEL_ARTIFACTS") or ""
    if uri and not uri.startswith(("s3://", "file:///")):
        raise BadRequest(f"PEEL_ARTIFACTS is {uri!r}; expected s3://BUCKET/FOLDER, or file:///FOLDER.")
    return uri.rstrip("/")


def _whole(env: Mapping[str, str], name: str, default: int) -> int:
    value = env.get(name) or str(default)
    if not value.isdigit() or int(value) < 1:
        raise BadRequest(f"{name} is {value!r}; expected a whole number from 1.")
    return int(value)


def _cores() -> int:
    """Return how many cores this process may use, which in a container is fewer than the machine has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def ensure_home(home: Path) -> None:
    """Make the state folder (mode 0700) with its layout version.

    Raises
    ------
    PeelError
        It cannot be made or written.
    BadRequest
        It was laid out by another version.
    """
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        marker = home / "layout"
        if not marker.exists():
            marker.write_text(LAYOUT_VERSION + "\n")
        found = marker.read_text().strip()
    except OSError as error:
        raise PeelError(
            f"The state folder {home} cannot be written ({error.strerror}). Set PEEL_HOME to a folder you may write."
        ) from error
    if found != LAYOUT_VERSION:
        raise BadRequest(
            f"The state folder {home} has layout {found!r}; this version reads {LAYOUT_VERSION!r}. "
            "Move it away, or set PEEL_HOME to another folder."
        )
