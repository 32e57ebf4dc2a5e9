"""A book of several use cases: planned, run in processes of their own, gone on with, and summed up."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from peel_ml.errors import BadRequest
from peel_ml.experiment.book import BookRequest, Row, plan, run_book
from peel_ml.experiment.book import children as processes
from peel_ml.experiment.book.kept import NAME
from peel_ml.experiment.book.rows import Book
from peel_ml.experiment.book.summary import to_markdown, write
from peel_ml.settings import Settings

ROOT = Path(__file__).resolve().parents[3]

CHILD = """\
import json, os, signal, sys, time
from pathlib import Path
asked = json.loads(sys.argv[1])
name, here = asked["use_case"], Path(os.environ["PEEL_HOME"])
with (here / "ran").open("a") as ran:
    ran.write(name + "\\n")
def tell(**facts):
    print(json.dumps(facts), flush=True)
print("a library says something")
tell(event="step", title="Reading the data")
if name == "dies":
    os.kill(os.getpid(), signal.SIGKILL)
if name == "fails" and not (here / "mended").exists():
    tell(event="ended", reason="No column 'Date'.", log="a.jsonl")
    sys.exit(2)
if name == "slow":
    time.sleep(60)
record = here / f"{name}.json"
record.write_text("{}")
tell(event="ended", row={
    "use_case": name, "kind": "classification", "state": "finished", "run_id": "r", "evaluated_on": "validation",
    "primary": "roc_auc", "value": 0.7, "low": 0.6, "high": 0.8, "verdicts": {"outside": 1}, "findings": {"warn": 2},
    "card": "card.html", "record": str(record), "synthetic": True, "final": False, "log": None})
"""
"""A stand-in for a run: what is tested here is the book around it."""


class Heard:
    def __init__(self):
        self.lines = []

    def started(self, planned):
        self.lines.append(("started", planned.use_case))

    def said(self, planned, event):
        self.lines.append((event["event"], planned.use_case))

    def ended(self, row):
        self.lines.append((row.state, row.use_case))


@pytest.fixture
def stand_in(tmp_path, monkeypatch):
    """Projects whose use cases are run by the stand-in."""
    (tmp_path / "stand_in.py").write_text(CHILD)
    monkeypatch.setattr(processes, "PROGRAM", "stand_in")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    def made(*names, **more):
        for name in names:
            folder = tmp_path / "usecases" / name
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "usecase.yaml").write_text("task: {kind: classification}\n" + more.get(name, ""))
        return Settings(tmp_path, tmp_path / "home", f"sqlite:///{tmp_path}/m.db", workers=2)

    return made


def ran(settings):
    return (settings.home / "ran").read_text().split()


def test_one_failing_use_case_does_not_stop_the_rest(stand_in):
    settings, heard = stand_in("dies", "fails", "first", "last"), Heard()
    book = run_book(plan(settings), BookRequest(), settings, heard)
    assert [(row.use_case, row.state) for row in book.rows] == [
        ("dies", "failed"),
        ("fails", "failed"),
        ("first", "finished"),
        ("last", "finished"),
    ]
    assert "SIGKILL" in book.rows[0].reason
    assert (book.rows[1].reason, book.rows[1].log) == ("No column 'Date'.", "a.jsonl")
    assert book.rows[2].value == 0.7
    assert book.at_a_time == 2
    assert {line[0] for line in heard.lines} == {"started", "step", "failed", "finished"}


def test_after_a_failure_the_same_command_runs_only_what_did_not_finish(stand_in):
    settings = stand_in("fails", "first")
    run_book(plan(settings), BookRequest(), settings, Heard())
    (settings.home / "mended").touch()
    book = run_book(plan(settings), BookRequest(), settings, Heard())
    assert sorted(ran(settings)) == ["fails", "fails", "first"]
    assert [(row.state, row.kept) for row in book.rows] == [("finished", False), ("finished", True)]
    assert not (settings.home / NAME).exists()
    # All of it finished: the next command begins anew.
    run_book(plan(settings), BookRequest(), settings, Heard())
    assert ran(settings).count("first") == 2


@pytest.mark.parametrize("changed", ["seed", "declaration", "record"])
def test_what_was_finished_is_run_again_where_anything_decides_otherwise(stand_in, changed):
    settings, request = stand_in("fails", "first"), BookRequest()
    run_book(plan(settings), request, settings, Heard())
    if changed == "seed":
        request = BookRequest(seed=1)
    elif changed == "declaration":
        (settings.usecases / "first" / "README.md").write_text("Other words.")
    else:
        (settings.home / "first.json").unlink()
    run_book(plan(settings), request, settings, Heard())
    assert ran(settings).count("first") == 2


def test_a_folder_of_published_data_gives_each_use_case_its_own_files(stand_in, tmp_path):
    named = "data: {published_as: counts/borough-*.csv}\n"
    settings = stand_in("bare", "there", "absent", there=named, absent="data: {published_as: nowhere.csv}\n")
    published = tmp_path / "published"
    (published / "counts").mkdir(parents=True)
    (published / "counts" / "borough-2024.csv").write_text("a\n1\n")
    absent, bare, there = plan(settings, published)
    assert there.data == str(published / "counts" / "borough-*.csv")
    assert there.skipped is None
    assert "no data.published_as" in bare.skipped
    assert "no nowhere.csv" in absent.skipped
    book = run_book((bare, absent), BookRequest(), settings, Heard())
    assert [row.state for row in book.rows] == ["skipped", "skipped"]
    assert not (settings.home / "ran").exists()


def test_a_book_without_use_cases_or_without_its_folder_is_refused(tmp_path):
    settings = Settings(tmp_path, tmp_path / "home", "sqlite:///m.db")
    with pytest.raises(BadRequest, match="peel new"):
        plan(settings)
    (tmp_path / "usecases" / "one").mkdir(parents=True)
    (tmp_path / "usecases" / "one" / "usecase.yaml").write_text("[not: {a mapping")
    assert plan(settings)[0].kind == "not declared"
    with pytest.raises(BadRequest, match="no folder"):
        plan(settings, tmp_path / "nowhere")


INTERRUPTED = """\
import signal, sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from peel_ml.experiment.book import BookRequest, plan, run_book
from peel_ml.experiment.book import children
from peel_ml.settings import Settings
import test_book
children.PROGRAM = "stand_in"
here = Path({here!r})
settings = Settings(here, here / "home", "sqlite:///m.db", workers=2)
try:
    run_book(plan(settings), BookRequest(), settings, test_book.Heard())
except KeyboardInterrupt:
    sys.exit(130)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_ctrl_c_ends_every_process_and_keeps_what_had_finished(stand_in, tmp_path):
    stand_in("slow", "first")
    program = INTERRUPTED.format(tests=str(Path(__file__).parent), here=str(tmp_path))
    places = os.pathsep.join((str(ROOT), str(tmp_path)))
    process = subprocess.Popen([sys.executable, "-c", program], env={**os.environ, "PYTHONPATH": places})
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if _read(tmp_path / "home" / NAME) and "slow" in _read(tmp_path / "home" / "ran"):
            break
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 130
    assert not _children(tmp_path)
    assert list(json.loads(_read(tmp_path / "home" / NAME))) == ["first"]


def test_a_use_case_ends_in_order_when_the_book_is_killed():
    waiting = (
        "import time; from peel_ml.cli.book_child import _follow; _follow(); print('up', flush=True); time.sleep(60)"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", waiting],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    with process:
        assert process.stdout.readline() == b"up\n"
        # What the system does for a killed process: the other end of the pipe is closed.
        process.stdin.close()
        assert process.wait(30) == -signal.SIGTERM


def _read(path):
    return path.read_text() if path.exists() else ""


def _children(home):
    found = []
    for process in Path("/proc").iterdir():
        try:
            if b"stand_in" in (process / "cmdline").read_bytes() and str(home) in os.readlink(process / "cwd"):
                found.append(process.name)
        except OSError:
            continue
    return found


def test_the_summary_says_what_happened_to_each(tmp_path):
    rows = (
        Row("visits", "classification", "finished", None, "r", "held_out", True, True, "roc_auc", 0.7, 0.6, 0.8,
            {"outside": 1, "within": 0}, {"warn": 2}, 12.3, "card.html", "record.json"),
        Row("counts", "count_forecast", "failed", "No column\n  - 'a|b'", seconds=3.0),
    )  # fmt: skip
    text = to_markdown(Book(rows, 15.0, 2))
    assert "| visits | classification | held out, SYNTHETIC | roc auc 0.700 (0.600 to 0.800) | 1 outside |" in text
    assert "1 finished, 1 failed, 0 skipped in 15 s, 2 at a time" in text
    assert "- **counts** failed. No column - 'a|b'" in text
    assert write(Book(rows, 15.0, 2), tmp_path).read_text() == text
    assert json.loads((tmp_path / "problem-book.json").read_text())["rows"][0]["value"] == 0.7
