"""Nothing in the ledger can be changed, deleted or put in between: the databases themselves refuse it."""

from contextlib import closing

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from peel_ml.assurance.ledger.storage import Storage, entries
from peel_ml.assurance.ledger.tables import SCHEMA, VERSION_TABLE, ledger
from tests.assurance.made import approved, desk_at

LAST = "(SELECT max(seq) FROM ledger)"
X, Y, NEXT, LINK = "'x'", "'y'", "seq + 1", "hash"


def copy(verb="INSERT", **changes):
    """Put in a copy of the last entry, with some columns changed."""
    values = ", ".join(changes.get(name, name) for name in ledger.c.keys())  # noqa: SIM118 (columns, not a mapping)
    return f"{verb} INTO ledger SELECT {values} FROM ledger WHERE seq = {LAST}"


EVERYWHERE = {
    "change": "UPDATE ledger SET reason = 'another' WHERE seq = 3",
    "change nothing": "UPDATE ledger SET reason = reason WHERE seq = 3",
    "delete": "DELETE FROM ledger WHERE seq = 3",
    "delete the last": f"DELETE FROM ledger WHERE seq = {LAST}",
    "delete all": "DELETE FROM ledger",
    "leave one out": copy(seq="seq + 2", hash=X, previous=LINK),
    "put one before": copy(seq="0", hash=X, previous=Y),
    "fork": copy(seq=NEXT, hash=X),
    "hang elsewhere": copy(seq=NEXT, hash=X, previous=Y),
    "the same again": copy(seq=NEXT, previous=LINK),
}
SQLITE = {
    "replace by number": copy("INSERT OR REPLACE", hash=X, previous=Y),
    "replace by digest": copy("INSERT OR REPLACE", seq=NEXT, previous=LINK),
    "replace by link": copy("INSERT OR REPLACE", seq=NEXT, hash=X),
    "change or replace": "UPDATE OR REPLACE ledger SET seq = 4 WHERE seq = 3",
    "upsert": f"{copy()} ON CONFLICT (seq) DO UPDATE SET reason = 'another'",
}
POSTGRESQL = {
    "truncate": "TRUNCATE ledger",
    "truncate beside": "TRUNCATE reads, ledger",
    "upsert": f"{copy()} ON CONFLICT (seq) DO UPDATE SET reason = 'another'",
    "merge": "MERGE INTO ledger USING (SELECT 3 AS n) AS one ON seq = n WHEN MATCHED THEN DELETE",
}


def everything(storage):
    with storage.reading() as connection:
        return entries(connection)


def refused(storage, statement):
    before = everything(storage)
    with storage.engine.connect() as connection:
        with pytest.raises(DBAPIError, match=r"append-only|UNIQUE|unique"):
            connection.execute(text(statement))
        connection.rollback()
    assert everything(storage) == before


@pytest.mark.parametrize("statement", [*EVERYWHERE.values(), *SQLITE.values()], ids=[*EVERYWHERE, *SQLITE])
def test_sqlite_refuses_to_change_the_ledger(desk, statement):
    refused(desk.storage, statement)


@pytest.fixture(scope="module")
def on_postgresql(postgresql_server, tmp_path_factory):
    import psycopg

    with psycopg.connect(host=postgresql_server, user="peel", dbname="postgres", autocommit=True) as connection:
        connection.execute("CREATE DATABASE storage_of_the_ledger")
    uri = f"postgresql+psycopg://peel@/storage_of_the_ledger?host={postgresql_server}"
    desk = desk_at(tmp_path_factory.mktemp("none"), uri=uri)
    yield desk
    desk.storage.close()


@pytest.mark.parametrize("statement", [*EVERYWHERE.values(), *POSTGRESQL.values()], ids=[*EVERYWHERE, *POSTGRESQL])
def test_postgresql_refuses_to_change_the_ledger(on_postgresql, statement):
    refused(on_postgresql.storage, statement)


def test_postgresql_keeps_what_sqlite_keeps(on_postgresql):
    matter = approved(on_postgresql)
    kept = everything(on_postgresql.storage)
    assert kept == on_postgresql.book().entries
    assert matter.state == "approved"
    with on_postgresql.storage.reading() as connection:
        tables = set(inspect(connection).get_table_names(schema=SCHEMA))
        assert inspect(connection).get_table_names(schema="public") == []
    assert {"ledger", VERSION_TABLE} <= tables


def test_a_user_of_postgresql_who_may_read_and_insert_can_record_and_nothing_else(postgresql, tmp_path):
    owner = postgresql()
    desk = desk_at(tmp_path, uri=owner)
    try:
        with desk.storage.engine.begin() as connection:
            connection.execute(text("DROP ROLE IF EXISTS clerk"))
            connection.execute(text("CREATE ROLE clerk LOGIN"))
            connection.execute(text(f"GRANT USAGE ON SCHEMA {SCHEMA} TO clerk"))
            connection.execute(text(f"GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA {SCHEMA} TO clerk"))
        clerk = Storage(owner.replace("peel@", "clerk@"))
        with closing(clerk):
            desk.storage, owners = clerk, desk.storage
            approved(desk)
            for statement in ("TRUNCATE ledger", "DELETE FROM ledger", "DROP TABLE ledger"):
                with clerk.engine.connect() as connection, pytest.raises(DBAPIError, match=r"permission|owner"):
                    connection.execute(text(statement))
            desk.storage = owners
    finally:
        desk.storage.close()
