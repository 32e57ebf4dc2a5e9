"""Source ``sql``: the answer of any database that SQLAlchemy speaks to, from a query in a file.

The location is the query's file, most often in the use case's own folder (``data.location: query.sql``, or
``--data query.sql``). It holds one SELECT, and may name the environment variable that holds the database's
URL (by default ``PEEL_DATA_URL``)::

    -- connection: WAREHOUSE_URL
    SELECT month, borough, offence, crimes FROM counts WHERE month >= '2019-01-01'

The URL stands in no file, record or log. PostgreSQL needs ``pip install 'peel-ml[server]'``.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from peel_ml.data.sources.csv_text import as_utf8, repeated_names
from peel_ml.data.sources.files import digest_of, nothing_at, unreadable
from peel_ml.data.sources.protocol import Inspection, Loaded, OtherLayout, Source, Step
from peel_ml.data.sources.sql_database import answer
from peel_ml.data.sources.sql_frame import digest, frame_of
from peel_ml.data.sources.sql_query import Query, read_query
from peel_ml.errors import BadRequest, Problem, Problems
from peel_ml.results.data import SourceFile
from peel_ml.settings import database_url

ENDING = ".sql"


def to_london_time(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Turn times with a zone to what the clock in London showed."""
    zoned = [name for name, dtype in frame.schema.items() if isinstance(dtype, pl.Datetime) and dtype.time_zone]
    after = frame.with_columns(
        pl.col(name).dt.convert_time_zone("Europe/London").dt.replace_time_zone(None) for name in zoned
    )
    return after, sum(frame[name].count() for name in zoned)


def read_days(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Turn text columns into days or times where every one of their cells is one, year first."""
    turned = []
    for text in frame.iter_columns():
        if text.dtype != pl.String or text.null_count() == text.len():
            continue
        form = next((form for form in _FORMS if text.str.contains(form).all()), None)
        read = None if form is None else text.str.to_datetime(_FORMS[form], strict=False)
        if read is not None and read.null_count() == text.null_count():
            turned.append(read.cast(pl.Date) if form == _DAY else read)
    return frame.with_columns(turned), sum(column.count() for column in turned)


_DAY = r"^\d{4}-\d{2}-\d{2}$"
_FORMS = {
    _DAY: "%Y-%m-%d",
    r"^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$": "%Y-%m-%d %H:%M:%S",
    r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$": "%Y-%m-%dT%H:%M:%S",
}


class Sql:
    """Source ``sql``.

    Examples
    --------
    >>> Sql().recognises(Path("nowhere.sql"))
    False
    """

    name = "sql"
    layout = (
        "a file QUERY.sql with one SELECT, run against the database whose URL is in the environment variable that a "
        "line '-- connection: NAME' names (by default PEEL_DATA_URL)"
    )
    steps: tuple[Step, ...] = (
        Step(
            "turn times to London time",
            "A database gives a time with its zone. Hours and days mean what the clock in London showed.",
            to_london_time,
        ),
        Step(
            "read days written as text",
            "sqlite has no type for days, and other databases may keep them as text. A column is turned where every "
            "cell is a day or time like 2024-03-01 or 2024-03-01 12:30:00.",
            read_days,
        ),
    )

    def recognises(self, path: Path) -> bool:
        """Tell whether `path` is a file named like a query; no database is asked."""
        return path.is_file() and path.suffix.lower() == ENDING

    def inspect(self, path: Path) -> Inspection:
        """Ask the database for the answer's columns, and fetch no row; see `Source.inspect`."""
        query = _query(path)
        with answer(database_url(query.connection), query.text, query.connection, rows=False) as found:
            _refuse_repeated(found.columns)
            return Inspection((path.name,), found.columns, path.stat().st_size)

    def load(self, path: Path) -> Loaded:
        """Run the query and stream its rows; see `Source.load`.

        The digest is that of the answer, whatever the order of its rows, and not of the query.
        """
        query = _query(path)
        with answer(database_url(query.connection), query.text, query.connection) as found:
            _refuse_repeated(found.columns)
            frame = frame_of(found.columns, found.batches)
            database = found.database
        if frame.is_empty():
            raise BadRequest("There are no rows.", [Problem("the query's answer is empty", "Check it.", path.name)])
        file = SourceFile(path.name, digest(frame), path.stat().st_size, frame.height)
        note = f"{path.name} was answered by {database} ({query.connection}). Its rows are sorted by their columns."
        return Loaded(frame.lazy(), (file,), digest_of([file]), notes=(note,))


def _query(path: Path) -> Query:
    if path.is_dir() or (path.is_file() and path.suffix.lower() != ENDING):
        problem = Problem("not a file named QUERY.sql", where=path.name)
        raise OtherLayout("This is not a query.", [problem])
    if not path.is_file():
        raise nothing_at(path)
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise unreadable(error, path.name) from error
    return read_query(as_utf8(raw)[0].decode())


def _refuse_repeated(columns: tuple[str, ...]) -> None:
    problems = Problems()
    problems.extend(repeated_names(columns))
    problems.raise_if_any("The answer is no table.")


_typed: Source = Sql()
