"""Folders for what is being written: gone when it fails, and when the process that wrote them is."""

from __future__ import annotations

import os
import shutil
import socket
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

FORGOTTEN_DAYS = 30
"""What another machine left is removed after so long."""
_MARK = ".writing"


def new_name(folder: Path, name: str) -> Path:
    """Return a path in `folder` that nobody else takes; hidden, and naming this process."""
    return folder / f".{name}.{socket.gethostname()}.{os.getpid()}.{time.monotonic_ns()}{_MARK}"


@contextmanager
def removed_on_failure(folder: Path) -> Iterator[None]:
    """Remove `folder` where something goes wrong inside."""
    try:
        yield
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def remove(folder: Path) -> None:
    """Remove a folder, so that one that is cut off leaves nothing that looks whole."""
    rubbish = new_name(folder.parent, folder.name)
    with suppress(FileNotFoundError):
        folder.rename(rubbish)
    shutil.rmtree(rubbish, ignore_errors=True)


def clear(folder: Path, days: int = FORGOTTEN_DAYS) -> None:
    """Remove what ended processes left in `folder`, and everything that nobody took for `days`."""
    if not folder.is_dir():
        return
    oldest = time.time() - days * 86_400
    for one in folder.iterdir():
        with suppress(FileNotFoundError):
            if one.stat().st_mtime < oldest or (one.name.endswith(_MARK) and _ended(one.name)):
                shutil.rmtree(one, ignore_errors=True)


def _ended(name: str) -> bool:
    """Tell whether the process that a name holds is one of this machine and has ended."""
    host, pid = name.removesuffix(_MARK).rsplit(".", 3)[-3:-1]
    if host != socket.gethostname() or not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


class Scratch:
    """A folder that is there as long as this object is; made when something is written to it.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as place:
    ...     scratch = Scratch(Path(place))
    ...     scratch.path.mkdir(parents=True)
    ...     before = scratch.path.is_dir()
    ...     scratch.end()
    ...     before, scratch.path.is_dir()
    (True, False)
    """

    def __init__(self, home: Path) -> None:
        clear(home)
        self.path = new_name(home, "rows")
        self.end = weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)
