"""The search of many workers on one study: as `peel_ml.tuning.search`, but not repeatable.

Each trial sees whatever has ended when it begins, instead of the batches before it, so that no worker ever waits for
another.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING

from peel_ml.logs import event
from peel_ml.results.space import Params, Space
from peel_ml.results.tuning import TuningResult
from peel_ml.tuning.search import OnTrial, best_of, result_of
from peel_ml.tuning.storage import EndedTrial, remember, remembered
from peel_ml.tuning.study import Study, ended_trials
from peel_ml.tuning.workers import Workers

if TYPE_CHECKING:
    import optuna

LOOK_S = 0.5
"""How often the study is read for what has ended."""
SAMPLER = (
    "tree-structured Parzen estimator (Bergstra et al. 2011) on one study that all workers share, each trial proposed "
    "from those that had ended by then, pruned at the median of earlier trials"
)


def search_shared(
    make: Callable[[int], None],
    space: Space,
    *,
    fixed: Sequence[Params] = (),
    trials: int,
    timeout_s: int | None = None,
    study: Study,
    folder: Path,
    workers: Workers,
    on_trial: OnTrial | None = None,
    objective_name: str = "objective",
    folds: str = "",
) -> TuningResult:
    """Look for the setting with the highest objective, with a study that other processes write to.

    Parameters
    ----------
    make : callable
        Has the trial of a number made somewhere, by `peel_ml.tuning.making.make_trial`, and returns when it has ended.
        Several threads call it at a time.
    space, fixed, trials, timeout_s, on_trial, objective_name, folds
        As for `peel_ml.tuning.search.search`.
    study : Study
        Made where it is missing, gone on with where it is there, removed when the search has come to its end.
    folder : Path
        Where ended trials are kept as well.
    workers : Workers
        Trials asked for at a time.

    Returns
    -------
    TuningResult
        Every number from 0 once, however often it was tried. It says that it is not repeatable.

    Raises
    ------
    PeelError
        Every trial failed, or the database cannot be used.
    """
    shared = _Shared(study, folder, trials, timeout_s, on_trial)
    if shared.missing() and not shared.out_of_time():
        study.begin(tuple(fixed))
        shared.take_up(now=True)

        def job(number: int) -> None:
            if not shared.out_of_time():
                make(number)
                shared.take_up()

        with closing(workers.each(job, shared.missing())) as answers:
            for _ in answers:
                pass
        shared.take_up(now=True)
        study.remove()
    done = [shared.done[number].trial for number in sorted(shared.done)]
    return result_of(
        done, space, objective_name, folds, study.seed, trials, SAMPLER, shared=True, tried_again=shared.lost
    )


class _Shared:
    """What has ended in the study, kept here as well as soon as anybody hears of it."""

    def __init__(
        self, study: Study, folder: Path, trials: int, timeout_s: int | None, on_trial: OnTrial | None
    ) -> None:
        self.done: dict[int, EndedTrial] = {ended.trial.number: ended for ended in remembered(folder)}
        self.lost = 0
        self._study, self._folder, self._trials, self._timeout_s = study, folder, trials, timeout_s
        self._on_trial = on_trial
        self._opened: optuna.Study | None = None
        self._lock = Lock()
        self._looked = -math.inf
        self._elapsed = max((ended.elapsed for ended in self.done.values()), default=0.0)
        self._began = monotonic() - self._elapsed

    def missing(self) -> list[int]:
        return [number for number in range(self._trials) if number not in self.done]

    def out_of_time(self) -> bool:
        return self._timeout_s is not None and self._elapsed >= self._timeout_s

    def take_up(self, *, now: bool = False) -> None:
        """Read what has ended, unless that was done a moment ago: workers wait for the cores that it takes."""
        with self._lock:
            if not now and monotonic() - self._looked < LOOK_S:
                return
            self._looked = monotonic()
            elapsed = self._looked - self._began
            self._opened = self._opened or self._study.opened()
            found, lost = ended_trials(self._opened, elapsed)
            if lost > self.lost:
                event("trials_lost", level=logging.WARNING, lost=lost - self.lost, study=self._study.name)
                self.lost = lost
            for number in sorted(found.keys() - self.done.keys()):
                # Only ends of trials count, so that the first ones are made however long it took to begin.
                self._elapsed = elapsed
                remember(self._folder, found[number])
                self.done[number] = found[number]
                if self._on_trial is not None:
                    self._on_trial(found[number].trial, best_of(list(self.done.values())))
