"""What a person reads when something fails that no command foresaw: a full disk, a locked database, a fault of ours.

Another library's message is never shown or logged: it may quote a row. `-v` shows it, on the terminal only.
"""

from __future__ import annotations

import errno
import math
import os
import re
import traceback
from pathlib import Path

from peel_ml.errors import causes, of_memory

FULL = "There is no space left on the disk. Free some, or set PEEL_HOME to a folder on another one."
FORBIDDEN = "A file may not be read or written. Change its permissions, or set PEEL_HOME to a folder you may write."
BROKEN = "A database file is damaged. Restore it from a backup, or move it away to begin a new one."

MORE_MEMORY = "Set PEEL_WORKERS=1, or read fewer rows."
HARDLY_ANY = 64 * 2**20
"""Bytes below which a failure that nobody foresaw is told as one of memory."""

SYSTEM = {
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EFBIG: "A file would grow beyond the size that is allowed here (`ulimit -f`).",
    errno.EACCES: FORBIDDEN,
    errno.EPERM: FORBIDDEN,
    errno.EROFS: FORBIDDEN,
    errno.EMFILE: "Too many files are open. Allow more (`ulimit -n`).",
    errno.ENOMEM: f"There is not enough memory. {MORE_MEMORY}",
}
"""What the operating system refused, and what to do."""

SQLITE = {
    "SQLITE_BUSY": "A database is locked by another program. Wait until that has ended, then try again.",
    "SQLITE_LOCKED": "A database is locked by another program. Wait until that has ended, then try again.",
    "SQLITE_FULL": FULL,
    "SQLITE_READONLY": FORBIDDEN,
    "SQLITE_CANTOPEN": FORBIDDEN,
    "SQLITE_IOERR": "A database file cannot be read or written: the disk is full or failing.",
    "SQLITE_CORRUPT": BROKEN,
    "SQLITE_NOTADB": BROKEN,
}
"""What sqlite refused, by the name of its error, and what to do."""

WORDED = {
    "can't start new thread": "No more threads can be started: there is not enough memory, or no more are allowed "
    "(`ulimit -u`). Set PEEL_WORKERS=1.",
}
"""What Python says of the system's refusals without its number, and what to do."""

# Rust's and Arrow's way to hand on the system's number.
_NUMBERED = re.compile(r"\(os error (\d+)\)|\[[Ee]rrno (\d+)\]")


def sentence(error: BaseException) -> str | None:
    """Return what happened and what to do, ``None`` for an error that nobody foresaw.

    Examples
    --------
    >>> sentence(OSError(errno.ENOSPC, "No space left on device"))
    'There is no space left on the disk. Free some, or set PEEL_HOME to a folder on another one.'
    >>> sentence(ValueError("could not parse '1990-02-31'")) is None
    True
    """
    for link in causes(error):
        # Told by what it carries: to import sqlite3 here may be what there is no memory for.
        if (name := getattr(link, "sqlite_errorname", None)) is not None:
            # Extended names say more at the end: SQLITE_BUSY_SNAPSHOT, SQLITE_IOERR_WRITE.
            found = next((said for known, said in SQLITE.items() if name.startswith(known)), None)
        else:
            number = _number(link)
            worded = (said for words, said in WORDED.items() if words in str(link))
            found = SYSTEM.get(number) if number is not None else next(worded, None)
        if found is not None:
            return found + _place(link)
    return SYSTEM[errno.ENOMEM] if of_memory(error) else None


def unforeseen(error: BaseException) -> str:
    """Return the sentence for an error that nobody foresaw: its kind and the place, no message.

    Examples
    --------
    >>> unforeseen(KeyError("a value"))
    'Something went wrong that should not have: KeyError.'
    """
    names = [str(frame.f_globals.get("__name__", "")) for frame, _ in traceback.walk_tb(error.__traceback__)]
    ours = [name for name in names if name.startswith(("peel_ml.", "flows."))]
    place = f" in {ours[-1]}" if ours else ""
    what = f"{type(error).__name__}{place}"
    if memory_left() < HARDLY_ANY:
        # Refused memory shows in any way: a module half imported, a generator that never began.
        return f"Hardly any memory was left when this failed: {what}. {MORE_MEMORY}"
    return f"Something went wrong that should not have: {what}."


def memory_left() -> float:
    """Return the bytes that this process may still get, of its own limit and of the machine; endless but on Linux.

    Examples
    --------
    >>> memory_left() > 0
    True
    """
    # Read as text: to import a module for it may be what there is no memory for.
    places = [Path("/proc/meminfo"), Path("/proc/self/status"), Path("/proc/self/limits")]
    if not all(place.is_file() for place in places):
        return math.inf
    free, used, limit = (
        re.search(rf"^{words}:?\s+(\d+)", place.read_text(), re.M)
        for words, place in zip(("MemAvailable", "VmSize", "Max address space"), places, strict=True)
    )
    left = int(free[1]) * 1024 if free is not None else math.inf
    return left if limit is None or used is None else min(left, int(limit[1]) - int(used[1]) * 1024)


def _number(error: BaseException) -> int | None:
    if isinstance(error, OSError) and error.errno is not None:
        return error.errno
    found = _NUMBERED.search(str(error))
    return int(found[1] or found[2]) if found else None


def _place(error: BaseException) -> str:
    named = getattr(error, "filename", None)
    return f" ({os.fspath(named)})" if isinstance(error, OSError) and isinstance(named, (str, os.PathLike)) else ""
