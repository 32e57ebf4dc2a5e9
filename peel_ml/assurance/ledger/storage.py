"""Keeps the ledger in a database: one writer at a time, one entry at the end, nothing changed and nothing deleted."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, insert, inspect, select, text
from sqlalchemy.exc import SQLAlchemyError

from peel_ml.assurance.canonical import canonical
from peel_ml.assurance.ledger.entry import Entry, document
from peel_ml.assurance.ledger.tables import HEAD, SCHEMA, VERSION_TABLE, ledger
from peel_ml.errors import BadRequest, PeelError

BUSY_S = 30
"""How long a writer waits for the one before it."""


class Storage:
    """The register's database.

    Parameters
    ----------
    uri : str
        ``sqlite:////path/register.db`` or ``postgresql+psycopg://…``.

    Raises
    ------
    BadRequest
        The address is none, or the database is of another version.
    PeelError
        It cannot be opened or made.
    """

    def __init__(self, uri: str) -> None:
        self.uri = uri
        self.sqlite = uri.startswith("sqlite:")
        if self.sqlite:
            _private(Path(uri.removeprefix("sqlite:///")))
        elif not uri.startswith("postgresql"):
            raise BadRequest(
                "The register is kept in sqlite or PostgreSQL. Set PEEL_REGISTER_URI to sqlite:////path/register.db or "
                "postgresql+psycopg://…."
            )
        with _told("opened"):
            self.engine = _engine(uri, self.sqlite)
            with self.engine.connect() as connection:
                self._migrate(connection)

    def _migrate(self, connection: Connection) -> None:
        if not self.sqlite:
            connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}"))
            connection.commit()
        found = _version(connection)
        if found == HEAD:
            return
        if found is not None and found > HEAD:
            raise BadRequest(
                f"The register is of version {found}; this PEEL ML reads {HEAD}. Update PEEL ML to the version that "
                "wrote it."
            )
        # Imported only where there is something to do: it takes a third of a second.
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", "peel_ml.assurance.ledger:migrations")
        config.attributes["connection"] = connection
        with _exclusive(connection, self.sqlite):
            if _version(connection) != HEAD:
                command.upgrade(config, "head")

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection for reading."""
        with _told("read"), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection that nobody else writes beside; what it wrote stands once the block ends without error."""
        with _told("written"), self.engine.connect() as connection, _exclusive(connection, self.sqlite):
            if not self.sqlite:
                connection.execute(text("LOCK TABLE ledger IN EXCLUSIVE MODE"))
            yield connection

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()


def entries(connection: Connection, after: int = 0) -> list[Entry]:
    """Return the entries after a number, in order."""
    rows = connection.execute(select(ledger).where(ledger.c.seq > after).order_by(ledger.c.seq))
    return [Entry(**{**row._mapping, "payload": json.loads(row.payload)}) for row in rows]


def append(connection: Connection, entry: Entry) -> None:
    """Add one entry, within `Storage.writing`."""
    connection.execute(insert(ledger).values(**{**document(entry), "payload": canonical(entry.payload).decode()}))


def _engine(uri: str, sqlite: bool) -> Engine:
    if not sqlite:
        return create_engine(uri, connect_args={"options": f"-csearch_path={SCHEMA}"}, pool_pre_ping=True)
    engine = create_engine(uri, connect_args={"timeout": BUSY_S, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _prepare(raw: object, record: object) -> None:
        # Transactions are begun by hand, because Python's own begins them late and without a lock.
        raw.isolation_level = None  # type: ignore[attr-defined]
        cursor = raw.cursor()  # type: ignore[attr-defined]
        cursor.execute("PRAGMA journal_mode=WAL")
        # A decision that was told to somebody survives a power cut.
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.close()

    return engine


@contextmanager
def _exclusive(connection: Connection, sqlite: bool) -> Iterator[None]:
    """Hold a transaction that is written whole or not at all."""
    if not sqlite:
        with connection.begin() if not connection.in_transaction() else connection.begin_nested():
            yield
        connection.commit()
        return
    if connection.in_transaction():
        connection.rollback()
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        _undone(connection)
        raise
    connection.exec_driver_sql("COMMIT")


def _undone(connection: Connection) -> None:
    # A full disk has rolled it back already, and sqlite then refuses to do it once more.
    raw = connection.connection.dbapi_connection
    if raw is not None and raw.in_transaction:
        connection.exec_driver_sql("ROLLBACK")


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    return connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()  # noqa: S608


def _private(path: Path) -> None:
    """Make the file, so that only its owner can read it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise PeelError(
            f"The register {path} cannot be opened ({error.strerror}). Set PEEL_REGISTER_URI to a file you may write."
        ) from error


@contextmanager
def _told(doing: str) -> Iterator[None]:
    """Say what a database refused, without its statement: that holds what people wrote."""
    try:
        yield
    except SQLAlchemyError as error:
        cause = getattr(error, "orig", None)
        name = getattr(cause, "sqlite_errorname", None) or type(cause or error).__name__
        raise PeelError(
            f"The register could not be {doing} ({name}). Nothing was recorded. The disk may be full, or another "
            "process may hold the database; then try again."
        ) from error
