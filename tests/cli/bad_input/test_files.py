"""Files in police.uk's layout that cannot be used are refused: all of it at once, without a value, leaving nothing."""

import json
import random
import struct
import zipfile
import zlib

import pytest

from tests.cli.bad_input.refusing import MARK, refused
from tests.data.made_stops import HEADER, PACKING, as_folder, as_zip, month, name, row


def stops(**changes):
    return [row(date=f"2023-06-{day:02}T10:00:00+00:00", **changes) for day in range(1, 29)]


GOOD = month(*stops())
JUNE = name("2023-06")
JULY = name("2023-07")


def cut_short(folder):
    path = as_zip(folder / "a.zip", {JUNE: GOOD, JULY: GOOD})
    path.write_bytes(path.read_bytes()[:-60])
    return path


def empty_file(folder):
    path = folder / "a.zip"
    path.touch()
    return path


def lying_bomb(folder):
    """30 MB that announce themselves as 100 bytes."""
    path = as_zip(folder / "a.zip", {JUNE: GOOD + b"\n" * 30_000_000})
    raw = bytearray(path.read_bytes())
    central = raw.index(b"PK\x01\x02")
    struct.pack_into("<I", raw, central + 24, 100)
    struct.pack_into("<I", raw, 22, 100)
    path.write_bytes(raw)
    return path


def overlapping(folder):
    """Many members that share their packed bytes: each is harmless, all together are not."""
    content = zlib.compressobj(9, zlib.DEFLATED, -15)
    text = month(*stops()) + random.Random(1).randbytes(2000).hex().encode() * 200
    packed = content.compress(text) + content.flush()
    names = [name(f"20{year:02}-{number:02}").encode() for year in range(10, 22) for number in range(1, 13)]
    fields = (zlib.crc32(text), len(packed), len(text))
    head = struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0, 8, 0, 33, *fields, len(names[0]), 0) + names[0] + packed
    central = b"".join(
        struct.pack("<4s6H3I5H2I", b"PK\x01\x02", 20, 20, 0, 8, 0, 33, *fields, len(one), 0, 0, 0, 0, 0, 0) + one
        for one in names
    )
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, len(names), len(names), len(central), len(head), 0)
    path = folder / "a.zip"
    path.write_bytes(head + central + end)
    return path


STOPS = {
    "missing path": (lambda folder: folder / "nowhere.zip", ["nothing at this path", "nowhere.zip: not found"]),
    "empty file": (empty_file, ["a.zip: an empty file"]),
    "empty archive": (lambda folder: as_zip(folder / "a.zip", {}), ["the archive holds no files"]),
    "archive cut short": (cut_short, ["not a complete zip archive"]),
    "names that lead out": (
        lambda folder: as_zip(folder / "a.zip", {JUNE: GOOD, f"../{JULY}": GOOD, "/etc/cron.d/x": b"x"}),
        [f"../{JULY}: the name leads out of the archive", "/etc/cron.d/x: the name leads out of the archive"],
    ),
    "bomb": (
        lambda folder: as_zip(folder / "a.zip", {JUNE: GOOD + b" " * 30_000_000}),
        [f"{JUNE}: would expand more than 200 times"],
    ),
    "bomb that lies": (lying_bomb, [f"{JUNE}: cannot be unpacked"]),
    "bomb that overlaps": (overlapping, ["would expand more than 200 times in all"]),
    "missing columns": (
        lambda folder: as_zip(
            folder / "a.zip",
            {
                JUNE: GOOD.replace(b"Gender", b"Sex").replace(b"Age range", b"Age"),
                JULY: GOOD.replace(b"Outcome,", b"Result,"),
            },
        ),
        [f"{JUNE}: 2 missing column(s): gender, age_range", f"{JULY}: 1 missing column(s): outcome"],
    ),
    "no header": (
        lambda folder: as_zip(folder / "a.zip", {JUNE: month(*stops(policing_operation=MARK)).split(b"\n", 1)[1]}),
        ["15 missing column(s)"],
    ),
    "UTF-16": (
        lambda folder: as_zip(folder / "a.zip", {JUNE: GOOD.decode().encode("utf-16"), JULY: bytes(3000)}),
        [f"{JUNE}: is written in UTF-16", f"{JULY}: is not text", "Save it as CSV in UTF-8"],
    ),
    "neither UTF-8 nor cp1252": (
        lambda folder: as_zip(folder / "a.zip", {JUNE: month(*stops(policing_operation=MARK)) + b"\x81\x8d\n"}),
        [f"{JUNE}: is neither UTF-8 nor Windows-1252 (2 bytes belong to neither)"],
    ),
    "header only": (
        lambda folder: as_zip(folder / "a.zip", {JUNE: month(), JULY: month()}),
        ["There are no rows", "2 files, with a header and no rows"],
    ),
    "unparseable dates": (
        lambda folder: as_zip(folder / "a.zip", {JUNE: month(*(row(date=f"{MARK} {day}") for day in range(30)))}),
        ["date: none of 30 rows has a date like 2022-06-01T00:04:00+00:00"],
    ),
    "rows too long": (
        lambda folder: as_zip(folder / "a.zip", {JUNE: GOOD + ",".join([MARK] * 20).encode() + b"\n"}),
        [f"{JUNE}: rows with more cells than the header, or an unclosed quote"],
    ),
    "another layout": (
        lambda folder: as_folder(folder / "other", {"a/x.txt": b"x"}),
        [
            "police-uk/stop-and-search does not read other.",
            "no stop and search file here, but 1 other file",
            "police-uk/stop-and-search: reads the data.police.uk download",
            "tabular: reads one CSV",
        ],
    ),
    "a layout of another source": (
        lambda folder: as_folder(folder / "other", {"cases.csv": b"a,b\n1,2\n"}),
        ["other: tabular reads it. Declare data.source: tabular."],
    ),
    "one outcome only": (
        lambda folder: as_zip(
            folder / "a.zip",
            {name(f"2023-{m:02}"): month(*(row(date=f"2023-{m:02}-{d:02}T10:00:00+00:00") for d in range(1, 29)))
             for m in range(1, 11)},
        ),
        ["task.target: the target 'outcome_positive' has one outcome only: 280 of 280 rows are positive"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", STOPS)
def test_stop_and_search_that_cannot_be_used_exits_2(case, peel, home, tmp_path):
    make, says = STOPS[case]
    refused(peel, home, "run", "stop-search-outcome", "--no-flow", "--data", make(tmp_path), says=says)


@pytest.mark.parametrize("case", [case for case in STOPS if case not in ("one outcome only", "another layout")])
def test_data_check_says_the_same(case, peel, home, tmp_path):
    make, says = STOPS[case]
    source = ["--source", "police-uk/stop-and-search"]
    refused(peel, home, "data", "check", make(tmp_path), *source, says=says)


def test_data_check_names_every_source_where_none_reads_the_path(peel, home, tmp_path):
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "notes.txt").write_text(MARK)
    says = ["No source reads other", "police-uk/stop-and-search: reads", "tabular: reads"]
    refused(peel, home, "data", "check", tmp_path / "other", says=says)


def test_what_is_written_otherwise_is_read_and_noted(peel, home, tmp_path):
    e = "\N{LATIN SMALL LETTER E WITH ACUTE}"
    old = stops(outcome="Suspect arrested", self_defined_ethnicity="White - White Irish (W2)")
    files = {
        name("2016-06"): month(*old, newline="\r\n"),
        name("2023-01"): b"\xef\xbb\xbf" + month(*stops(policing_operation=f"caf{e}")),
        name("2023-02"): month(*stops(policing_operation=f"caf{e}")).decode().encode("cp1252"),
        name("2023-03"): month(*stops(policing_operation='two\nlines, "quoted"')),
        name("2023-04"): month(*stops(), header=[*reversed(HEADER), "Extra"]),
        name("2023-05") + ".gz": PACKING[".gz"](month(*stops())),
        name("2023-06"): month(*stops()) + b"\n\n",
    }
    code, out, err = peel("data", "describe", as_zip(tmp_path / "a.zip", files), "--json")
    assert code == 0, err
    found = json.loads(out)
    assert found["rows"] == 7 * 28
    assert [file["rows"] for file in found["files"]] == [28] * 7
    notes = "\n".join(found["notes"])
    for said in (
        "2023-02-metropolitan-stop-and-search.csv is not UTF-8 and was read as Windows-1252.",
        "Column extra of 1 file(s) is not a published one and was not read.",
        "2 lines of 2023-06/2023-06-metropolitan-stop-and-search.csv without any value left out.",
        "No file of metropolitan for 78 month(s)",
    ):
        assert said in notes


# Declarations


# The command itself


def test_a_file_is_not_half_read_where_only_its_end_is_damaged(peel, home, tmp_path):
    path = as_zip(tmp_path / "a.zip", {JUNE: GOOD, JULY: month(*stops(policing_operation=MARK))})
    with zipfile.ZipFile(path) as archive:
        entry = archive.infolist()[1]
    raw = bytearray(path.read_bytes())
    place = entry.header_offset + 30 + len(entry.filename) + entry.compress_size - 20
    raw[place : place + 10] = bytes(10)
    path.write_bytes(raw)
    says = [f"{JULY}: cannot be unpacked"]
    refused(peel, home, "run", "stop-search-outcome", "--no-flow", "--data", path, says=says)
