"""Running one query against a database, for reading only, batch by batch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, quote_plus

from peel_ml.errors import BadRequest, PeelError, Problem

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, Engine
    from sqlalchemy.exc import DBAPIError

BATCH = 50_000
"""Rows fetched at a time."""
_READ_ONLY = "25006"
"""PostgreSQL's code for a statement that writes in a transaction that may not."""
_DRIVERS = {"postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
"""Addresses without a driver mean the one this project is tested with."""


@dataclass(frozen=True)
class Answer:
    """A query that has been run: its columns, and its rows as they are fetched."""

    columns: tuple[str, ...]
    batches: Iterator[Sequence[Sequence[Any]]]
    database: str
    """Kind of the database, for example ``postgresql``."""


@contextmanager
def answer(address: str, query: str, variable: str, *, rows: bool = True) -> Iterator[Answer]:
    """Run a query, read-only where the database can hold it to that (PostgreSQL and sqlite can), and end with it.

    Parameters
    ----------
    address : str
        The SQLAlchemy URL. It, its password and what the database says of rows appear in no message.
    query : str
        One statement that reads.
    variable : str
        Environment variable that the address came from, for the messages.
    rows : bool
        Whether rows are wanted; without them the databases that know LIMIT are asked for the columns alone.

    Raises
    ------
    BadRequest
        The address or the query cannot be used, or the driver is missing.
    PeelError
        The database cannot be reached, or fails while it is read.
    """
    from sqlalchemy.exc import DBAPIError, SQLAlchemyError

    url = _url(address, variable)
    engine = _engine(url, variable)
    try:
        try:
            connection = engine.connect()
        except SQLAlchemyError as error:
            said = _said(error, url)
            raise PeelError(f"The database that {variable} names cannot be reached: {said}.") from None
        with connection:
            # A comment at the end of the query reaches to the end of its line.
            # The query is the use case's own, and stands in its folder for everybody to read.
            asked = f"SELECT * FROM ({query}\n) AS answer LIMIT 0" if not rows and _limits(connection) else query  # noqa: S608
            try:
                result = _reading(connection).exec_driver_sql(asked)
            except DBAPIError as error:
                raise BadRequest("The database refuses the query.", [Problem(_refusal(error, url))]) from None
            try:
                yield Answer(tuple(result.keys()), _batches(result, variable), url.get_backend_name())
            finally:
                result.close()
    finally:
        engine.dispose()


def _batches(result: Any, variable: str) -> Iterator[Sequence[Sequence[Any]]]:
    from sqlalchemy.exc import SQLAlchemyError

    try:
        yield from result.partitions(BATCH)
    except SQLAlchemyError as error:
        # What the database says here may quote a row.
        kind = type(getattr(error, "orig", error)).__name__
        raise PeelError(f"The database that {variable} names failed while it was read ({kind}).") from None


def _limits(connection: Connection) -> bool:
    return connection.dialect.name in ("postgresql", "sqlite", "mysql", "mariadb")


def _reading(connection: Connection) -> Connection:
    """Return the connection, held to reading where the database offers it."""
    # The rows must not be kept by the driver, and a % in the query is no place for a parameter.
    options: dict[str, Any] = {"stream_results": True, "yield_per": BATCH, "no_parameters": True}
    if connection.dialect.name == "postgresql":
        connection = connection.execution_options(postgresql_readonly=True)
        connection.exec_driver_sql("SET TIME ZONE 'UTC'")
    elif connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA query_only = ON")
    return connection.execution_options(**options)


def _url(address: str, variable: str) -> URL:
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        problem = Problem(
            f"{variable} is no address of a database",
            "It looks like postgresql://NAME:PASSWORD@HOST/DATABASE or sqlite:////path/file.db.",
        )
        raise BadRequest("The database cannot be named.", [problem]) from None
    url = url.set(drivername=_DRIVERS.get(url.drivername, url.drivername))
    if url.get_backend_name() == "sqlite" and url.database and not Path(url.database).is_file():
        # Connecting would make an empty one.
        problem = Problem(f"{variable} names a file of sqlite that is not there", "Check the path.")
        raise BadRequest("There is no such database.", [problem])
    return url


def _engine(url: URL, variable: str) -> Engine:
    from sqlalchemy import create_engine
    from sqlalchemy.exc import NoSuchModuleError
    from sqlalchemy.pool import NullPool

    try:
        return create_engine(url, poolclass=NullPool, hide_parameters=True)
    except ModuleNotFoundError as error:
        if url.get_backend_name() == "postgresql":
            fix = "`pip install 'peel-ml[server]'` brings psycopg."
        else:
            fix = f"Install {error.name} beside this project."
        problem = Problem(f"the library {error.name} is not here", fix, variable)
    except NoSuchModuleError:
        problem = Problem(
            f"no driver of SQLAlchemy is called {url.drivername!r}", "Install it, or check the address.", variable
        )
    raise BadRequest("The database cannot be spoken to.", [problem])


def _refusal(error: DBAPIError, url: URL) -> str:
    """Return what the database said of the query; only its kind where it may quote a row, of which some are read."""
    from sqlalchemy.exc import ProgrammingError

    of_the_query = isinstance(error, ProgrammingError) or getattr(error.orig, "sqlstate", None) == _READ_ONLY
    if of_the_query or url.get_backend_name() == "sqlite":
        return _said(error, url)
    return f"{type(error.orig).__name__} while it was run"


def _said(error: Exception, url: URL) -> str:
    """Return the first line of what the database said, without the password."""
    said = str(getattr(error, "orig", error)).strip().splitlines()[0].rstrip(".")
    password = str(url.password or "")
    for spelt in sorted(
        {password, quote(password), quote(password, safe=""), quote_plus(password)} - {""}, key=len, reverse=True
    ):
        said = said.replace(spelt, "***")
    return said
