"""Keeps the ledger in a database: one writer at a time, one entry at the end, nothing changed and nothing deleted."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

from sqlalchemy import Connection, Engine, create_engine, event, insert, inspect, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from peel_ml.assurance.canonical import canonical
from peel_ml.assurance.ledger.entry import START, Entry, document
from peel_ml.assurance.ledger.tables import HEAD, SCHEMA, VERSION_TABLE, ledger
from peel_ml.assurance.ledger.telling import told, unsure
from peel_ml.errors import BadRequest, PeelError

BUSY_S = 30
"""How long a writer waits for the one before it."""
_LOCK = 0x7065656C
"""Number of the lock that writers on PostgreSQL take; a lock on the table would need the right to change it."""


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
        path = _path(uri)
        if path is not None:
            _private(path)
        with told("opened"):
            self.engine = _engine(uri, self.sqlite)
            with self.engine.connect() as connection:
                self._migrate(connection)

    def _migrate(self, connection: Connection) -> None:
        if _refused_version(connection) == HEAD:
            return
        # Imported only where there is something to do: it takes a third of a second.
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", "peel_ml.assurance.ledger:migrations")
        config.attributes["connection"] = connection
        connection.rollback()
        with _exclusive(connection, self.sqlite):
            if not self.sqlite and not inspect(connection).has_schema(SCHEMA):
                connection.execute(text(f"CREATE SCHEMA {SCHEMA}"))
            # Another process may have been faster.
            if _refused_version(connection) != HEAD:
                command.upgrade(config, "head")

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection for reading."""
        with told("read"), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection that nobody else writes beside; what it wrote stands once the block ends without error."""
        with told("written"), self.engine.connect() as connection, _exclusive(connection, self.sqlite):
            yield connection

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()


def entries(connection: Connection, after: int = 0) -> list[Entry]:
    """Return the entries after a number, in order."""
    rows = connection.execute(select(ledger).where(ledger.c.seq > after).order_by(ledger.c.seq))
    return [Entry(**{**row._mapping, "payload": _payload(row.seq, row.payload)}) for row in rows]


def head(connection: Connection) -> tuple[int, str]:
    """Return the number and the digest of the last entry."""
    last = connection.execute(select(ledger.c.seq, ledger.c.hash).order_by(ledger.c.seq.desc()).limit(1)).first()
    return (last.seq, last.hash) if last else (0, START)


def append(connection: Connection, entry: Entry) -> None:
    """Add one entry, within `Storage.writing`."""
    connection.execute(insert(ledger).values(**{**document(entry), "payload": canonical(entry.payload).decode()}))


def _payload(seq: int, content: str) -> dict[str, object]:
    try:
        payload = json.loads(content)
    except ValueError:
        payload = None
    if not isinstance(payload, dict):
        raise PeelError(
            f"Entry {seq} of the register was changed behind its back: what it carries is no JSON object any more. "
            "Restore the register from its last good copy."
        )
    return payload


def _path(uri: str) -> Path | None:
    """Return the file of an sqlite database; none on PostgreSQL."""
    try:
        url = make_url(uri)
    except ArgumentError:
        url = None
    if url is not None and url.drivername in ("postgresql", "postgresql+psycopg"):
        return None
    if url is None or url.drivername != "sqlite" or not url.database or url.database == ":memory:" or url.query:
        raise BadRequest(
            "The register is kept in a file of sqlite or in PostgreSQL. Set PEEL_REGISTER_URI to "
            "sqlite:////path/register.db or postgresql+psycopg://…."
        )
    return Path(url.database)


def _engine(uri: str, sqlite: bool) -> Engine:
    if not sqlite:
        # Each statement sees what others wrote before it, whatever the server's own setting: a writer that waited for
        # the lock has to see what it waited for.
        try:
            return create_engine(
                make_url(uri).set(drivername="postgresql+psycopg"),
                connect_args={"options": f"-csearch_path={SCHEMA}"},
                isolation_level="READ COMMITTED",
                pool_pre_ping=True,
            )
        except ModuleNotFoundError:
            raise BadRequest(
                "The library that speaks to PostgreSQL is not here. `pip install 'peel-ml[server]'` brings it."
            ) from None
    engine = create_engine(uri, connect_args={"timeout": BUSY_S, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _prepare(raw: object, record: object) -> None:
        # Transactions are begun by hand, because Python's own begins them late and without a lock.
        raw.isolation_level = None  # type: ignore[attr-defined]
        cursor = raw.cursor()  # type: ignore[attr-defined]
        _write_ahead(cursor)
        # A decision that was told to somebody survives a power cut.
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.close()

    return engine


def _write_ahead(cursor: sqlite3.Cursor) -> None:
    """Have the file written by a log that goes ahead of it.

    Where several processes do this to a new file at once, SQLite refuses all but one at once and waits for nobody,
    whatever the timeout: to wait could be a deadlock. One that tries again finds it done.
    """
    until = monotonic() + BUSY_S
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or monotonic() > until:
                raise
            sleep(0.01)
        else:
            return


@contextmanager
def _exclusive(connection: Connection, sqlite: bool) -> Iterator[None]:
    """Hold a transaction that nobody else writes beside, and that is written whole or not at all."""
    if sqlite:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    try:
        yield
        if sqlite:
            connection.exec_driver_sql("COMMIT")
    except BaseException:
        _undone(connection, sqlite)
        raise
    if not sqlite:
        with unsure():
            connection.commit()


def _undone(connection: Connection, sqlite: bool) -> None:
    raw = connection.connection.dbapi_connection
    # A full disk has rolled it back already, and sqlite then refuses to do it once more.
    if sqlite and raw is not None and raw.in_transaction:
        connection.exec_driver_sql("ROLLBACK")
    if not sqlite and not connection.invalidated:
        connection.rollback()


def _refused_version(connection: Connection) -> str | None:
    """Return the version of the register, none where there is none yet; a newer one is refused."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    found = str(connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar())  # noqa: S608
    if found > HEAD:
        raise BadRequest(
            f"The register is of version {found}; this PEEL ML reads {HEAD}. Update PEEL ML to the version that wrote "
            "it."
        )
    return found


def _private(path: Path) -> None:
    """Make the file, so that only its owner can read it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise PeelError(
            f"The register {path} cannot be opened ({error.strerror}). Set PEEL_REGISTER_URI to a file you may write."
        ) from error
