"""One trial of a study that many workers share, from its number to its end.

A worker is given a number and makes the study's next trial for it. It tells the study how the trial ended, so that
nothing finished depends on whoever handed the numbers out.

The settings are proposed from one reading of the study, in memory, and written with the trial at once; whether it goes
on is decided from that reading too, and its steps are written with its end. Asked through the database, Optuna reads
the study again for every trial and every step, and writes each setting and step by itself: that took most of the time
of an empty trial, and ten steps took three times as long again.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache, partial
from threading import Lock
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any

from peel_ml.results.space import Params, Space
from peel_ml.tuning.proposing import distributions_of, pruner, sampler_of
from peel_ml.tuning.search import Objective, Report, judged
from peel_ml.tuning.study import NUMBER, REASON, Study, asked, database, ended, lost, settled

if TYPE_CHECKING:
    import optuna

Distributions = dict[str, Any]
"""Settings by name, as Optuna writes a space."""
LOOK_S = 0.5


def make_trial(study: Study, number: int, space: Space, objective: Objective) -> None:
    """Make the trial of a number, unless it has ended already; on a worker.

    Raises
    ------
    PeelError
        The database cannot be used.
    """
    import optuna
    from optuna.exceptions import UpdateFinishedTrialError
    from optuna.trial import TrialState

    opened = study.opened()
    memory = _memory(study.uri, opened._study_id)
    distributions = distributions_of(space)
    with database():
        # Until the number has ended: a worker may die, or be taken for dead.
        while True:
            if memory.looks(study.beat_s):
                optuna.storages.fail_stale_trials(opened)
            known = opened.get_trials(deepcopy=False)
            mine = [trial for trial in known if trial.user_attrs.get(NUMBER) == number]
            if any(ended(trial) for trial in mine):
                return
            if any(trial.state == TrialState.RUNNING for trial in mine):
                # The worker that had this number is at work unheard by the scheduler, or it has died.
                sleep(LOOK_S)
                continue
            memory.learn(known)
            propose = partial(memory.proposed, known, study.seed, number, distributions)
            trial, params = _begun(opened, number, known, propose, distributions)
            try:
                _made(opened._storage, trial, memory, params, distributions, objective)
            except UpdateFinishedTrialError:
                # Others took it for lost: its heart had not been heard for too long.
                if not lost(opened._storage.get_trial(trial)):
                    raise
            else:
                settled(study.uri)
                return


def _begun(
    opened: optuna.Study,
    number: int,
    known: Sequence[optuna.trial.FrozenTrial],
    propose: Callable[[], Params],
    distributions: Distributions,
) -> tuple[int, Params]:
    """Begin the first trial that somebody asked for and nobody has begun, or else one with a proposal.

    Returns its id and its settings. A heart has beaten when it stands there as running: whoever waits for it does not
    wait for ever.
    """
    from optuna.trial import TrialState, create_trial

    storage: Any = opened._storage
    for trial in known:
        if trial.state == TrialState.WAITING:
            params = asked(trial)
            if params.keys() < distributions.keys():
                params = {**propose(), **params}
            # One whose worker has died holds its settings already.
            unset = {name: value for name, value in params.items() if name not in trial.params}
            if storage._backend.take_up(trial._trial_id, unset, distributions, {NUMBER: number}):
                return trial._trial_id, params
    params = dict(propose())
    begun = create_trial(
        state=TrialState.RUNNING, params=params, distributions=distributions, user_attrs={NUMBER: number}
    )
    return storage.create_new_trial(opened._study_id, template_trial=begun), params


@lru_cache(maxsize=4)
def _memory(uri: str, study_id: int) -> _Memory:
    return _Memory()


class _Memory:
    """A copy of a study in this process, to which each trial is added once."""

    def __init__(self) -> None:
        import optuna

        self._study = optuna.create_study(direction="maximize", pruner=pruner())
        self._added: set[int] = set()
        self._lock = Lock()
        self._looked = -math.inf

    def looks(self, every_s: float) -> bool:
        """Tell whether this process is to look for trials whose worker has died: it did not for so long."""
        with self._lock:
            due = monotonic() - self._looked >= every_s
            self._looked = monotonic() if due else self._looked
            return due

    def learn(self, known: Sequence[optuna.trial.FrozenTrial]) -> None:
        """Add what has ended."""
        from optuna.trial import TrialState

        with self._lock:
            for trial in known:
                if trial.state in (TrialState.COMPLETE, TrialState.PRUNED) and trial._trial_id not in self._added:
                    self._study.add_trial(trial)
                    self._added.add(trial._trial_id)

    def proposed(
        self, known: Sequence[optuna.trial.FrozenTrial], seed: int, number: int, distributions: Distributions
    ) -> Params:
        """Return what to try next after `known`, whose ends have been learned."""
        from optuna.trial import TrialState

        with self._lock:
            at_work = [trial for trial in known if trial.state == TrialState.RUNNING and trial.params]
            before = len(self._study.get_trials(deepcopy=False))
            self._study.add_trials(at_work)
            self._study.sampler = sampler_of(seed, number)
            params: Params = self._study.ask(distributions).params
            # What is at work now may have ended by the next time, and the proposal itself comes back from the database.
            for trial in self._study.get_trials(deepcopy=False)[before:]:
                self._study.tell(trial.number, state=TrialState.FAIL)
            return params

    @contextmanager
    def at_work(self, params: Params, distributions: Distributions) -> Iterator[optuna.Trial]:
        """Give a trial of the copy: what it reports is compared with what had ended when it began."""
        import optuna
        from optuna.trial import TrialState, create_trial

        begun = create_trial(state=TrialState.RUNNING, params=dict(params), distributions=distributions)
        with self._lock:
            trial = optuna.Trial(self._study, self._study._storage.create_new_trial(self._study._study_id, begun))
        try:
            yield trial
        finally:
            # It comes back from the database once it has ended there.
            self._study.tell(trial.number, state=TrialState.FAIL)


def _made(
    storage: Any, trial: int, memory: _Memory, params: Params, distributions: Distributions, objective: Objective
) -> None:
    """Make a trial that has begun, its heart beating meanwhile, and tell the study how it ended."""
    from optuna.trial import TrialState

    from peel_ml.tuning.rows import Heart, Rows

    rows: Rows = storage._backend
    try:
        with Heart(trial, storage), memory.at_work(params, distributions) as copy:
            report = Report(copy)
            state, value, reason = judged(objective, params, report)
    except BaseException:
        # Without a reason it counts as lost, and its number is made again.
        storage.set_trial_state_values(trial, TrialState.FAIL)
        raise
    states = {"complete": TrialState.COMPLETE, "pruned": TrialState.PRUNED, "failed": TrialState.FAIL}
    rows.end(trial, states[state], value, report.steps, {} if reason is None else {REASON: reason})
