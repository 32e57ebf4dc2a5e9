"""Very many rows are read once, whole or not at all, and taken again only as they were."""

import errno
import hashlib
import json
import logging
import os
import signal
import subprocess
import sys
import zipfile
from threading import Event

import polars as pl
import pytest

from peel_ml.data import ingest as module
from peel_ml.data.ingest import FOLDER, MANIFEST, ingest
from peel_ml.data.sources import load, source_named, tabular
from peel_ml.data.sources import sink as sinks
from peel_ml.errors import BadRequest
from peel_ml.keeping import Stored, in_memory

SOURCE = source_named("tabular")


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "rows.csv"
    pl.DataFrame({"n": range(1000), "word": ["a", "b"] * 500}).write_csv(path)
    return path


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


def entries(home):
    return sorted(path.name for path in (home / FOLDER).iterdir()) if (home / FOLDER).is_dir() else []


def read(path, home, **more):
    return ingest(SOURCE, path, home, **{"large": 100, "rows": 300, **more})


def test_many_rows_are_written_in_partitions_that_can_be_verified(table, home):
    found = read(table, home)
    whole = load(SOURCE, table)
    assert isinstance(found.rows, Stored)
    assert found.rows.collect().equals(whole.frame.collect())
    assert (found.files, found.sha256, found.notes) == (whole.files, whole.sha256, whole.notes)
    (entry,) = entries(home)
    assert [path.stat().st_mode & 0o077 for path in (home / FOLDER, home / FOLDER / entry)] == [0, 0]
    manifest = json.loads((home / FOLDER / entry / MANIFEST).read_text())
    assert sum(one["rows"] for one in manifest["partitions"]) == manifest["rows"] == 1000
    assert len(manifest["partitions"]) >= 4
    for one in manifest["partitions"]:
        assert hashlib.sha256((home / FOLDER / entry / one["file"]).read_bytes()).hexdigest() == one["sha256"]
        assert one["rows"] <= 300


def test_the_same_files_give_the_same_partitions_elsewhere(table, tmp_path):
    one, other = (read(table, tmp_path / name).rows.pieces for name in ("one", "other"))
    assert [piece.sha256 for piece in one] == [piece.sha256 for piece in other]


def test_few_rows_stay_in_memory_and_nothing_is_written(table, home):
    found = read(table, home, large=1000)
    assert isinstance(found.rows, pl.DataFrame)
    assert entries(home) == []


@pytest.mark.parametrize("kind", ["csv", "zip", "folder", "parquet", "pattern"])
def test_the_next_run_takes_them(table, home, monkeypatch, kind):
    path = table
    if kind == "zip":
        path = table.with_suffix(".zip")
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as pack:
            pack.write(table, table.name)
    elif kind in ("folder", "pattern"):
        folder = table.parent / "folder"
        folder.mkdir()
        for name in ("a.csv", "b.csv"):
            (folder / name).write_bytes(table.read_bytes())
        path = folder if kind == "folder" else folder / "*.csv"
    elif kind == "parquet":
        path = table.with_suffix(".parquet")
        pl.read_csv(table).write_parquet(path)
    first = read(path, home)
    assert isinstance(first.rows, Stored)
    assert first.rows.collect().equals(load(SOURCE, path).frame.collect())
    monkeypatch.setattr(type(SOURCE), "stream", lambda *given: pytest.fail("it was read again"))
    again = read(path, home)
    assert again.rows.collect().equals(first.rows.collect())
    assert (again.files, again.sha256, again.notes) == (first.files, first.sha256, first.notes)


def test_other_bytes_of_the_same_size_are_read(table, home):
    read(table, home)
    table.write_bytes(table.read_bytes().replace(b"999,b", b"998,b"))
    assert read(table, home).rows["n"][-1] == 998


def test_a_partition_of_other_bytes_is_made_again_and_it_is_said(table, home, caplog):
    first = read(table, home)
    piece = first.rows.pieces[1].path
    piece.write_bytes(piece.read_bytes()[:-1] + b"x")
    with caplog.at_level(logging.WARNING, "peel_ml"):
        again = read(table, home)
    said = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert [record.message for record in said] == ["ingested_damaged"]
    assert said[0].facts["damaged"] == 1
    assert again.rows.collect().equals(load(SOURCE, table).frame.collect())
    assert all(one.whole for one in again.rows.pieces)
    assert len(entries(home)) == 1


def test_a_damaged_manifest_is_made_again(table, home):
    read(table, home)
    (entry,) = entries(home)
    (home / FOLDER / entry / MANIFEST).write_text("{")
    assert read(table, home).rows.height == 1000


def test_a_full_disk_leaves_nothing(table, home, monkeypatch):
    written = []

    def full(frame, path):
        if len(written) == 2:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        written.append(path)
        return real(frame, path)

    real = sinks.write_piece
    monkeypatch.setattr(sinks, "write_piece", full)
    with pytest.raises(OSError, match="No space"):
        read(table, home)
    assert len(written) == 2
    assert entries(home) == []


def test_a_piece_that_is_being_written_when_reading_fails_leaves_nothing(tmp_path, home, monkeypatch):
    good, bad = tmp_path / "rows" / "1.csv", tmp_path / "rows" / "2.csv"
    good.parent.mkdir()
    pl.DataFrame({"n": range(1000)}).write_csv(good)
    bad.write_text("n\n1\n2,3\n")
    write, failed, ended = sinks.write_piece, Event(), []

    def slow(frame, path):
        # Still at work when the second file turns out to be unreadable.
        failed.wait(5)
        ended.append(path)
        return write(frame, path)

    def reading(member, *rest):
        try:
            return pieces(member, *rest)
        except BadRequest:
            failed.set()
            raise

    pieces = tabular.read_pieces
    monkeypatch.setattr(tabular, "read_pieces", reading)
    monkeypatch.setattr(sinks, "write_piece", slow)
    with pytest.raises(BadRequest, match="cannot be read"):
        read(good.parent, home, rows=1000)
    assert failed.is_set()
    assert len(ended) == 1
    assert entries(home) == []


def test_a_killed_run_leaves_nothing_that_is_taken_and_the_next_one_clears_it(table, home):
    code = (
        "import os, signal, sys; from pathlib import Path\n"
        "from peel_ml.data.ingest import ingest; from peel_ml.data.sources import source_named, sink\n"
        "real, done = sink.write_piece, []\n"
        "def killed(frame, path):\n"
        "    if len(done) == 2: os.kill(os.getpid(), signal.SIGKILL)\n"
        "    done.append(path); return real(frame, path)\n"
        "sink.write_piece = killed\n"
        "ingest(source_named('tabular'), Path(sys.argv[1]), Path(sys.argv[2]), large=100, rows=300)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(table), str(home)], check=False)
    assert done.returncode == -signal.SIGKILL
    (left,) = entries(home)
    assert left.startswith(".")
    found = read(table, home)
    assert found.rows.collect().equals(load(SOURCE, table).frame.collect())
    assert entries(home) == [found.rows.pieces[0].path.parent.name]


def test_two_at_once_both_have_the_rows(table, home, monkeypatch):
    first = read(table, home)
    monkeypatch.setattr(module, "_taken", lambda *given: None)
    second = read(table, home)
    assert in_memory(second.rows).equals(in_memory(first.rows))
    assert len(entries(home)) == 1
    assert all(piece.whole for piece in first.rows.pieces)
