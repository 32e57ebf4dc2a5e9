"""What a person reads when something fails that no command foresaw."""

import errno
import json
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from peel_ml.cli.failures import HARDLY_ANY, sentence, unforeseen

MARKER = "MARKER-91d0"

FAILING = """
import sys
from peel_ml.cli import main
import peel_ml.experiment.run as module
def fails(*arguments, **more):
    error = {error}
    error.add_note("Kept: 7 of 24 steps. The same command goes on from there.")
    error.add_note("{marker} of a library")
    raise error
module.run = fails
main()
"""


def failing(error):
    return FAILING.format(error=error, marker=MARKER)


def test_a_fault_is_one_plain_sentence_and_its_message_is_shown_to_nobody(project, peel):
    status, said, complained = peel(
        project, "run", "visits", "--no-flow", program=failing(f"ValueError('could not parse {MARKER}')")
    )
    assert (status, said) == (1, "")
    (log,) = (project / ".peel" / "logs").iterdir()
    # The place is named where it is in this package; this one is in the test's own program.
    first, kept = complained.strip().splitlines()
    assert first.startswith("Error: Something went wrong that should not have: ValueError in peel_ml.cli.run.")
    assert str(log) in first
    assert "-v" in first
    assert kept == "Kept: 7 of 24 steps. The same command goes on from there."
    assert MARKER not in complained + log.read_text()
    events = [json.loads(line) for line in log.read_text().splitlines()]
    failed = next(event for event in events if event["event"] == "failed")
    assert (failed["level"], failed["error"]) == ("error", "ValueError")
    assert any("peel_ml.cli.run:" in frame for frame in failed["frames"])
    assert (events[-1]["event"], events[-1]["status"]) == ("command_ended", 1)


def test_v_shows_where_it_came_from_on_the_terminal_and_nowhere_else(project, peel):
    for arguments in (["-v", "run", "visits"], ["run", "visits", "-v"]):
        status, _, complained = peel(
            project, *arguments, "--no-flow", program=failing(f"ValueError('could not parse {MARKER}')")
        )
        assert status == 1
        assert "Traceback" in complained
        assert MARKER in complained
    assert MARKER not in "".join(path.read_text() for path in (project / ".peel" / "logs").iterdir())


def test_the_end_of_a_file_is_no_interruption(project, peel):
    status, _, complained = peel(project, "run", "visits", "--no-flow", program=failing("EOFError('cut')"))
    assert status == 1
    assert "EOFError" in complained


def test_quiet_and_verbose_exclude_each_other_and_quiet_is_quiet(project, peel):
    status, _, complained = peel(project, "-q", "list", "-v")
    assert status == 2
    assert "Give one of them" in complained
    assert peel(project, "list", "-q")[0::2] == (0, "")
    assert not (project / ".peel").exists()


def locked():
    error = sqlite3.OperationalError("database is locked")
    error.sqlite_errorname = "SQLITE_BUSY_SNAPSHOT"
    return error


def wrapped(error):
    """As SQLAlchemy and MLflow hand on what happened below."""
    try:
        raise RuntimeError(f"[SQL: INSERT … parameters: {MARKER}]") from error
    except RuntimeError as outer:
        return outer


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "/some/file"), r"no space left .* \(/some/file\)"),
        (PermissionError(errno.EACCES, "Permission denied"), "may not be read or written"),
        (RuntimeError(f"{MARKER}: No space left on device (os error 28)"), "no space left"),
        (MemoryError(), "not enough memory"),
        (RuntimeError("can't start new thread"), "not enough memory.*PEEL_WORKERS=1"),
        (wrapped(ValueError("std::bad_alloc")), "not enough memory"),
        (ImportError("_fast.so: failed to map segment from shared object"), "not enough memory"),
        (locked(), "locked by another program"),
        (wrapped(locked()), "locked by another program"),
        (wrapped(OSError(errno.ENOSPC, "")), "no space left"),
    ],
)
def test_what_the_system_refused_says_what_to_do(error, said):
    found = sentence(error)
    assert MARKER not in found
    with pytest.raises(AssertionError, match=said):
        raise AssertionError(found)


def test_a_real_locked_database_is_recognised(tmp_path):
    holder = sqlite3.connect(tmp_path / "a.db")
    holder.execute("BEGIN EXCLUSIVE")
    second = sqlite3.connect(tmp_path / "a.db", timeout=0)
    with pytest.raises(sqlite3.OperationalError) as caught:
        second.execute("BEGIN EXCLUSIVE")
    holder.close()
    second.close()
    assert "locked" in sentence(caught.value)


def test_another_error_is_none_of_these():
    assert sentence(KeyError("a")) is None
    assert sentence(FileNotFoundError(errno.ENOENT, "No such file")) is None
    assert "KeyError" in unforeseen(KeyError(MARKER))
    assert MARKER not in unforeseen(KeyError(MARKER))


def test_what_nobody_foresaw_while_hardly_any_memory_is_left_is_told_as_that(monkeypatch):
    assert "memory" not in unforeseen(KeyError(MARKER))
    monkeypatch.setattr("peel_ml.cli.failures.memory_left", lambda: HARDLY_ANY - 1)
    told = unforeseen(KeyError(MARKER))
    assert re.search(r"Hardly any memory was left .* KeyError\..*PEEL_WORKERS=1", told)
    assert MARKER not in told


@pytest.mark.skipif(not Path("/proc/self/statm").is_file(), reason="limits of memory are read on Linux")
def test_the_memory_left_is_what_the_limit_leaves():
    program = (
        "import resource; from peel_ml.cli.failures import memory_left; before = memory_left();"
        "used = int(open('/proc/self/statm').read().split()[0]) * resource.getpagesize();"
        "resource.setrlimit(resource.RLIMIT_AS, (used + 2**25, -1));"
        "assert before > 2**26 > 2**25 >= memory_left() > 0"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_a_failure_is_told_without_any_module_that_is_not_there_yet():
    program = (
        "import builtins, sys; import peel_ml.cli; there = builtins.__import__\n"
        "def refusing(name, *rest, **more):\n"
        "    if name in ('sqlite3', 'resource', 'psutil'): raise ImportError(f'{name}: failed to map segment')\n"
        "    return there(name, *rest, **more)\n"
        "for name in [one for one in sys.modules if one.partition('.')[0] == 'sqlite3']: del sys.modules[name]\n"
        "builtins.__import__ = refusing\n"
        "from peel_ml.cli.failures import sentence, unforeseen\n"
        "assert 'not enough memory' in sentence(RuntimeError('bad_alloc')); unforeseen(KeyError())"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
