"""What is wrong is refused: all of it at once, by column and count, without a value, and leaving nothing behind."""

import json
import os
import random
import re
import shlex
import shutil
import sqlite3
import struct
import subprocess
import sys
import zipfile
import zlib
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from peel_ml.cli import main
from tests.data.made_stops import HEADER, PACKING, as_folder, as_zip, month, name, row

ROOT = Path(__file__).resolve().parents[2]
MARK = "MARKER-7731-somebody"
"""Planted in rows; no message may hold it."""


@pytest.fixture
def home(tmp_path, monkeypatch, root):
    folder = tmp_path / "home"
    monkeypatch.setenv("PEEL_HOME", str(folder))
    monkeypatch.chdir(root)
    return folder


@pytest.fixture
def peel(capsys, monkeypatch):
    """Runs `peel` in this process as a person would and returns its exit status, stdout and stderr."""

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["peel", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return ended.value.code, said.out, said.err

    return run


def left_behind(home):
    """Return the files of the state folder beyond its layout, its logs and an MLflow store without a run."""
    kept = []
    for path in home.rglob("*"):
        inside = path.relative_to(home).parts
        if path.is_dir() or inside[0] in ("layout", "logs") or path.name.startswith("mlflow.db"):
            continue
        kept.append("/".join(inside))
    if (home / "mlflow.db").is_file():
        with sqlite3.connect(f"file:{home / 'mlflow.db'}?mode=ro", uri=True) as store:
            tables = {table for (table,) in store.execute("select name from sqlite_master")}
            if "runs" in tables:
                kept += [f"MLflow run {run}" for (run,) in store.execute("select run_uuid from runs")]
    return kept


def refused(peel, home, *arguments, says, status=2):
    code, out, err = peel(*arguments)
    assert code == status, err
    assert err.startswith("Error: ")
    for part in says:
        assert part in err, err
    assert MARK not in err + out
    assert "Traceback" not in err
    assert left_behind(home) == []
    logged = "".join(file.read_text() for file in (home / "logs").glob("*")) if (home / "logs").is_dir() else ""
    assert MARK not in logged
    return err


# Files in police.uk's layout


def stops(**changes):
    return [row(date=f"2023-06-{day:02}T10:00:00+00:00", **changes) for day in range(1, 29)]


GOOD = month(*stops())
JUNE, JULY = name("2023-06"), name("2023-07")


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


# A table of one's own, with a declaration


@pytest.fixture
def project(tmp_path, made, monkeypatch):
    """Makes the small project with these rows (a frame, or the CSV's bytes) and returns its use case's folder."""

    def make(data=None, text=None, **declared):
        root = made.make(tmp_path / "project", data=data, **declared)
        folder = root / "usecases" / "visits"
        if text is not None:
            (folder / "cases.csv").write_bytes(text)
        monkeypatch.setenv("PEEL_PROJECT", str(root))
        return folder

    return make


def edited(folder, *changes):
    file = folder / "usecase.yaml"
    text = file.read_text()
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    file.write_text(text)


def cases(rows=2000, **columns):
    """A year of cases, in order, with some columns given as expressions."""
    start = date(2023, 1, 1)
    frame = pl.DataFrame(
        {
            "case": [f"c{i}" for i in range(rows)],
            "opened": [start + timedelta(days=i * 365 // rows) for i in range(rows)],
            "waited": [float(i % 17) for i in range(rows)],
            "channel": [("phone", "web")[i % 2] for i in range(rows)],
            "sex": [("Female", "Male")[i // 2 % 2] for i in range(rows)],
            "needed": [i % 3 == 0 for i in range(rows)],
        }
    )
    return frame.with_columns(**columns)


LATE = pl.col("opened") >= date(2023, 11, 1)
MIDDLE = (pl.col("opened") >= date(2023, 9, 1)) & ~LATE
NOWHERE = pl.lit(MARK)

TABLES = {
    "header only": (cases().head(0), ["cases.csv: 1 file, with a header and no rows"]),
    "an empty file": (b"", ["cases.csv: the file is empty"]),
    "missing columns": (
        cases().drop("waited", "sex"),
        [
            "data.columns.waited: the data has no such column. It has 4 columns; `peel data describe PATH` lists them.",
            "data.columns.sex: the data has no such column",
        ],
    ),
    "no header": (
        cases(channel=NOWHERE).write_csv().split("\n", 1)[1].encode(),
        [
            "data.columns: none of the declared columns is there: needed, opened, waited, channel, sex, case",
            "Is its first line a header? The data has 6 columns",
        ],
    ),
    "UTF-16": (cases().write_csv().encode("utf-16"), ["cases.csv: is written in UTF-16"]),
    "neither UTF-8 nor cp1252": (
        cases(channel=NOWHERE).write_csv().encode() + b"c,2023-01-01,1,\x9d,Male,true\n",
        ["cases.csv: is neither UTF-8 nor Windows-1252 (1 bytes belong to neither)"],
    ),
    "rows too long": (
        cases(channel=NOWHERE).write_csv().encode() + f"{MARK}{',x' * 20}\n".encode(),
        ["cases.csv: rows with more cells than the header"],
    ),
    "one outcome only": (
        cases(needed=pl.lit(True)),
        ["the target 'needed' has one outcome only: 2,000 of 2,000 rows are positive"],
    ),
    "a target without a value": (cases(needed=None), ["no row has a value of the target 'needed'"]),
    "a target of words": (
        cases(needed=pl.when(pl.col("needed")).then(NOWHERE).otherwise(pl.lit("no"))),
        ["the target 'needed' holds String, its positive value is declared as bool"],
    ),
    "unparseable dates": (
        cases(opened=pl.concat_str(NOWHERE, pl.col("opened").cast(pl.String))),
        ["split.column: the column 'opened' holds String, not dates: 2,000 of 2,000 cells are nothing like 2023-01-31"],
    ),
    "one unparseable date": (
        cases(opened=pl.when(pl.int_range(pl.len()) == 7).then(NOWHERE).otherwise(pl.col("opened").cast(pl.String))),
        ["the column 'opened' holds String, not dates: 1 of 2,000 cells are nothing like 2023-01-31"],
    ),
    "some dates missing": (
        cases(opened=pl.when(pl.int_range(pl.len()) % 100 > 0).then("opened")),
        ["split.column: 20 of 2,000 rows have no 'opened'"],
    ),
    "too short a period": (cases(opened=pl.lit(date(2023, 5, 5))), ["the data spans 1 calendar month(s)"]),
    "constant in training": (
        cases(needed=pl.when(LATE | MIDDLE).then("needed").otherwise(pl.lit(False))),
        ["the part 'training' holds 1,332 rows with a target, 0 of them positive"],
    ),
    "constant in validation and held out": (
        cases(needed=pl.when(LATE | MIDDLE).then(pl.lit(True)).otherwise("needed")),
        [
            "the part 'validation' holds 334 rows with a target, 334 of them positive",
            "the part 'held_out' holds 334 rows with a target, 334 of them positive",
        ],
    ),
    "a number that is text": (
        cases(waited=NOWHERE),
        ["data.columns.waited: the feature 'waited' is declared as number and holds String"],
    ),
}


@pytest.mark.parametrize("case", TABLES)
def test_a_table_that_cannot_be_used_exits_2(case, peel, home, project):
    data, says = TABLES[case]
    project(text=data) if isinstance(data, bytes) else project(data)
    refused(peel, home, "run", "visits", "--no-flow", says=says)


def test_values_that_are_not_declared_are_counted_and_not_shown(peel, home, project):
    every_tenth = pl.int_range(pl.len()) % 10 == 0
    folder = project(
        cases(
            channel=pl.when(every_tenth).then(NOWHERE).otherwise("channel"),
            sex=pl.when(every_tenth).then(pl.lit("Not stated")).otherwise("sex"),
        )
    )
    edited(
        folder,
        ("name: Channel}", "name: Channel, allowed: [phone, web]}"),
        ("sex: {role: protected}", "sex: {role: protected, nullable: false}"),
    )
    says = [
        "data.columns.channel: 200 of 2,000 cells hold a value that is not allowed. Allowed: phone, web.",
        "data.columns.sex: 200 of 2,000 cells are missing",
    ]
    refused(peel, home, "run", "visits", "--no-flow", says=says)


def test_files_of_one_table_that_differ_are_all_named(peel, home, project):
    folder = project()
    lot = folder / "lot"
    lot.mkdir()
    cases().head(100).write_csv(lot / "a.csv")
    cases(waited=NOWHERE).head(100).drop("sex").with_columns(seen=1).write_csv(lot / "b.csv")
    (lot / "c.csv").write_bytes(b"")
    says = ["b.csv: lacks sex, which a.csv has", "b.csv: has 1 column that a.csv lacks", "c.csv: the file is empty"]
    refused(peel, home, "run", "visits", "--no-flow", "--data", lot, says=says)


def test_a_target_that_is_constant_in_a_month_is_a_finding(peel, home, project):
    folder = project(cases(needed=pl.when(pl.col("opened").dt.month() == 3).then(pl.lit(False)).otherwise("needed")))
    code, out, err = peel("data", "check", folder / "cases.csv", "--use-case", "visits")
    assert code == 3, err
    assert "degenerate-target" in out
    assert "never positive in March 2023" in out


# Declarations


def test_every_problem_of_a_declaration_is_told_at_once(peel, home, project):
    folder = project()
    edited(
        folder,
        ("stage: exploring", "stage: exploring\ncolour: blue"),
        ("predicts: service_need", "predicts: offending"),
        ("trials: 3", "trials: 0"),
        ("id: visits", "id: ../visits"),
        ("role: id}", "rolle: id}"),
    )
    says = [
        "unknown key 'colour'",
        "prohibited purpose: predicting whether a person will offend",
        "'tuning.trials'",
        "'id'",
        "'data.columns.case.rolle'; did you mean 'role'?",
    ]
    said = refused(peel, home, "run", "visits", "--no-flow", says=says)
    assert all("usecase.yaml:" in line for line in said.splitlines()[1:])
    refused(peel, home, "check", "visits", says=says, status=3)


def test_placeholders_where_they_matter_are_refused(peel, home, project):
    folder = project()
    edited(folder, ("question: Which cases need a visit this week?", "question: TBC"), ("Days waited", "TODO"))
    says = ["usecase.yaml:6: a placeholder stands where a fact is asked", "a placeholder"]
    said = refused(peel, home, "run", "visits", "--no-flow", says=says)
    assert said.count("a placeholder") == 2


def test_a_folder_with_an_unsafe_name_is_refused(peel, home, project):
    folder = project()
    shutil.copytree(folder, folder.with_name("Visits 2"))
    edited(folder.with_name("Visits 2"), ("id: visits", "id: Visits 2"))
    refused(peel, home, "run", "Visits 2", "--no-flow", says=["lower-case letters, digits and single hyphens"])
    refused(peel, home, "run", "../visits", "--no-flow", says=["No use case named '../visits'"])


@pytest.mark.parametrize("text", ["", "- a list\n", "a: [1\n", "\x00\x01", "schema: 1\nschema: 1\n"])
def test_what_is_no_declaration_exits_2(peel, home, project, text):
    (project() / "usecase.yaml").write_text(text)
    refused(peel, home, "run", "visits", "--no-flow", says=["usecase.yaml"])


def test_a_declaration_that_is_not_text_exits_2(peel, home, project):
    (project() / "usecase.yaml").write_bytes(b"title: caf\xe9\n")
    refused(peel, home, "run", "visits", "--no-flow", says=["usecase.yaml", "not UTF-8"])


def test_an_unknown_source_names_the_known_ones(peel, home, project):
    edited(project(), ("source: tabular", "source: tabula"))
    says = ["unknown source 'tabula'", "Known: police-uk/stop-and-search"]
    refused(peel, home, "run", "visits", "--no-flow", says=says)


# The command itself


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--trials", "0"], "--trials"),
        (["--trials", "many"], "--trials"),
        (["--timeout", "0"], "--timeout"),
        (["--seed", "-1"], "--seed"),
        (["--log-trials", "some"], "--log-trials"),
        (["--set", "tuning.trials=0"], "tuning.trials"),
        (["--set", "tuning.trails=5"], "did you mean 'trials'?"),
        (["--set", "fairness.primary=x"], "only tuning, split, operating_point, data can be set"),
        (["--set", "tuning.trials=[1"], "tuning.trials"),
        (["--data", "lot-*.csv"], "nothing at this path"),
        (["--data", os.devnull], "neither a file nor a folder"),
        (["--no-such-option"], "--no-such-option"),
    ],
    ids=" ".join,
)
def test_a_wrong_request_exits_2(peel, home, project, arguments, says):
    project()
    code, out, err = peel("run", "visits", "--no-flow", *arguments)
    assert code == 2, err
    assert says in err
    assert "Traceback" not in err
    assert out == ""
    assert left_behind(home) == []


def test_out_that_holds_something_is_refused_before_anything_is_read(peel, home, project, tmp_path):
    project()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    refused(peel, home, "run", "visits", "--no-flow", "--out", tmp_path / "out", says=["must be a new or empty folder"])
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine.txt"]


def test_check_looks_where_the_declaration_points(peel, home, project):
    folder = project()
    code, out, err = peel("check", "visits")
    assert code == 0, err
    assert "1 file of tabular" in out
    (folder / "cases.csv").unlink()
    refused(peel, home, "check", "visits", says=["cases.csv: not found"], status=3)


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


# What fails through no fault of the request: exit 1


def in_little_space(size, home, project):
    """Run the small project with a state folder on a disk of that size; return status, stderr, files then there."""
    command = shlex.join([sys.executable, "-c", "from peel_ml.cli import main; main()", "run", "visits", "--no-flow"])
    script = (
        f"mount -t tmpfs -o size={size} tmpfs {shlex.quote(str(home))} || exit 77\n"
        f"{command}; status=$?; find {shlex.quote(str(home))} -mindepth 1 -printf '%P\\n'; exit $status"
    )
    environment = {**os.environ, "PEEL_HOME": str(home), "PEEL_PROJECT": str(project), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        ["unshare", "--map-root-user", "--mount", "sh", "-c", script],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
        timeout=200,
    )
    return done.returncode, done.stderr, done.stdout.split("\n")


@pytest.mark.parametrize("size", ["64k", *(pytest.param(size, marks=pytest.mark.full) for size in ("1m", "3m"))])
def test_a_full_disk_exits_1_and_leaves_no_half_a_run(size, home, project):
    home.mkdir()
    folder = project()
    status, err, files = in_little_space(size, home, folder.parents[1])
    if status == 77 or shutil.which("unshare") is None or "unshare:" in err:
        pytest.skip(f"a disk of its own cannot be mounted here: {err.strip().splitlines()[-1]}")
    assert status == 1, err
    # A slow machine is told what is being done before.
    assert len(re.findall("^Error: ", err, re.MULTILINE)) == 1
    assert "no space left on" in err.lower()
    assert "or set PEEL_HOME to a folder" in err
    assert "The same command goes on from there." in err
    assert "Traceback" not in err
    # Where the disk was full only when MLflow was told, the run itself is there, and whole.
    runs = {file.split("/")[2] for file in files if file.startswith("runs/visits/")}
    assert not [run for run in runs if run.startswith(".")]
    assert all(f"runs/visits/{run}/{name}" in files for run in runs for name in ("record.json", "card.html"))


class Impatient(sqlite3.Connection):
    def cursor(self, factory=None):
        return super().cursor(Hasty)


class Hasty(sqlite3.Cursor):
    def execute(self, statement, *given):
        return super().execute("PRAGMA busy_timeout = 10" if "busy_timeout" in statement else statement, *given)


def test_a_locked_database_exits_1_and_says_so(peel, home, project, monkeypatch):
    project()
    # MLflow tells sqlite to wait twenty seconds for a lock; the test need not.
    connect = sqlite3.dbapi2.connect
    monkeypatch.setattr(sqlite3.dbapi2, "connect", lambda *given, **more: connect(*given, factory=Impatient, **more))
    assert peel("run", "visits", "--no-flow", "--quick", "--trials", "1")[0] == 0
    before = sorted((home / "runs" / "visits").iterdir())
    with closing(connect(home / "mlflow.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        status, _, err = peel("run", "visits", "--no-flow", "--quick", "--trials", "1", "--seed", "1")
    assert status == 1, err
    assert "Another process may hold the database" in err
    assert "The same command goes on from there." in err
    assert "Traceback" not in err
    assert sorted((home / "runs" / "visits").iterdir()) == before
    # Once it is free, the same command goes on.
    assert peel("run", "visits", "--no-flow", "--quick", "--trials", "1", "--seed", "1")[0] == 0


@pytest.mark.parametrize("place", ["home", "home/state"])
def test_a_state_folder_that_cannot_be_made_exits_1(place, peel, tmp_path, project, monkeypatch):
    # A file in its place: permissions do not stop the superuser.
    project()
    (tmp_path / "home").touch()
    monkeypatch.setenv("PEEL_HOME", str(tmp_path / place))
    status, out, err = peel("run", "visits", "--no-flow")
    assert status == 1, err
    assert out == ""
    assert "cannot be written" in err
    assert "Set PEEL_HOME to a folder you may write." in err
    assert "Traceback" not in err


def test_a_state_folder_on_a_read_only_disk_exits_1(home, project):
    home.mkdir()
    folder = project()
    status, err, _ = in_little_space("1m,ro", home, folder.parents[1])
    if status == 77 or "unshare:" in err:
        pytest.skip(f"a disk of its own cannot be mounted here: {err.strip().splitlines()[-1]}")
    assert status == 1, err
    assert "Set PEEL_HOME to a folder you may write." in err
    assert "Traceback" not in err
