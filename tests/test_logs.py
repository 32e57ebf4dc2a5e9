import json
import logging
import os
import stat
import time

import numpy as np
import pytest

from peel_ml import logs
from peel_ml.errors import BadRequest, PeelError

MARKER = "MARKER-5c1e"


@pytest.fixture
def folder(tmp_path):
    """A log folder that events go to; the logger is left as it was found."""
    before = logs.LOGGER.level, logs.LOGGER.propagate, list(logs.LOGGER.handlers)
    logs.begin(tmp_path / "home" / "logs", "run", version="0")
    yield tmp_path / "home" / "logs"
    logs.LOGGER.level, logs.LOGGER.propagate, logs.LOGGER.handlers[:] = before
    logs.LOGGER.setLevel(before[0])


def lines():
    return [json.loads(line) for line in logs.file().read_text().splitlines()]


def test_nothing_is_made_before_something_happens(folder):
    assert logs.file() is None
    assert not folder.parent.exists()


def test_events_are_lines_of_a_file_that_nobody_else_may_read(folder):
    with logs.about(run="r1"):
        logs.event("step_finished", step="scores", seconds=1.25, kept=False)
    logs.event("run_finished", level=logging.DEBUG)
    head, step, last = lines()
    assert (head["event"], head["command"], head["version"], head["pid"]) == ("log_begun", "run", "0", os.getpid())
    assert step.pop("at").endswith("+00:00")
    assert step == {
        "level": "info",
        "event": "step_finished",
        "run": "r1",
        "step": "scores",
        "seconds": 1.25,
        "kept": False,
    }
    assert (last["level"], "run" in last) == ("debug", False)
    assert stat.S_IMODE(logs.file().stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == stat.S_IMODE(folder.parent.stat().st_mode) == 0o700


def test_what_is_no_plain_fact_is_named_by_its_type_only(folder):
    class Row:
        def __repr__(self):
            return MARKER

    logs.event("odd", row=Row(), array=np.array([7351]), many=[Row(), 1], nothing=float("nan"))
    found = lines()[-1]
    assert (found["row"], found["array"], found["many"], found["nothing"]) == ("<Row>", "<ndarray>", ["<Row>", 1], None)
    assert MARKER not in logs.file().read_text()


def test_an_error_of_ours_is_logged_with_its_sentence_and_a_librarys_without_its_message(folder):
    def fail():
        try:
            raise ValueError(f"could not parse {MARKER!r}")
        except ValueError as error:
            raise BadRequest("No column 'Date'.") from error

    with pytest.raises(BadRequest) as caught:
        fail()
    logs.event("failed", **logs.failure(caught.value))
    logging.getLogger("peel_ml").error("failed too", exc_info=caught.value)
    for line in lines()[1:]:
        assert (line["error"], line["said"]) == ("peel_ml.errors.BadRequest", "No column 'Date'.")
        assert line["after"]["error"] == "ValueError"
        assert line["after"]["frames"][-1].endswith(" fail")
    assert MARKER not in logs.file().read_text()


def test_old_files_are_removed_and_others_are_left(folder):
    folder.mkdir(parents=True)
    old, new, other = folder / "old.jsonl", folder / "new.jsonl", folder / "notes.txt"
    for path in (old, new, other):
        path.touch()
    month = time.time() - (logs.KEPT_DAYS + 1) * 86_400
    for path in (old, other):
        os.utime(path, (month, month))
    logs.event("something")
    assert not old.exists()
    assert new.exists()
    assert other.exists()


def test_a_log_that_cannot_be_written_is_said_once_and_the_work_goes_on(tmp_path, folder, capsys):
    (tmp_path / "file").touch()
    logs.begin(tmp_path / "file" / "logs", "run")
    logs.event("first")
    logs.event("second")
    assert logs.file() is None
    assert capsys.readouterr().err.count("cannot be written") == 1


def test_events_are_told_on_stderr_when_asked_for(folder, capsys):
    logs.event("unheard")
    logs.show(logging.DEBUG)
    assert logs.shown()
    with logs.about(run="r1"):
        logs.event("heard", level=logging.DEBUG, step="scores", seconds=1.23456, why="two words")
    logs.show(None)
    logs.event("unheard")
    told = capsys.readouterr().err
    assert told.split(" ", 1)[1] == 'heard step=scores seconds=1.235 why="two words"\n'


def test_a_program_that_uses_the_library_sees_events_in_its_own_logging(caplog):
    with caplog.at_level(logging.INFO, "peel_ml"):
        logs.event("step_finished", step="scores")
    assert [record.facts for record in caplog.records] == [{"step": "scores"}]


def test_an_error_without_a_message_is_logged_too(folder):
    logs.event("failed", **logs.failure(PeelError("")))
    assert lines()[-1]["said"] == ""
