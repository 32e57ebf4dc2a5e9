"""A CSV read in pieces holds what the whole holds, wherever the pieces end."""

import gzip
import hashlib

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from peel_ml.data.sources import csv_stream
from peel_ml.data.sources.csv_stream import read_pieces
from peel_ml.data.sources.csv_text import without_blank_lines
from peel_ml.data.sources.csv_types import read_typed
from peel_ml.data.sources.files import Member
from peel_ml.data.sources.sink import Sink
from peel_ml.errors import BadRequest

WHOLE = ["1", "-7", "007", "99999999999999999999"]
FRACTIONS = ["1.5", "1e5", "inf", "NaN", ".5"]
DAYS = ["2024-01-31", "2024-02-01", "31/01/2024"]
TIMES = ["2024-01-31T10:00:00Z", "2024-01-31 10:00"]
WORDS = ["true", "false", "word", '"a ""quoted"" word"', '"two\nlines"', "caf\xe9"]
ODD = ["+5", " 12", "nan", "infinity", '""', '"12"', '"+5"', "12 "]
CELLS = ["", *WHOLE, *FRACTIONS, *DAYS, *TIMES, *WORDS, *ODD]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("streamed")


@pytest.fixture(scope="module", autouse=True)
def tiny_pieces():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_stream, "HEAD", 16)
        patch.setattr(csv_stream, "_LEAST_BYTES", 1)
        patch.setattr(csv_stream, "_FIRST_BYTES", 16)
        yield


def read(path, rows=1, **more):
    sink = Sink(**more, rows=rows)
    found = read_pieces(Member(path.name, path.stat().st_size, path), rows, sink.add, sink.back)
    sink.finish({name: found.kinds.get(name, pl.String()) for name in ("n", "cell")})
    return found, sink


def csv(cells, end="\n"):
    return ("n,cell" + "".join(f"\n{number},{cell}" for number, cell in enumerate(cells)) + end).encode()


@given(
    st.lists(st.one_of(st.sampled_from(CELLS), st.sampled_from(WHOLE + FRACTIONS), st.sampled_from(DAYS)), min_size=1),
    st.integers(1, 4),
    st.sampled_from(["\n", ""]),
)
@example(["1"] * 9 + ["+5"], 1, "\n")
@example(["1"] * 9 + ["x"], 1, "\n")
@example(["1.5"] * 9 + ["nan"], 1, "\n")
@example(["2024-01-31"] * 5 + ["31/01/2024"] * 5, 1, "\n")
@example(["2024-01-31"] * 9 + ["12"], 1, "\n")
@example([""] * 9 + ["2024-01-31"], 1, "\n")
@example(["word"] + ["007"] * 9, 1, "\n")
@example(["9007199254740993"] * 5 + ["1.5"], 1, "\n")
def test_read_in_pieces_is_read_whole(folder, cells, rows, end):
    path = folder / "cells.csv"
    path.write_bytes(csv(cells, end))
    whole, _ = without_blank_lines(read_typed(path.read_bytes()), path.name)
    found, sink = read(path, rows)
    assert sink.rows.schema == whole.schema
    assert sink.rows.equals(whole)
    assert found.rows == whole.height
    assert found.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_more_than_one_piece_is_read(folder):
    path = folder / "several.csv"
    path.write_bytes(csv(["1"] * 50))
    added = []
    read_pieces(Member(path.name, path.stat().st_size, path), 3, added.append, added.clear)
    assert len(added) > 5


@given(st.lists(st.sampled_from(CELLS), min_size=1, max_size=12), st.integers(1, 3), st.integers(0, 6))
def test_on_disk_as_in_memory(tmp_path_factory, cells, rows, large):
    place = tmp_path_factory.mktemp("sink")
    path = place / "cells.csv"
    path.write_bytes(csv(cells))
    _, memory = read(path, rows)
    _, disk = read(path, rows, folder=place / "pieces", large=large)
    kept = disk.rows if isinstance(disk.rows, pl.DataFrame) else disk.rows.collect()
    assert kept.equals(memory.rows)
    assert kept.schema == memory.rows.schema
    if not isinstance(disk.rows, pl.DataFrame):
        assert all(piece.whole and piece.rows <= rows for piece in disk.rows.pieces)
        # Pieces of a file that was begun anew do not stay.
        assert {piece.path for piece in disk.rows.pieces} == set((place / "pieces").iterdir())


def test_a_late_letter_of_windows_1252_is_read_as_such(folder):
    path = folder / "late.csv"
    path.write_bytes(csv(["abc"] * 50) + "51,caf\xe9\n".encode("cp1252"))
    found, sink = read(path)
    assert sink.rows["cell"][-1] == "caf\xe9"
    assert sink.rows.height == 51
    assert "Windows-1252" in found.notes[0]


def test_bytes_of_no_encoding_are_counted_to_the_end(folder):
    path = folder / "neither.csv"
    path.write_bytes(csv(["abc"] * 30) + b"30,\x81\x8d\n31,b\n32,\x90\n")
    with pytest.raises(BadRequest, match="3 bytes belong to neither"):
        read(path)


def test_blank_lines_are_counted_over_all_pieces(folder):
    path = folder / "blank.csv"
    path.write_bytes(b"n,cell\n" + b"1,a\n,\n" * 20)
    found, sink = read(path)
    assert sink.rows.height == 20
    assert found.notes == ("20 lines of blank.csv without any value left out.",)


def test_a_file_cut_short_is_told(folder):
    path = folder / "short.csv"
    path.write_bytes(csv(["a"] * 20) + b"20")
    assert read(path)[0].notes == ("short.csv ends within a row and may be cut short.",)


def test_the_digest_of_a_packed_file_is_that_of_its_bytes(folder):
    path = folder / "packed.csv.gz"
    path.write_bytes(gzip.compress(csv(["1", "2"] * 40)))
    found, sink = read(path)
    assert sink.rows["cell"].sum() == 120
    assert found.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_packed_file_that_is_cut_is_damaged(folder):
    path = folder / "cut.csv.gz"
    path.write_bytes(gzip.compress(csv(["1", "2"] * 40))[:-9])
    with pytest.raises(BadRequest, match="damaged"):
        read(path)


def test_absurd_expansion_is_refused_while_it_is_read(folder):
    path = folder / "bomb.csv.gz"
    path.write_bytes(gzip.compress(csv(["0" * 2_000_000])))
    with pytest.raises(BadRequest, match="expand more than"):
        read(path)


def test_rows_that_do_not_fit_are_refused_in_a_later_piece(folder):
    path = folder / "ragged.csv"
    path.write_bytes(csv(["1"] * 30) + b"30,1,2,3\n")
    with pytest.raises(BadRequest, match="do not fit the header"):
        read(path)


@given(st.text(alphabet='a,\n" +\t', min_size=1, max_size=30), st.integers(1, 5))
def test_odd_cells_are_seen_wherever_a_stretch_ends(text, stretch):
    seen = any(odd in text for odd in [a + b for b in "+ \t" for a in ',\n"'] + ['""'])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_stream, "_STRETCH", stretch)
        assert csv_stream._odd(text.encode()) == seen
