"""A run that can be killed at any moment: every finished step's value is kept, and none is made twice.

`resumable` wraps the rows of a steps table. A step whose value is kept in the work folder is not run again:
its value is read when a later step asks for it. A value leaves memory when no later step needs it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Lock
from time import perf_counter
from typing import Any

from peel_ml.experiment.steps import Step
from peel_ml.keeping import intact, keep, kept

_NOT_HERE = object()

OnStarted = Callable[[Step], None]
OnFinished = Callable[[Step, float, bool, Any], None]
"""Told the step, the seconds it took when it was made, whether it was taken from the work folder, and, where it
was made now, its value."""


class Value:
    """One step's value: in memory while a step needs it, on disk where it is kept."""

    def __init__(self, step: Step, folder: Path, value: Any = _NOT_HERE) -> None:
        self._step = step
        self._folder = folder
        self._value = value
        self._lock = Lock()

    def get(self) -> Any:
        """Return the value, read from the work folder where it is not in memory."""
        with self._lock:  # two steps at a time must not read it twice
            if self._value is _NOT_HERE:
                self._value = kept(self._folder, self._step.keeps)
            return self._value

    def forget(self) -> None:
        """Let the value leave memory."""
        with self._lock:
            self._value = _NOT_HERE


class Progress:
    """What is done of a steps table, in a folder of its own.

    Parameters
    ----------
    folder : Path
        Inside the work folder; made when the first value is kept.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seconds_folder = folder / ".seconds"
        self.seconds: dict[str, float] = (
            kept(self._seconds_folder, dict[str, float]) if intact(self._seconds_folder) else {}
        )
        """For each step that is done the seconds it took when it was made."""
        self._lock = Lock()

    def place(self, step: Step) -> Path:
        """Return where a step's value is kept."""
        return self._folder / step.name

    def done(self, step: Step) -> bool:
        """Tell whether a step's value is kept whole."""
        return step.keeps is not None and step.name in self.seconds and intact(self.place(step))

    def finished(self, step: Step, value: Any, seconds: float) -> None:
        """Keep a step's value, if its row says so."""
        with self._lock:
            self.seconds[step.name] = seconds
            if step.keeps is not None:
                keep(self._seconds_folder, dict[str, float], self.seconds)
        if step.keeps is not None:
            keep(self.place(step), step.keeps, value)


def resumable(
    steps: Sequence[Step],
    progress: Progress,
    wanted: Sequence[str],
    on_started: OnStarted,
    on_finished: OnFinished,
) -> list[Step]:
    """Return the table with every step wrapped; its values come as `Value`.

    Parameters
    ----------
    steps : sequence of Step
        The table.
    progress : Progress
        What is done, and where it is kept.
    wanted : sequence of str
        Names of values that stay in memory to the end.
    on_started, on_finished : callable
        Told how it goes.
    """
    users = {name: {step.name for step in steps if name in step.inputs} for step in steps for name in step.inputs}
    lock = Lock()

    def last_uses(step: Step) -> list[str]:
        with lock:  # by name and not counted, because a step may be tried again
            for name in step.inputs:
                users[name].discard(step.name)
            return [name for name in step.inputs if not users[name] and name not in wanted]

    def wrapped(step: Step) -> Step:
        def function(**inputs: Any) -> Value:
            on_started(step)
            taken = progress.done(step)
            made = None
            if taken:
                value = Value(step, progress.place(step))
            else:
                started = perf_counter()
                made = step.function(**{name: _plain(value) for name, value in inputs.items()})
                seconds = perf_counter() - started
                progress.finished(step, made, seconds)
                value = Value(step, progress.place(step), made)
            for name in last_uses(step):
                if isinstance(inputs[name], Value):
                    inputs[name].forget()
            on_finished(step, progress.seconds[step.name], taken, made)
            return value

        return replace(step, function=function)

    return [wrapped(step) for step in steps]


def _plain(value: Any) -> Any:
    return value.get() if isinstance(value, Value) else value


def plain(values: Mapping[str, Any], name: str) -> Any:
    """Return one of the values that a walk over a wrapped table gave."""
    return _plain(values[name])
