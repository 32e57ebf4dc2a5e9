"""The register's database: made once, whole or not at all, and refused in words."""

import sqlite3
import stat
import threading
from contextlib import closing
from dataclasses import replace

import pytest

from peel_ml.assurance.ledger import storage as module
from peel_ml.assurance.ledger.storage import Storage, append, entries, head
from peel_ml.assurance.ledger.tables import HEAD, VERSION_TABLE
from peel_ml.errors import BadRequest, PeelError


def everything(storage):
    with storage.reading() as connection:
        return entries(connection)


def test_what_is_not_finished_is_not_kept(desk):
    before = everything(desk.storage)
    entry = desk.book().entries[-1]
    following = replace(entry, seq=entry.seq + 1, previous=entry.hash, hash="x")

    def interrupted(error):
        with desk.storage.writing() as connection:
            append(connection, following)
            assert head(connection) == (entry.seq + 1, "x")
            raise error

    for error in (RuntimeError, KeyboardInterrupt):
        with pytest.raises(error):
            interrupted(error)
    assert everything(desk.storage) == before


def test_the_file_is_its_owners_alone(tmp_path):
    path = tmp_path / "deep" / "register.db"
    with closing(Storage(f"sqlite:///{path}")) as storage:
        assert everything(storage) == []
        modes = {stat.S_IMODE(one.stat().st_mode) for one in path.parent.iterdir()}
    assert modes == {0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_its_version_stands_in_a_table_of_its_own(tmp_path):
    path = tmp_path / "register.db"
    # MLflow's may stand in the same database.
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num VARCHAR(32))")
        connection.execute("INSERT INTO alembic_version VALUES ('another')")
        connection.commit()
    Storage(f"sqlite:///{path}").close()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [("another",)]
        assert connection.execute(f"SELECT version_num FROM {VERSION_TABLE}").fetchall() == [(HEAD,)]


def test_an_open_register_is_not_migrated_again(desk, monkeypatch):
    monkeypatch.setattr("alembic.command.upgrade", None)
    with closing(Storage(desk.storage.uri)) as again:
        assert everything(again) == desk.book().entries


def test_a_newer_register_is_refused(tmp_path):
    uri = f"sqlite:///{tmp_path / 'register.db'}"
    Storage(uri).close()
    with closing(sqlite3.connect(tmp_path / "register.db")) as connection:
        connection.execute(f"UPDATE {VERSION_TABLE} SET version_num = '9999'")
        connection.commit()
    with pytest.raises(BadRequest, match=rf"version 9999; this PEEL ML reads {HEAD}\. Update PEEL ML"):
        Storage(uri)


def opened_at_once(uri, count):
    failed = []

    def opened(start):
        start.wait()
        try:
            Storage(uri).close()
        except BaseException as error:
            failed.append(error)

    start = threading.Barrier(count)
    threads = [threading.Thread(target=opened, args=(start,)) for _ in range(count)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return failed


def test_several_may_open_a_new_register_at_once(tmp_path, postgresql):
    for uri in (f"sqlite:///{tmp_path / 'register.db'}", postgresql()):
        assert opened_at_once(uri, 5) == []
        with closing(Storage(uri)) as storage:
            assert everything(storage) == []


def refusing(times, code):
    """Return a cursor that is refused so often before it may, and what it was asked."""
    asked = []

    class Cursor:
        def execute(self, statement):
            asked.append(statement)
            if len(asked) <= times:
                error = sqlite3.OperationalError("database is locked")
                error.sqlite_errorcode = code
                raise error

    return Cursor(), asked


def test_who_opens_a_new_file_beside_others_tries_again():
    cursor, asked = refusing(3, sqlite3.SQLITE_BUSY)
    module._write_ahead(cursor)
    assert len(asked) == 4
    cursor, asked = refusing(1, sqlite3.SQLITE_NOTADB)
    with pytest.raises(sqlite3.OperationalError):
        module._write_ahead(cursor)
    assert len(asked) == 1


def test_who_waited_long_enough_is_refused(monkeypatch):
    monkeypatch.setattr(module, "BUSY_S", 0.05)
    with pytest.raises(sqlite3.OperationalError):
        module._write_ahead(refusing(10_000, sqlite3.SQLITE_BUSY)[0])


@pytest.mark.parametrize(
    "uri",
    ["", "register.db", "sqlite://", "sqlite:///:memory:", "sqlite:////tmp/a.db?mode=ro", "mysql://db/register",
     "postgresql+asyncpg://db/register", "https://register.example.org", "sqlite+pysqlcipher:////tmp/a.db"],
)  # fmt: skip
def test_an_address_that_is_none_is_refused(uri, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BadRequest, match="Set PEEL_REGISTER_URI to sqlite"):
        Storage(uri)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_database_is_said(tmp_path):
    path = tmp_path / "register.db"
    path.write_text("This is a letter, and rather long for one, too. " * 50)
    with pytest.raises(PeelError, match=r"\(SQLITE_NOTADB\).*Set PEEL_REGISTER_URI to the register"):
        Storage(f"sqlite:///{path}")


def test_a_folder_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(PeelError, match="Set PEEL_REGISTER_URI to a file you may write"):
        Storage(f"sqlite:///{tmp_path / 'file' / 'register.db'}")


def test_a_server_that_does_not_answer_is_said_without_the_password(tmp_path):
    with pytest.raises(PeelError, match="The server of the database does not answer") as told:
        Storage(f"postgresql+psycopg://peel:secret@/register?host={tmp_path}")
    assert "secret" not in str(told.value)


def test_a_database_that_another_process_holds_is_said(desk, monkeypatch):
    monkeypatch.setattr(module, "BUSY_S", 0.01)
    with closing(Storage(desk.storage.uri)) as other, desk.storage.writing():
        assert everything(other) == desk.book().entries
        with pytest.raises(PeelError, match="Another process holds the database"), other.writing():
            pass
    with closing(Storage(desk.storage.uri)) as other, other.writing():
        pass


def test_a_payload_that_is_no_json_is_named(desk):
    path = desk.storage.uri.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TRIGGER ledger_no_update")
        connection.execute("UPDATE ledger SET payload = '{' WHERE seq = 4")
        connection.commit()
    with pytest.raises(PeelError, match="Entry 4 of the register was changed behind its back"):
        everything(desk.storage)


def test_an_error_does_not_repeat_what_people_wrote(desk):
    entry = desk.book().entries[-1]
    with pytest.raises(PeelError) as told, desk.storage.writing() as connection:
        append(connection, replace(entry, reason="what somebody wrote"))
    assert "what somebody wrote" not in str(told.value)
    assert "SQLITE_CONSTRAINT_TRIGGER" in str(told.value)
