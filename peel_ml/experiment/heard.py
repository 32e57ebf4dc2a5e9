"""What a run tells on its way, passed on to whoever listens."""

from __future__ import annotations

from threading import Lock

from peel_ml.experiment.pace import Pace
from peel_ml.experiment.request import Listener
from peel_ml.logs import event
from peel_ml.results.tuning import Trial


class Heard:
    """Passes on what steps and the search tell, one after another; logs trials and counts those that are kept."""

    def __init__(self, listener: Listener, pace: Pace) -> None:
        self._listener = listener
        self._pace = pace
        self._trials = 0
        self._lock = Lock()

    @property
    def said(self) -> str:
        """How many trials were told, as part of a sentence."""
        return f" and {self._trials} trials" if self._trials else ""

    def taken_up(self, steps: int, of: int) -> None:
        """Pass it on."""
        self._listener.taken_up(steps, of)

    def step_started(self, name: str, title: str) -> None:
        """Pass it on."""
        with self._lock:
            self._listener.step_started(name, title)

    def step_finished(self, name: str, seconds: float) -> None:
        """Pass it on."""
        with self._lock:
            self._listener.step_finished(name, seconds)

    def trial_finished(self, trial: Trial, best: float | None, requested: int) -> None:
        """Pass it on, and log it; a search goes no further once a step beside it failed."""
        self._trials = trial.number + 1
        event("trial_finished", trial=trial.number, state=trial.state, seconds=trial.seconds)
        with self._lock:
            self._listener.trial_finished(trial, best, requested)
        self._pace.go_on()
