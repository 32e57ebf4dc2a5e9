"""Zip archives from somebody else: what is refused before a byte of their content is read."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from peel_ml.errors import Problem, Problems

MAX_UNCOMPRESSED = 8 * 1024**3
"""Bytes an archive may hold once unpacked. Every month of every force since 2014 stays below it."""
MAX_RATIO = 200
"""Bytes unpacked for one packed. Real months reach about 20; deflate cannot pass 1,032."""
SMALL = 1024**2
"""Members below this size are harmless however well they pack (repeated lines in a small file do)."""
_DRIVE = re.compile(r"^[A-Za-z]:")
SHEETS = (".xlsx", ".xls", ".ods", ".numbers")
"""Endings of spreadsheets, which are archives by their first bytes and no archives of files."""


def is_zip(path: Path) -> bool:
    """Tell whether `path` is, or by its name or first bytes claims to be, a zip archive."""
    if not path.is_file() or path.suffix.lower() in SHEETS:
        return False
    if path.suffix.lower() == ".zip":
        return True
    with path.open("rb") as file:
        return file.read(4) == b"PK\x03\x04"


def safe_entries(pack: zipfile.ZipFile, path: Path) -> list[zipfile.ZipInfo]:
    """Return the files that an archive holds.

    Raises
    ------
    BadRequest
        Names that lead out of it, encrypted members, absurd expansion, or nothing at all: every problem at once.
    """
    entries = [entry for entry in pack.infolist() if not entry.is_dir()]
    problems = Problems()
    if not entries:
        problems.add("the archive holds no files", "Fetch it again.", path.name)
    problems.extend(_unsafe(entries, path.stat().st_size))
    problems.raise_if_any("The archive is refused.")
    return entries


def _unsafe(entries: list[zipfile.ZipInfo], packed: int) -> Iterator[Problem]:
    seen: set[str] = set()
    for entry in entries:
        name = entry.filename
        steps = name.replace("\\", "/")
        if steps.startswith("/") or _DRIVE.match(steps) or ".." in steps.split("/"):
            yield Problem("the name leads out of the archive", "Use one from a source you trust.", name)
        if name in seen:
            yield Problem("the archive holds this name twice", "Pack it again.", name)
        seen.add(name)
        if entry.flag_bits & 1:
            yield Problem("is encrypted", "Pack it without a password.", name)
        if entry.file_size > SMALL and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
            fix = "Unpack it yourself if you trust it."
            yield Problem(f"would expand more than {MAX_RATIO} times", fix, name)
    total = sum(entry.file_size for entry in entries)
    # Members that share their packed bytes are each harmless and together absurd.
    if total > SMALL and total > MAX_RATIO * packed:
        yield Problem(f"would expand more than {MAX_RATIO} times in all", "Unpack it yourself if you trust it.")
    if total > MAX_UNCOMPRESSED:
        yield Problem(
            f"would expand to {total / 1024**3:.1f} GiB, more than {MAX_UNCOMPRESSED // 1024**3}",
            "Unpack it, and load it in parts.",
        )
