"""The search: it asks for settings, is told how good they were, and can be killed and taken up again.

It knows no estimator. What it tries is a table of parameters, what it maximises is a function.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, Literal

from peel_ml.errors import PeelError, Problem, of_memory
from peel_ml.results.space import Params, Space, shown
from peel_ml.results.tuning import Trial, TuningResult
from peel_ml.tuning.proposing import proposed
from peel_ml.tuning.storage import EndedTrial, remember, remembered
from peel_ml.tuning.workers import Workers

if TYPE_CHECKING:
    import optuna

BATCH = 4
"""Trials proposed together and judged without knowing of one another. A constant, whatever the number of
workers, so that the search depends on the seed alone."""
SAMPLER = (
    f"tree-structured Parzen estimator (Bergstra et al. 2011), {BATCH} trials at a time, pruned at the median "
    "of earlier batches"
)


class Pruned(Exception):
    """The trial is clearly worse than the earlier ones at the same step."""


class Report:
    """Tells the search how a trial is getting on."""

    def __init__(self, trial: optuna.Trial) -> None:
        self._trial = trial
        self.steps: dict[int, float] = {}
        """What was reported."""

    @property
    def trial(self) -> optuna.Trial:
        """The trial itself, for those who judge it on another machine."""
        return self._trial

    def step(self, step: int, value: float) -> None:
        """Report the objective so far.

        Raises
        ------
        Pruned
            Trials of earlier batches were better at this step: do not go on.
        """
        self.steps[step] = value
        self._trial.report(value, step)
        if self._trial.should_prune():
            raise Pruned(f"below the median of earlier trials at step {step}")


Objective = Callable[[Params, Report], float]
OnTrial = Callable[[Trial, float | None], None]
Outcome = tuple[Literal["complete", "pruned", "failed"], float | None, str | None]
"""How a trial ended, its value, and why it has none."""
Elsewhere = Callable[[Params, Report], Outcome]


def search(
    objective: Objective,
    space: Space,
    *,
    fixed: Sequence[Params] = (),
    trials: int,
    timeout_s: int | None = None,
    seed: int,
    folder: Path,
    workers: Workers | None = None,
    elsewhere: Elsewhere | None = None,
    on_trial: OnTrial | None = None,
    objective_name: str = "objective",
    folds: str = "",
) -> TuningResult:
    """Look for the setting with the highest objective.

    Parameters
    ----------
    objective : callable
        ``objective(params, report)``; the value to maximise. It may call ``report.step(step, value)``. Several
        threads call it at a time.
    space : tuple of Parameter
        What may be tried.
    fixed : sequence of mappings
        Settings tried first, in this order; each gives every parameter of `space`.
    trials : int
        Trials in all, those of an earlier unfinished search in the same folder included.
    timeout_s : int, optional
        Begin no new trial once the search took this many seconds, those before a kill included.
    seed : int
        Same seed and number of trials, same trials, whatever the workers, also when the search was killed and
        taken up again.
    folder : Path
        Where ended trials are kept; made when it does not exist. It belongs to one objective and one space.
    workers : Workers, optional
        Judge trials of a batch at a time.
    elsewhere : callable, optional
        Judges a trial in place of `objective`, with the same outcome: on another machine.
    on_trial : callable, optional
        Called for each trial that ended, in order, with it and the best value so far.
    objective_name, folds : str
        What the record says was maximised, and on which rows.

    Returns
    -------
    TuningResult
        Failed trials are in it with the class and message of their reason.

    Raises
    ------
    PeelError
        Every trial failed; the reasons are listed.
    MemoryError
        A trial ran out of memory. It is not kept, so that the same search goes on with it where there is more.
    """
    judge = _Judge(elsewhere or partial(judged, objective), folder, timeout_s)
    done = judge.done
    while len(done) < trials and not judge.out_of_time():
        known = {ended.trial.number for ended in done}
        missing = next(number for number in range(trials) if number not in known)
        start = missing // BATCH * BATCH
        batch = proposed(done[:start], space, fixed=fixed, count=min(BATCH, trials - start), seed=seed)
        waiting = [trial for trial in batch if trial.number not in known]
        # Closed here and now, so that an interruption ends the trials under way before it goes on its way.
        with closing((workers or Workers()).each(judge, waiting)) as answers:
            for ended in answers:
                if ended is None:
                    continue
                done.append(ended)
                if on_trial is not None:
                    on_trial(ended.trial, best_of(done))
        done.sort(key=lambda ended: ended.trial.number)
    return result_of([ended.trial for ended in done], space, objective_name, folds, seed, trials)


class _Judge:
    """Runs one trial after the other, keeps what ended, and looks at the clock."""

    def __init__(self, outcome: Elsewhere, folder: Path, timeout_s: int | None) -> None:
        self.done = remembered(folder)
        self._outcome, self._folder, self._timeout_s = outcome, folder, timeout_s
        self._lock = Lock()
        # Only ends of trials count, so that a search that was killed after its time was up stays ended.
        self._elapsed = max((ended.elapsed for ended in self.done), default=0.0)
        self._began = monotonic() - self._elapsed

    def out_of_time(self) -> bool:
        return self._timeout_s is not None and self._elapsed >= self._timeout_s

    def __call__(self, trial: optuna.Trial) -> EndedTrial | None:
        """Return the trial's end; nothing where time was up before it began."""
        if self.out_of_time():
            return None
        report, began = Report(trial), monotonic()
        state, value, reason = self._outcome(dict(trial.params), report)
        with self._lock:
            self._elapsed = monotonic() - self._began
            ended = EndedTrial(
                Trial(trial.number, state, value, dict(trial.params), monotonic() - began, reason),
                report.steps,
                self._elapsed,
            )
        remember(self._folder, ended)
        return ended


def judged(objective: Objective, params: Params, report: Report) -> Outcome:
    """Return how a trial ended; an objective that fails is a result like others."""
    try:
        value = float(objective(params, report))
        if math.isnan(value):
            raise ValueError("the objective is not a number")
    except Pruned as pruned:
        return "pruned", None, str(pruned)
    except (PeelError, ImportError):
        # The machinery failed, and nothing is said about the setting: the same trial is to be made again.
        raise
    except Exception as error:  # a trial that fails is a result: the reason is kept and the search goes on
        if of_memory(error):
            raise
        return "failed", None, f"{type(error).__name__}: {error}"
    return "complete", value, None


def result_of(
    done: Sequence[Trial],
    space: Space,
    objective: str,
    folds: str,
    seed: int,
    requested: int,
    sampler: str = SAMPLER,
    shared: bool = False,
    tried_again: int = 0,
) -> TuningResult:
    """Sum a search up.

    Raises
    ------
    PeelError
        Every trial failed; the reasons are listed.
    """
    complete = [trial for trial in done if trial.value is not None]
    if not complete:
        raise PeelError(f"All {len(done)} trials of the search failed.", _reasons(done))
    best = max(complete, key=lambda trial: trial.value if trial.value is not None else float("-inf"))
    states = [trial.state for trial in done]
    return TuningResult(
        objective=objective,
        sampler=sampler,
        seed=seed,
        folds=folds,
        trials_requested=requested,
        completed=len(complete),
        pruned=states.count("pruned"),
        failed=states.count("failed"),
        best_value=best.value,
        best_params=best.params,
        space=shown(space),
        trials=tuple(done),
        stopped_by="trials" if len(done) >= requested else "timeout",
        shared=shared,
        tried_again=tried_again,
    )


def _reasons(done: Sequence[Trial]) -> list[Problem]:
    counts: dict[str, int] = {}
    for trial in done:
        counts[trial.reason or trial.state] = counts.get(trial.reason or trial.state, 0) + 1
    return [Problem(f"{count} x {reason}") for reason, count in counts.items()]


def best_of(done: Sequence[EndedTrial]) -> float | None:
    """Return the highest value so far."""
    return max((ended.trial.value for ended in done if ended.trial.value is not None), default=None)
