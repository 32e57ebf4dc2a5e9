"""One server on one sqlite register: the second is refused, and told of the first."""

from __future__ import annotations

import os
from pathlib import Path

from peel_ml.errors import BadRequest, PeelError


class RegisterLock:
    """Held for as long as this process lives; the system lets it go whatever ends the process.

    Parameters
    ----------
    database : Path
        The sqlite file; the lock stands beside it.

    Raises
    ------
    BadRequest
        Another process serves this register.
    PeelError
        The lock cannot be made.
    """

    def __init__(self, database: Path) -> None:
        import fcntl

        path = database.with_name(f"{database.name}.server")
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise PeelError(f"The lock {path} cannot be made ({error.strerror}).") from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(self._file, 20).decode(errors="replace").strip() or "unknown"
            os.close(self._file)
            raise BadRequest(
                f"Process {holder} serves the register {database} already, and two servers on one sqlite file would "
                "get into each other's way. End that one first, or give this one another register with "
                "PEEL_REGISTER_URI. For several servers keep the register in PostgreSQL."
            ) from None
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, f"{os.getpid()}\n".encode(), 0)

    def release(self) -> None:
        """Let it go."""
        os.close(self._file)


def sqlite_file(uri: str) -> Path | None:
    """Return the file of a sqlite address; None for another database.

    Examples
    --------
    >>> str(sqlite_file("sqlite:////data/register.db"))
    '/data/register.db'
    """
    return Path(uri.removeprefix("sqlite:///").partition("?")[0]) if uri.startswith("sqlite:///") else None
