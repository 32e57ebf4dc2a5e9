"""Random moments that do not depend on how busy the machine is: after which line of the log, and how long after it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from subprocess import Popen
from time import monotonic, sleep
from typing import Any

import numpy as np

from benchmarks.aftermath import Event, logs_of

LOOKED_EVERY_S = 0.005


@dataclass(frozen=True)
class Moment:
    """A point of a run: `delay_s` after it has written `lines` lines to its log."""

    lines: int
    delay_s: float
    after: str
    """What the last of these lines tells, in words."""

    def __str__(self) -> str:
        return f"{self.delay_s:.3f} s after {self.after}"


@dataclass(frozen=True)
class Timeline:
    """The lines of an undisturbed run's log and the seconds before the first and after each."""

    events: Sequence[Event]
    gaps: Sequence[float]

    def moment(self, rng: np.random.Generator, within: tuple[str, str] | None = None) -> Moment:
        """Draw a line, each as likely as the next, and a delay up to the line that followed it.

        Steps and trials are then struck equally often, long or short; drawn over the seconds alone, half of all
        moments would fall while libraries are imported.

        Parameters
        ----------
        within : tuple of str, optional
            The first and the last line, as `said` words them; by default the whole run, its start included.
        """
        first, last = 0, len(self.events) - 1
        if within is not None:
            words = [said(event) for event in self.events]
            first, last = words.index(within[0]) + 1, words.index(within[1])
        lines = int(rng.integers(first, last + 1))
        after = "the start" if lines == 0 else said(self.events[lines - 1])
        return Moment(lines, float(rng.uniform(0, self.gaps[lines])), after)


def said(event: Event) -> str:
    """Return what a line tells, in words.

    Examples
    --------
    >>> said({"event": "step_finished", "step": "raw"})
    'step finished raw'
    """
    return " ".join(
        str(word).replace("_", " ")
        for word in (event["event"], event.get("step"), event.get("trial"))
        if word is not None
    )


def timeline(events: Sequence[Event], started: datetime) -> Timeline:
    """Return the timeline of a run that was started at this time and left undisturbed."""
    times = [started, *(datetime.fromisoformat(event["at"]) for event in events)]
    gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(times)]
    return Timeline(tuple(events), (*gaps, 0.0))


def reached(moment: Moment, process: Popen[Any], home: Path, before: set[Path]) -> bool:
    """Wait for a moment of a run; tell whether it came before the run's end."""

    def over(done: Callable[[], bool]) -> bool:
        while not done():
            if process.poll() is not None:
                return True
            sleep(LOOKED_EVERY_S)
        return False

    if over(lambda: lines_of(home, before) >= moment.lines):
        return False
    until = monotonic() + moment.delay_s
    return not over(lambda: monotonic() >= until) and process.poll() is None


def lines_of(home: Path, before: set[Path]) -> int:
    """Return how many lines the logs hold that were not there before."""
    return sum(log.read_bytes().count(b"\n") for log in logs_of(home) - before)
