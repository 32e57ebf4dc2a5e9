"""Source ``sql`` on sqlite, which is always there, and on PostgreSQL where there is one."""

import sqlite3
from contextlib import closing
from datetime import date, datetime

import polars as pl
import pytest

from peel_ml.data.cleaning import clean
from peel_ml.data.sources import OtherLayout, load, source_named, sql_database
from peel_ml.errors import BadRequest, PeelError
from tests.contract.source_contract import SourceContract

TABLE = "CREATE TABLE counts (month TEXT, borough TEXT, crimes INTEGER, rate REAL)"
ROWS = [("2024-01", "Camden", 31, 1.5), ("2024-02", "Camden", None, 2.0), ("2024-01", "Barnet", 12, None)]
SECRET = "p@ss w/rd"


@pytest.fixture
def counts(tmp_path, monkeypatch):
    path = tmp_path / "counts.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(TABLE)
        connection.executemany("INSERT INTO counts VALUES (?, ?, ?, ?)", ROWS)
    monkeypatch.setenv("PEEL_DATA_URL", f"sqlite:///{path}")
    return path


def query(folder, text):
    path = folder / "query.sql"
    path.write_text(text)
    return path


class TestOnSqlite(SourceContract):
    @pytest.fixture
    def source(self):
        return source_named("sql")

    @pytest.fixture
    def sample(self, counts, tmp_path):
        folder = tmp_path / "usecase"
        folder.mkdir()
        return query(folder, "SELECT * FROM counts WHERE borough LIKE '%a%' -- every one\n")


def test_the_rows_are_those_of_the_query_with_their_types(counts, tmp_path):
    path = query(tmp_path, "SELECT month, crimes, rate FROM counts WHERE borough = 'Camden';\n")
    loaded = load(source_named("sql"), path)
    frame = loaded.frame.collect()
    assert frame.dtypes == [pl.String, pl.Int64, pl.Float64]
    assert frame.rows() == [("2024-01", 31, 1.5), ("2024-02", None, 2.0)]
    assert loaded.notes == ("query.sql was answered by sqlite (PEEL_DATA_URL). Its rows are sorted by their columns.",)
    assert str(counts) not in repr((loaded.files, loaded.notes))


def test_days_kept_as_text_become_days_where_every_cell_is_one(counts, tmp_path):
    path = query(
        tmp_path,
        "SELECT '2024-02-29' AS day, '2024-02-29 12:30:00' AS at, '2024-13-01' AS wrong, month, NULL AS none "
        "FROM counts "
        "UNION ALL SELECT NULL, '2024-03-01 00:00:00', '2024-01-01', month, NULL FROM counts",
    )
    frame = clean(load(source_named("sql"), path).frame.collect(), source_named("sql").steps).frame
    assert frame.dtypes == [pl.Date, pl.Datetime("us"), pl.String, pl.String, pl.String]
    assert frame["day"].null_count() == 3
    assert frame["at"].max() == datetime(2024, 3, 1)


def test_the_digest_is_that_of_the_answer_and_not_of_its_order(counts, tmp_path):
    source = source_named("sql")
    up = load(source, query(tmp_path, "SELECT * FROM counts ORDER BY crimes"))
    down = load(source, query(tmp_path, "SELECT * FROM counts ORDER BY crimes DESC"))
    fewer = load(source, query(tmp_path, "SELECT * FROM counts WHERE crimes > 12"))
    assert up.sha256 == down.sha256 != fewer.sha256


def test_many_rows_come_in_batches(counts, tmp_path, monkeypatch):
    monkeypatch.setattr(sql_database, "BATCH", 7)
    path = query(
        tmp_path, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100) SELECT i FROM n"
    )
    assert load(source_named("sql"), path).frame.collect()["i"].to_list() == list(range(1, 101))


def test_the_connection_is_named_in_the_query(counts, tmp_path, monkeypatch):
    monkeypatch.delenv("PEEL_DATA_URL")
    monkeypatch.setenv("WAREHOUSE", f"sqlite:///{counts}")
    path = query(tmp_path, "-- connection: WAREHOUSE\nSELECT crimes FROM counts")
    assert load(source_named("sql"), path).frame.collect().height == 3
    path = query(tmp_path, "SELECT crimes FROM counts")
    with pytest.raises(BadRequest, match="PEEL_DATA_URL is not set"):
        load(source_named("sql"), path)


def test_sqlite_is_held_to_reading(counts):
    """Whatever passes the look at the words, the database itself refuses to write."""
    with (
        pytest.raises(BadRequest, match="readonly"),
        sql_database.answer(f"sqlite:///{counts}", "DELETE FROM counts", "PEEL_DATA_URL"),
    ):
        pytest.fail("the rows were deleted")
    with closing(sqlite3.connect(counts)) as connection:
        assert connection.execute("SELECT count(*) FROM counts").fetchone() == (3,)


def test_a_file_of_sqlite_that_is_not_there_is_not_made(tmp_path, monkeypatch):
    monkeypatch.setenv("PEEL_DATA_URL", f"sqlite:///{tmp_path / 'none.db'}")
    with pytest.raises(BadRequest, match="not there"):
        load(source_named("sql"), query(tmp_path, "SELECT 1 AS a"))
    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("SELECT nobody FROM counts", "no such column: nobody"),
        ("SELECT crimes, crimes FROM counts", "columns 1 and 2 have one name"),
        ("SELECT crimes FROM counts WHERE crimes > 999", "answer is empty"),
        ("SELECT x'00ff' AS raw", "column raw holds bytes"),
        ("SELECT crimes AS one FROM counts UNION ALL SELECT borough FROM counts", "column one holds a number and text"),
    ],
)
def test_an_answer_that_is_no_table_is_refused(counts, tmp_path, text, says):
    with pytest.raises(BadRequest) as caught:
        load(source_named("sql"), query(tmp_path, text))
    assert says in str(caught.value)


def test_another_file_is_another_layout(tmp_path):
    (tmp_path / "a.csv").write_text("a\n1\n")
    with pytest.raises(OtherLayout):
        source_named("sql").inspect(tmp_path / "a.csv")


@pytest.mark.parametrize(
    ("address", "says"),
    [
        (f"no address {SECRET}", "PEEL_DATA_URL is no address of a database"),
        ("nosuch://me:p%40ss%20w%2Frd@host/db", "no driver of SQLAlchemy is called 'nosuch'"),
        ("mysql+pymysql://me:p%40ss%20w%2Frd@host/db", "the library pymysql is not here"),
        ("postgresql://me:p%40ss%20w%2Frd@/db?host=/nowhere", "cannot be reached"),
    ],
)
def test_an_address_that_does_not_work_is_said_without_its_password(tmp_path, monkeypatch, address, says):
    monkeypatch.setenv("PEEL_DATA_URL", address)
    with pytest.raises(PeelError) as caught:
        load(source_named("sql"), query(tmp_path, "SELECT 1 AS a"))
    assert says in str(caught.value)
    assert caught.value.__cause__ is None
    for spelt in (SECRET, "p%40ss%20w%2Frd", "p%40ss"):
        assert spelt not in str(caught.value)


def test_without_psycopg_the_message_says_what_to_install(tmp_path, monkeypatch):
    import sqlalchemy

    def missing(*given, **more):
        raise ModuleNotFoundError("No module named 'psycopg'", name="psycopg")

    monkeypatch.setattr(sqlalchemy, "create_engine", missing)
    monkeypatch.setenv("PEEL_DATA_URL", "postgresql://me@host/db")
    with pytest.raises(BadRequest, match=r"the library psycopg is not here. `pip install 'peel-ml\[server\]'`"):
        load(source_named("sql"), query(tmp_path, "SELECT 1 AS a"))


def test_a_password_inside_what_the_database_says_is_taken_out():
    from sqlalchemy import make_url

    url = make_url("postgresql://me:p%40ss%20w%2Frd@host/db")
    error = RuntimeError(f"cannot use {SECRET} nor p%40ss%20w%2Frd nor p%40ss+w%2Frd.\nmore")
    assert sql_database._said(error, url) == "cannot use *** nor *** nor ***"


class TestOnPostgresql(SourceContract):
    @pytest.fixture
    def source(self):
        return source_named("sql")

    @pytest.fixture
    def address(self, postgresql, monkeypatch):
        import psycopg

        address = postgresql()
        with psycopg.connect(address.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute(
                "CREATE TABLE counts (day date, at timestamptz, crimes int, share numeric(6, 3), facts jsonb, "
                "id uuid DEFAULT gen_random_uuid(), open bool)"
            )
            connection.execute("CREATE SEQUENCE numbers")
            connection.execute(
                "INSERT INTO counts (day, at, crimes, share, facts, open) SELECT DATE '2024-06-01' + i, "
                "TIMESTAMPTZ '2024-06-30 23:30:00+00' + i * INTERVAL '1 day', i, i / 8.0, "
                """'{"b": 1, "a": [2]}', i % 2 = 0 FROM generate_series(0, 9) AS i"""
            )
        # Without a driver, as most people write it.
        monkeypatch.setenv("PEEL_DATA_URL", address.replace("+psycopg", ""))
        return address

    @pytest.fixture
    def sample(self, address, tmp_path):
        return query(tmp_path, "SELECT day, at, crimes::int AS crimes, share, facts, id::text, open FROM counts")

    def test_types_are_kept_and_times_are_those_of_london(self, source, sample, monkeypatch):
        monkeypatch.setattr(sql_database, "BATCH", 3)
        frame = clean(load(source, sample).frame.collect(), source.steps).frame
        first = frame.row(0, named=True)
        assert first["day"] == date(2024, 6, 1)
        assert first["at"] == datetime(2024, 7, 1, 0, 30)
        assert (first["crimes"], first["share"], first["open"]) == (0, 0.0, True)
        assert first["facts"] == '{"a": [2], "b": 1}'
        assert frame["share"].dtype == pl.Float64
        assert frame.height == 10

    def test_postgresql_is_held_to_reading(self, address):
        with (
            pytest.raises(BadRequest, match="read-only transaction"),
            sql_database.answer(address, "SELECT setval('numbers', 7)", "URL"),
        ):
            pytest.fail("the sequence was set")

    def test_what_fails_on_a_row_does_not_quote_it(self, address, tmp_path, source):
        path = query(tmp_path, "SELECT ('secret' || crimes)::int AS a FROM counts")
        with pytest.raises(PeelError) as caught:
            load(source, path)
        assert "secret" not in str(caught.value).replace("query.sql", "")
