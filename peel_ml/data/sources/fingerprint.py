"""A digest of what lies at a path, before anything is read from it: what names a run's unfinished work."""

from __future__ import annotations

import hashlib
from pathlib import Path

from peel_ml.data.sources.files import file_digest, shown
from peel_ml.data.sources.tabular_files import is_pattern, matched


def fingerprint(path: Path) -> str:
    """Return the SHA-256 of the names and bytes of the files at `path`, unpacking and parsing nothing.

    Parameters
    ----------
    path : Path
        A file, a folder (with its folders; hidden files do not count) or a pattern over files.

    Returns
    -------
    str
        The same for the same files wherever their folder lies; another one when a byte or a name changes.

    Raises
    ------
    BadRequest
        There is nothing at the path, or a file cannot be read.

    Examples
    --------
    >>> fingerprint(Path("nowhere.zip"))
    Traceback (most recent call last):
        ...
    peel_ml.errors.BadRequest: There is nothing at this path.
      - nowhere.zip: not found. Check the path.
    """
    lines = sorted(f"{name} {file_digest(file)}\n" for name, file in files_at(path))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def files_at(path: Path) -> list[tuple[str, Path]]:
    """Return the files at `path` with their names there; hidden ones do not count.

    Raises
    ------
    BadRequest
        A pattern matches nothing.
    """
    if path.is_dir():
        named = [(file.relative_to(path).as_posix(), file) for file in path.rglob("*") if file.is_file()]
        return [(name, file) for name, file in named if shown(name)]
    if is_pattern(path):
        return [(member.name, member.path) for member in matched(path)]
    return [(path.name, path)]
