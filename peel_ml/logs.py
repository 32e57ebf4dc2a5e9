"""What a command did, as JSON lines in ``PEEL_HOME/logs``: one file a command, readable to nobody else.

A line is a name and facts about it, never a row value and never another library's message, which may quote one::

    {"at": "2026-11-24T00:12:31.402+00:00", "level": "info", "event": "step_finished",
     "run": "20261124T001225-3f2a11", "step": "scores", "seconds": 1.234, "kept": false}

`event` writes one; `about` names the run that the lines within belong to. Both go through the standard logger
``peel_ml``, so a program that uses this package as a library sees them as it sees every other log, and nothing
is written to a file until the command line asks for one with `begin`.
"""

from __future__ import annotations

import json
import logging
import math
import os
import sys
import time
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from peel_ml.errors import PeelError

LOGGER = logging.getLogger("peel_ml")
# Without this a program that uses the package and sets up no logging would see warnings on its stderr.
LOGGER.addHandler(logging.NullHandler())

KEPT_DAYS = 30
"""Older files are removed when the next command writes its first line."""

_about: ContextVar[Mapping[str, Any]] = ContextVar("peel_ml_about", default={})  # noqa: B039 - never changed


def event(name: str, /, *, level: int = logging.INFO, **facts: Any) -> None:
    """Log that something happened, with facts about it.

    Parameters
    ----------
    name : str
        What happened, for example ``"step_finished"``; one name always has the same facts.
    level : int
        Of the standard library: ``logging.DEBUG`` is shown by ``-v`` and kept in the file like the rest.
    **facts
        Names, counts, seconds, yes or no; lists and mappings of these. Anything else is written as the
        name of its type, so that no frame and no array gets into a log by mistake.

    Examples
    --------
    >>> event("step_finished", step="scores", seconds=1.234, kept=False)
    """
    if LOGGER.isEnabledFor(level):
        LOGGER.log(level, "%s", name, extra={"facts": {**_about.get(), **facts}})


@contextmanager
def about(**facts: Any) -> Iterator[None]:
    """Add these facts to every event within.

    Examples
    --------
    >>> with about(run="20261124T001225-3f2a11"):
    ...     event("run_started", use_case="stop-search-outcome")
    """
    token = _about.set({**_about.get(), **facts})
    try:
        yield
    finally:
        _about.reset(token)


def failure(error: BaseException) -> dict[str, Any]:
    """Return what may be logged of an error: its kind, our own sentence, and where it came from.

    The message of another library's error is left out: it may quote a row.

    Examples
    --------
    >>> from peel_ml.errors import BadRequest
    >>> failure(BadRequest("No column 'Date'."))["said"]
    "No column 'Date'."
    >>> failure(ValueError("could not parse '1990-02-31'"))
    {'error': 'ValueError', 'frames': []}
    """
    kind = type(error)
    home = "" if kind.__module__ == "builtins" else f"{kind.__module__}."
    facts: dict[str, Any] = {"error": f"{home}{kind.__qualname__}"}
    if isinstance(error, PeelError):
        facts["said"] = str(error)
    elif isinstance(error, OSError) and error.errno is not None:
        facts["errno"] = os.strerror(error.errno)
    facts["frames"] = [
        f"{frame.f_globals.get('__name__', '?')}:{line} {frame.f_code.co_name}"
        for frame, line in traceback.walk_tb(error.__traceback__)
    ]
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        facts["after"] = failure(cause)
    return facts


def begin(folder: Path | None, command: str, **facts: Any) -> None:
    """Send events to a file of this command's own from here on.

    Parameters
    ----------
    folder : Path or None
        ``PEEL_HOME/logs``. It is made, and the file in it, when the first event is logged. ``None``: no file.
    command : str
        Name of the command, part of the file's name.
    **facts
        About the command; they stand in the file's first line, ``"log_begun"``.
    """
    _replace(JsonLines, None if folder is None else JsonLines(folder, command, facts))
    LOGGER.setLevel(logging.DEBUG)
    # A library that puts a handler on the root logger would tell everything a second time.
    LOGGER.propagate = False


def show(level: int | None) -> None:
    """Tell events from this level on also on stderr, ``None`` for none."""
    _replace(Shown, None if level is None else Shown(level))


def shown() -> bool:
    """Tell whether events are told on stderr."""
    return any(isinstance(handler, Shown) for handler in LOGGER.handlers)


def _replace(kind: type[logging.Handler], handler: logging.Handler | None) -> None:
    for found in [found for found in LOGGER.handlers if isinstance(found, kind)]:
        LOGGER.removeHandler(found)
    if handler is not None:
        LOGGER.addHandler(handler)


def file() -> Path | None:
    """Return the file that this command's events went to, ``None`` when none was written."""
    for handler in LOGGER.handlers:
        if isinstance(handler, JsonLines) and handler.path is not None:
            return handler.path
    return None


class JsonLines(logging.Handler):
    """Appends each event to the command's file. Nothing is held back, so a killed run has logged all it did."""

    def __init__(self, folder: Path, command: str, facts: Mapping[str, Any]) -> None:
        super().__init__(logging.DEBUG)
        self.path: Path | None = None
        self._folder = folder
        self._command = command
        self._about = facts
        self._failed = False

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        if self._failed:
            return
        try:
            if self.path is None:
                self.path = _new_file(self._folder, self._command)
                about = {"command": self._command, "pid": os.getpid(), **self._about}
                _append(self.path, _line(record.created, logging.INFO, "log_begun", about))
            _append(self.path, _line(record.created, record.levelno, record.getMessage(), _facts(record)))
        except OSError as error:
            # A run is worth more than its log; whoever reads it later must know that it ends here.
            self._failed, self.path = True, None
            sys.stderr.write(f"The log in {self._folder} cannot be written ({error.strerror}); going on without it.\n")


class Shown(logging.Handler):
    """Tells events on stderr, for people."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        facts = " ".join(f"{key}={_word(value)}" for key, value in _facts(record).items() if key != "run")
        sys.stderr.write(f"{datetime.now():%H:%M:%S} {record.getMessage()} {facts}".rstrip() + "\n")


def _new_file(folder: Path, command: str) -> Path:
    # Rows' characteristics are not in a log, yet who ran what and when is nobody else's business.
    folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.mkdir(exist_ok=True, mode=0o700)
    oldest = time.time() - KEPT_DAYS * 86_400
    for path in folder.glob("*.jsonl"):
        # Another command may be removing the same old files.
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < oldest:
                path.unlink()
    return folder / f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{command}-{os.getpid()}.jsonl"


def _append(path: Path, line: str) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, line.encode())
    finally:
        os.close(handle)


def _line(created: float, level: int, name: str, facts: Mapping[str, Any]) -> str:
    at = datetime.fromtimestamp(created, UTC).isoformat(timespec="milliseconds")
    head = {"at": at, "level": logging.getLevelName(level).lower(), "event": name}
    return json.dumps({**head, **_plain(facts), **head}, ensure_ascii=False) + "\n"


def _facts(record: logging.LogRecord) -> dict[str, Any]:
    facts: dict[str, Any] = _plain(getattr(record, "facts", {}))
    if record.exc_info and record.exc_info[1] is not None:
        facts |= failure(record.exc_info[1])
    return facts


def _plain(value: object) -> Any:
    """Return a value as JSON can hold it; what is no plain fact is named by its type only."""
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(entry) for entry in value]
    return f"<{type(value).__name__}>"


def _word(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.3f}"
    return value if isinstance(value, str) and " " not in value else json.dumps(value, ensure_ascii=False)
