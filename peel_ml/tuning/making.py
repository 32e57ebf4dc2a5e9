"""One trial of a study that many workers share, from its number to its end.

A worker is given a number and makes the study's next trial for it. It tells the study how the trial is getting on and
how it ended, so that nothing finished depends on whoever handed the numbers out.

The settings are proposed from one reading of the study, in memory, and written with the trial at once: asked through
the database, Optuna reads the study again for every trial and writes each setting by itself, which is most of what an
empty trial costs.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import lru_cache
from threading import Lock
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any

from peel_ml.errors import PeelError
from peel_ml.results.space import Params, Space
from peel_ml.tuning.proposing import distributions_of, sampler_of
from peel_ml.tuning.search import Objective, Report, judged
from peel_ml.tuning.study import NUMBER, REASON, Study, database, ended, lost, settled

if TYPE_CHECKING:
    import optuna

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

    opened = study.opened(number)
    memory = _memory(study.uri, opened._study_id)
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
            trial, params = _begun(opened, memory, known, number, space, study.seed)
            try:
                _made(trial, params, number, objective)
            except (UpdateFinishedTrialError, _GivenUp):
                if not lost(opened._storage.get_trial(trial._trial_id)):
                    raise
            else:
                settled(study.uri)
                return


def _begun(
    opened: optuna.Study,
    memory: _Memory,
    known: Sequence[optuna.trial.FrozenTrial],
    number: int,
    space: Space,
    seed: int,
) -> tuple[optuna.Trial, Params]:
    """Begin a trial with what was asked for and nobody took up yet, or else with a proposal."""
    import optuna
    from optuna.trial import TrialState, create_trial

    distributions = distributions_of(space)
    storage: Any = opened._storage
    if (waiting := _taken_up(storage, known)) is not None:
        asked = optuna.Trial(opened, waiting)
        return asked, {name: asked._suggest(name, one) for name, one in distributions.items()}
    params = memory.proposed(known, sampler_of(seed, number), distributions)
    trial = create_trial(
        state=TrialState.RUNNING, params=params, distributions=distributions, user_attrs={NUMBER: number}
    )
    return optuna.Trial(opened, storage.create_new_trial(opened._study_id, template_trial=trial)), params


def _taken_up(storage: Any, known: Sequence[optuna.trial.FrozenTrial]) -> int | None:
    """Take up the first trial that somebody asked for and nobody has begun, and return its id."""
    from optuna.exceptions import UpdateFinishedTrialError
    from optuna.trial import TrialState

    for trial in known:
        if trial.state == TrialState.WAITING:
            # It bears a number already where it is tried again: a heart has to beat before it runs.
            storage.record_heartbeat(trial._trial_id)
            with suppress(UpdateFinishedTrialError):
                if storage.set_trial_state_values(trial._trial_id, state=TrialState.RUNNING):
                    return int(trial._trial_id)
    return None


@lru_cache(maxsize=4)
def _memory(uri: str, study_id: int) -> _Memory:
    return _Memory()


class _Memory:
    """A copy of a study in this process, to which each trial is added once."""

    def __init__(self) -> None:
        import optuna

        self._study = optuna.create_study(direction="maximize")
        self._added: set[int] = set()
        self._lock = Lock()
        self._looked = -math.inf

    def looks(self, every_s: float) -> bool:
        """Tell whether this process is to look for trials whose worker has died: it did not for so long."""
        with self._lock:
            due = monotonic() - self._looked >= every_s
            self._looked = monotonic() if due else self._looked
            return due

    def proposed(
        self,
        known: Sequence[optuna.trial.FrozenTrial],
        sampler: optuna.samplers.BaseSampler,
        distributions: dict[str, Any],
    ) -> dict[str, Any]:
        """Return what to try next after `known`."""
        from optuna.trial import TrialState

        with self._lock:
            for trial in known:
                if trial.state in (TrialState.COMPLETE, TrialState.PRUNED) and trial._trial_id not in self._added:
                    self._study.add_trial(trial)
                    self._added.add(trial._trial_id)
            at_work = [trial for trial in known if trial.state == TrialState.RUNNING and trial.params]
            before = len(self._study.get_trials(deepcopy=False))
            self._study.add_trials(at_work)
            self._study.sampler = sampler
            params: dict[str, Any] = self._study.ask(distributions).params
            # What is at work now may have ended by the next time, and the proposal itself comes back from the database.
            for trial in self._study.get_trials(deepcopy=False)[before:]:
                self._study.tell(trial.number, state=TrialState.FAIL)
            return params


def _made(trial: optuna.Trial, params: Params, number: int, objective: Objective) -> None:
    """Make a trial that has begun, its heart beating meanwhile, and tell the study how it ended."""
    from optuna.trial import TrialState

    from peel_ml.tuning.rows import Heart

    storage: Any = trial.study._storage
    # A heart has beaten before the number is there: a running trial of this number always becomes stale some time
    # after its worker has died, and whoever waits for it does not wait for ever.
    if trial.user_attrs.get(NUMBER) != number:
        trial.set_user_attr(NUMBER, number)
    try:
        with Heart(trial._trial_id, storage):
            state, value, reason = judged(objective, params, _Told(trial))
        if reason is not None:
            _still_ours(trial.set_user_attr, REASON, reason)
    except BaseException:
        # Without a reason it counts as lost, and its number is made again.
        _still_ours(storage.set_trial_state_values, trial._trial_id, TrialState.FAIL)
        raise
    states = {"complete": TrialState.COMPLETE, "pruned": TrialState.PRUNED, "failed": TrialState.FAIL}
    storage.set_trial_state_values(trial._trial_id, states[state], None if value is None else [value])


class _GivenUp(PeelError):
    """Others took this trial for lost while it was at work: its heart had not been heard for too long."""


def _still_ours(tell: Callable[..., object], *told: Any) -> None:
    from optuna.exceptions import UpdateFinishedTrialError

    try:
        tell(*told)
    except UpdateFinishedTrialError:
        raise _GivenUp("Others took this trial for lost.") from None


class _Told(Report):
    """Tells the study, in whose database anything may happen."""

    def step(self, step: int, value: float) -> None:
        with database():
            _still_ours(super().step, step, value)
