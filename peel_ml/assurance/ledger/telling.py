"""Says what a database refused, and what to do, without its statement: that holds what people wrote."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from peel_ml.errors import PeelError

_WHY = {
    "SQLITE_FULL": "The disk is full. Make room, then do the same again.",
    "SQLITE_IOERR": "The disk is full or does not work. Make room, then do the same again.",
    "SQLITE_BUSY": "Another process holds the database. Do the same again in a moment.",
    "SQLITE_LOCKED": "Another process holds the database. Do the same again in a moment.",
    "SQLITE_READONLY": "The file or its folder cannot be written. Set PEEL_REGISTER_URI to a file you may write.",
    "SQLITE_CANTOPEN": "The file or its folder cannot be written. Set PEEL_REGISTER_URI to a file you may write.",
    "SQLITE_NOTADB": "The file is no database. Set PEEL_REGISTER_URI to the register's.",
    "SQLITE_CORRUPT": "The database is damaged. Restore the register from its last good copy.",
    "SQLITE_CONSTRAINT": "The database keeps entries from being changed, and something else wrote to it.",
    "OperationalError": "The server of the database does not answer. Start it, or mend PEEL_REGISTER_URI.",
    "InsufficientPrivilege": "The register's user may not do this. It needs SELECT and INSERT on its tables.",
    "DiskFull": "The disk of the database is full. Make room, then do the same again.",
}
"""What to do about what a database says, by the beginning of its name for it."""


@contextmanager
def told(doing: str) -> Iterator[None]:
    """Raise what a database refuses as an error of this library."""
    try:
        yield
    except SQLAlchemyError as error:
        cause = getattr(error, "orig", None)
        name = getattr(cause, "sqlite_errorname", None) or type(cause or error).__name__
        why = next((said for known, said in _WHY.items() if name.startswith(known)), "Do the same again.")
        raise PeelError(f"The register could not be {doing} ({name}), so nothing was recorded. {why}") from error


@contextmanager
def unsure() -> Iterator[None]:
    """Raise a failure of a server's last word, after which nobody here knows what it did."""
    try:
        yield
    except DBAPIError as error:
        if not error.connection_invalidated:
            raise
        raise PeelError(
            "The server of the database went away while it was recorded, so it may stand in the register or not. Look "
            "at the matter with `peel ledger list` before you do it again."
        ) from error
