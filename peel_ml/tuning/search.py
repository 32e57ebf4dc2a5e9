"""The search: it asks for settings, is told how good they were, and can be killed and taken up again.

It knows no estimator. What it tries is a table of parameters, what it maximises is a function.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from peel_ml.errors import PeelError, Problem
from peel_ml.results.space import Params, Space, shown
from peel_ml.results.tuning import Trial, TuningResult
from peel_ml.tuning.storage import REASON, asked_again, history, opened

if TYPE_CHECKING:
    import optuna

SAMPLER = "tree-structured Parzen estimator (Bergstra et al. 2011), pruned at the median"
STARTUP = 8
"""Trials before the sampler learns from earlier ones; until then it draws at random."""


class Pruned(Exception):
    """The trial is clearly worse than the earlier ones at the same step."""


class Report:
    """Tells the search how a trial is getting on."""

    def __init__(self, trial: optuna.Trial) -> None:
        self._trial = trial

    def step(self, step: int, value: float) -> None:
        """Report the objective so far.

        Raises
        ------
        Pruned
            Earlier trials were better at this step: do not go on.
        """
        self._trial.report(value, step)
        if self._trial.should_prune():
            raise Pruned(f"below the median of earlier trials at step {step}")


Objective = Callable[[Params, Report], float]
OnTrial = Callable[[Trial, float | None], None]


def search(
    objective: Objective,
    space: Space,
    *,
    fixed: Sequence[Params] = (),
    trials: int,
    timeout_s: int | None = None,
    seed: int,
    storage: Path,
    study_name: str,
    on_trial: OnTrial | None = None,
    objective_name: str = "objective",
    folds: str = "",
) -> TuningResult:
    """Look for the setting with the highest objective.

    Parameters
    ----------
    objective : callable
        ``objective(params, report)``; the value to maximise. It may call ``report.step(step, value)``.
    space : tuple of Parameter
        What may be tried.
    fixed : sequence of mappings
        Settings tried first, in this order; each gives every parameter of `space`.
    trials : int
        Trials in all, those of an earlier unfinished search with the same storage and name included.
    timeout_s : int, optional
        Ask for no new trial once the trials took this many seconds together.
    seed : int
        Same seed and number of trials, same trials, also when the search was killed and taken up again.
    storage : Path
        The journal file; made when it does not exist.
    study_name : str
        Name of the study in the journal.
    on_trial : callable, optional
        Called after each trial with it and the best value so far.
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

    Notes
    -----
    The sampler is made anew before each trial from the seed and the number of trials counted so far, because
    a resumed stock sampler proposes other settings than an unbroken one. A trial that was running when the
    process died is asked again with its own parameters.
    """
    import optuna

    with _quiet():
        study = opened(storage, study_name, _pruner())
        again = asked_again(study, [parameter.name for parameter in space])
        distributions = _distributions(space)
        done = history(study)
        while len(done) < trials and not _out_of_time(done, timeout_s):
            study.sampler = optuna.samplers.TPESampler(
                seed=_seed(seed, len(done)), n_startup_trials=STARTUP, constant_liar=False
            )
            given = again.pop(0) if again else (fixed[len(done)] if len(done) < len(fixed) else None)
            if given is not None:
                study.enqueue_trial(dict(given))
            _run(study, study.ask(distributions), objective)
            done = history(study)
            if on_trial is not None:
                on_trial(done[-1], _best(done))
    return _result(done, space, objective_name, folds, seed, trials)


def _run(study: optuna.Study, trial: optuna.Trial, objective: Objective) -> None:
    from optuna.trial import TrialState

    try:
        value = float(objective(dict(trial.params), Report(trial)))
        if math.isnan(value):
            raise ValueError("the objective is not a number")
    except Pruned:
        study.tell(trial, state=TrialState.PRUNED)
    except Exception as error:  # a trial that fails is a result: the reason is kept and the search goes on
        trial.set_user_attr(REASON, f"{type(error).__name__}: {error}")
        study.tell(trial, state=TrialState.FAIL)
    else:
        study.tell(trial, value)


def _result(done: Sequence[Trial], space: Space, objective: str, folds: str, seed: int, requested: int) -> TuningResult:
    complete = [trial for trial in done if trial.value is not None]
    if not complete:
        raise PeelError(f"All {len(done)} trials of the search failed.", _reasons(done))
    best = max(complete, key=lambda trial: trial.value if trial.value is not None else float("-inf"))
    states = [trial.state for trial in done]
    return TuningResult(
        objective=objective,
        sampler=SAMPLER,
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
    )


def _reasons(done: Sequence[Trial]) -> list[Problem]:
    counts: dict[str, int] = {}
    for trial in done:
        counts[trial.reason or trial.state] = counts.get(trial.reason or trial.state, 0) + 1
    return [Problem(f"{count} x {reason}") for reason, count in counts.items()]


def _best(done: Sequence[Trial]) -> float | None:
    return max((trial.value for trial in done if trial.value is not None), default=None)


def _out_of_time(done: Sequence[Trial], timeout_s: int | None) -> bool:
    """Count the trials' own seconds, so that a search taken up again keeps to the same budget."""
    return timeout_s is not None and bool(done) and sum(trial.seconds for trial in done) >= timeout_s


def _seed(seed: int, counted: int) -> int:
    import numpy as np

    return int(np.random.SeedSequence([seed, counted]).generate_state(1)[0])


def _pruner() -> optuna.pruners.BasePruner:
    import optuna

    return optuna.pruners.MedianPruner(n_startup_trials=4, n_warmup_steps=10)


def _distributions(space: Space) -> dict[str, Any]:
    from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution

    rows: dict[str, Any] = {}
    for row in space:
        if row.kind == "choice":
            rows[row.name] = CategoricalDistribution(row.choices)
        elif row.kind == "int":
            rows[row.name] = IntDistribution(int(row.low), int(row.high), log=row.log)
        else:
            rows[row.name] = FloatDistribution(row.low, row.high, log=row.log)
    return rows


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep Optuna's own log lines off the terminal, and put its verbosity back afterwards."""
    import optuna

    before = optuna.logging.get_verbosity()
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    try:
        yield
    finally:
        optuna.logging.set_verbosity(before)
