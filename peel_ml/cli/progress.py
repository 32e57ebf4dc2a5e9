"""How a run tells its progress: a live line on a terminal, a plain line now and then elsewhere; always on stderr."""

from __future__ import annotations

import sys
from time import monotonic
from types import TracebackType

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    SpinnerColumn,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
)

from peel_ml.cli.loudness import is_quiet, is_verbose
from peel_ml.results.tuning import Trial

PLAIN_EVERY_S = 10.0


def taken_up(steps: int, of: int) -> str:
    """Return what a run says that goes on.

    Examples
    --------
    >>> taken_up(11, 29)
    'Going on with a run of this command that did not finish: 11 of 29 steps are kept.'
    """
    return f"Going on with a run of this command that did not finish: {steps} of {of} steps are kept."


class Live:
    """A bar over the steps with the best score so far."""

    def __init__(self, console: Console, steps: int) -> None:
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            TaskProgressColumn(),
            TextColumn("{task.fields[best]}"),
            TimeElapsedColumn(),
            console=console,
            transient=True,
        )
        self._task = self._progress.add_task("Starting", total=steps, best="")
        self._whole = 0

    def __enter__(self) -> Live:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def taken_up(self, steps: int, of: int) -> None:
        """Say it above the bar, where it stays."""
        self._progress.console.print(taken_up(steps, of))

    def step_started(self, name: str, title: str) -> None:
        """Show what is being done."""
        self._progress.update(self._task, description=title)

    def step_finished(self, name: str, seconds: float) -> None:
        """Move the bar on."""
        self._whole += 1
        self._progress.update(self._task, completed=self._whole)

    def trial_finished(self, trial: Trial, best: float | None, requested: int) -> None:
        """Show the best score so far; the bar moves within the step."""
        shown = "" if best is None else f"best {best:.4f}"
        self._progress.update(
            self._task,
            completed=self._whole + min(1.0, (trial.number + 1) / requested),
            description=f"Searching: {trial.number + 1} of {requested}",
            best=shown,
        )


class Plain:
    """A line now and then, for pipes and logs."""

    def __init__(self) -> None:
        self._said = monotonic()

    def __enter__(self) -> Plain:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return

    def taken_up(self, steps: int, of: int) -> None:
        """Say it at once."""
        print(taken_up(steps, of), file=sys.stderr, flush=True)  # noqa: T201

    def step_started(self, name: str, title: str) -> None:
        """Say what is being done, not more often than every few seconds."""
        self._say(title)

    def step_finished(self, name: str, seconds: float) -> None:
        """Say nothing."""

    def trial_finished(self, trial: Trial, best: float | None, requested: int) -> None:
        """Say how far the search is."""
        shown = "" if best is None else f", best {best:.4f}"
        self._say(f"Searching: {trial.number + 1} of {requested}{shown}")

    def _say(self, line: str) -> None:
        now = monotonic()
        if now - self._said >= PLAIN_EVERY_S:
            self._said = now
            print(line, file=sys.stderr, flush=True)  # noqa: T201


class Quiet(Plain):
    """Nothing at all."""

    def taken_up(self, steps: int, of: int) -> None:
        """Say nothing."""

    def _say(self, line: str) -> None:
        return


def progress(steps: int) -> Live | Plain:
    """Return the listener that fits where stderr goes and what was asked for with ``-v`` or ``-q``."""
    if is_quiet():
        return Quiet()
    console = Console(stderr=True)
    # With -v every step has its line, which a bar that is drawn again and again would tear apart.
    return Live(console, steps) if console.is_terminal and not is_verbose() else Plain()
