"""An environment for each peer, made once from its pinned requirements and kept outside the checkout."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
MARK = "made-of"
"""File in an environment that names the requirements it was made of; written last."""


@dataclass(frozen=True)
class Venv:
    """An environment, or why there is none."""

    python: Path
    missing: str = ""


def default_folder() -> Path:
    """Return where environments are kept: below the user's cache folder."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "peel-ml" / "peers"


def venv(name: str, folder: Path) -> Venv:
    """Return the environment of `requirements-<name>.txt`, made now where it is not there or is of other pins."""
    requirements = HERE / f"requirements-{name}.txt"
    made_of = hashlib.sha256(requirements.read_bytes() + sys.version.encode()).hexdigest()
    place = folder / name
    python = place / "bin" / "python"
    if (place / MARK).is_file() and (place / MARK).read_text() == made_of:
        return Venv(python)
    print(f"  making the environment of {name}: a few minutes", flush=True)
    shutil.rmtree(place, ignore_errors=True)
    place.parent.mkdir(parents=True, exist_ok=True)
    # Compiled at install: else every process would compile every module again.
    env = {key: value for key, value in os.environ.items() if key not in ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH")}
    for command in (
        [sys.executable, "-m", "venv", str(place)],
        [str(python), "-m", "pip", "install", "--quiet", "--requirement", str(requirements)],
    ):
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
        if done.returncode:
            return Venv(python, reason(done.stderr or done.stdout))
    (place / MARK).write_text(made_of)
    return Venv(python)


def reason(errors: str) -> str:
    """Return the last line that says something, without addresses and paths.

    >>> reason("ERROR: no match for x==1 at file:///x\\n\\n")
    'ERROR: no match for x==1 at …'
    """
    lines = [line.strip() for line in errors.splitlines() if line.strip()]
    return re.sub(r"\S*(?:://|/)\S*", "…", lines[-1])[:300] if lines else "it ended without a word"
