"""What earlier runs left behind."""

from __future__ import annotations

from pathlib import Path

from peel_ml.cli.examinations import Examined
from peel_ml.cli.examinations.stores import flows


def unfinished() -> Examined:
    """Count the runs that were stopped; their work is kept, so this is never wrong."""
    from peel_ml.settings import read_settings

    work = read_settings().work
    folders = [path for path in work.iterdir() if path.is_dir()] if work.is_dir() else []
    if not folders:
        return Examined("Unfinished work", True, "none")
    size = sum(_size(path) for folder in folders for path in folder.rglob("*"))
    return Examined(
        "Unfinished work",
        True,
        f"{len(folders)} run{'s' * (len(folders) != 1)}, {size / 2**20:.0f} MiB; the command that began one goes on "
        f"with it, and `rm -r {work}` forgets all",
    )


def strays() -> Examined:
    """Look for Prefect servers of ours that nobody uses."""
    from peel_ml.settings import read_settings

    name, standing = "Stray servers", flows("standing")
    if standing is None:
        return Examined(name, True, "none: this project brings no flows/")
    found = standing.strays(read_settings().home)
    if found is None:
        return Examined(name, True, "not known on this system")
    pids = " ".join(map(str, found))
    return Examined(name, not found, f"processes {pids}" if found else "none", f"End them with `kill {pids}`.")


def _size(path: Path) -> int:
    try:
        return path.stat().st_size if path.is_file() else 0
    except FileNotFoundError:  # its run has just finished
        return 0
