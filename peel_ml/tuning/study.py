"""One study in a database that many workers share: opening it, and what has ended in it.

Every trial of the search has a number from 0, which whoever makes it notes at the trial (`NUMBER`). Of each number the
first trial that ended counts, and no other. `peel_ml.tuning.making` makes one.

A worker that dies leaves a running trial whose heart no longer beats. Whoever comes next marks it as failed and asks
for the same setting again (Optuna's heartbeat and `RetryHeartbeatStaleTrialCallback`), up to `RETRIES` times: a setting
that kills every worker is given up, and its number gets another one.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from peel_ml.errors import PeelError
from peel_ml.results.space import Params
from peel_ml.results.tuning import Trial
from peel_ml.tuning.storage import EndedTrial

if TYPE_CHECKING:
    import optuna
    from sqlalchemy import Engine

NUMBER, REASON = "peel_number", "peel_reason"
"""A trial's own attributes in the study: its number in the search, and why it failed or was pruned."""
RETRIES = 2


@dataclass(frozen=True)
class Study:
    """Where the shared study is.

    Parameters
    ----------
    uri : str
        Its database. It may hold a password: no message and no log shows it.
    name : str
        The study's name there.
    seed : int
        Of the search.
    beat_s : int
        How often a worker says that its trial is alive.
    grace_s : int
        After how long a silence a trial counts as lost.
    """

    uri: str = field(repr=False)
    name: str
    seed: int
    beat_s: int = 5
    grace_s: int = 20

    def storage(self) -> optuna.storages.BaseStorage:
        """Return the storage, one for each process.

        Raises
        ------
        PeelError
            It cannot be opened.
        """
        from optuna.exceptions import ExperimentalWarning

        # The heartbeat is called experimental since version 2.8; warning of it at every trial helps nobody.
        warnings.filterwarnings("ignore", category=ExperimentalWarning)
        with database():
            return _storage(self.uri, self.beat_s, self.grace_s)

    def begin(self, fixed: tuple[Params, ...]) -> None:
        """Make the study unless it is there, and see that the settings to be tried first are asked for once.

        Raises
        ------
        PeelError
            The database cannot be used.
        """
        import optuna

        with self._there() as place:
            study = optuna.create_study(**place, direction="maximize", load_if_exists=True)
            tried = [asked(trial) for trial in study.get_trials(deepcopy=False) if not lost(trial)]
            for params in fixed:
                if dict(params) not in tried:
                    study.enqueue_trial(dict(params))

    def opened(self) -> optuna.Study:
        """Return the study; what to try next is not asked of it, but of `peel_ml.tuning.making`.

        Raises
        ------
        PeelError
            The database cannot be used.
        """
        import optuna

        with self._there() as place:
            return optuna.load_study(**place)

    def remove(self) -> None:
        """Remove the study: its search has come to its end, and everything of it is kept elsewhere."""
        import optuna

        with self._there() as place:
            optuna.delete_study(**place)

    @contextmanager
    def _there(self) -> Iterator[dict[str, Any]]:
        """Give the arguments by which Optuna finds the study, and speak for the database meanwhile."""
        storage = self.storage()
        with database():
            yield {"storage": storage, "study_name": self.name}


@lru_cache(maxsize=4)
def _storage(uri: str, beat_s: int, grace_s: int) -> optuna.storages.BaseStorage:
    import optuna

    from peel_ml.tuning.rows import Rows

    # A worker's own log is not the place for settings and values of trials.
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    quick = {"connect_args": {"options": "-c synchronous_commit=off"}} if uri.startswith("postgresql") else {}
    rdb = Rows(
        uri,
        # A trial makes about five transactions. To wait for the disk with each costs more than all else of a
        # trial beside its fit; `settled` waits once, at the trial's end.
        engine_kwargs={"pool_pre_ping": True, **quick},
        heartbeat_interval=beat_s,
        grace_period=grace_s,
        heartbeat_stale_trial_callback=optuna.storages.RetryHeartbeatStaleTrialCallback(max_retry=RETRIES),
    )
    # With the cache in front, ended trials are read from the database once a process.
    return optuna.storages.get_storage(rdb)


def settled(uri: str) -> None:
    """Return once everything that was told to the database before is on its disk.

    PostgreSQL writes what it will do in one sequence, and a commit that is waited for takes with it all that came
    before, of any session (`synchronous_commit`; Write-Ahead Logging in PostgreSQL's manual).
    """
    from sqlalchemy import text

    if uri.startswith("postgresql"):
        with _waited_for(uri).begin() as connection:
            connection.execute(text("SELECT pg_logical_emit_message(true, 'peel', 'a trial has ended')"))


@lru_cache(maxsize=4)
def _waited_for(uri: str) -> Engine:
    from sqlalchemy import create_engine

    return create_engine(uri, pool_pre_ping=True)


@contextmanager
def database() -> Iterator[None]:
    """Turn what the database's driver raises into our own words, without its message: it may quote the address."""
    from optuna.exceptions import StorageInternalError
    from sqlalchemy.exc import SQLAlchemyError

    try:
        yield
    except (SQLAlchemyError, StorageInternalError) as error:
        raise PeelError(
            f"The study's database cannot be used ({type(error).__name__}). Trials that ended are kept in it: see that "
            "PostgreSQL runs and that the workers reach it at PEEL_STUDY_URI, and give the same command."
        ) from None


def asked(trial: optuna.trial.FrozenTrial) -> dict[str, Any]:
    """Return what a trial tries; one that nobody took up yet holds that elsewhere."""
    return trial.params or dict(trial.system_attrs.get("fixed_params", {}))


def lost(trial: optuna.trial.FrozenTrial) -> bool:
    """Tell whether a trial was given up with its worker, or by it: it failed, and nobody noted why."""
    from optuna.trial import TrialState

    return trial.state == TrialState.FAIL and REASON not in trial.user_attrs


def ended(trial: optuna.trial.FrozenTrial) -> bool:
    """Tell whether a trial came to an end of its own: complete, pruned, or failed with a reason."""
    from optuna.trial import TrialState

    if trial.state in (TrialState.COMPLETE, TrialState.PRUNED):
        return True
    return trial.state == TrialState.FAIL and REASON in trial.user_attrs


def ended_trials(study: optuna.Study, elapsed: float) -> tuple[dict[int, EndedTrial], int]:
    """Return the trials that ended by their number, and how many were lost with their worker."""
    found: dict[int, EndedTrial] = {}
    gone = 0
    with database():
        trials = study.get_trials(deepcopy=False)
    for trial in trials:
        if not ended(trial):
            gone += lost(trial)
            continue
        number = trial.user_attrs.get(NUMBER)
        # Of two trials of one number, which takes a network that was cut, the first counts.
        if number is not None and number not in found:
            found[number] = _plain(trial, number, elapsed)
    return found, gone


def _plain(trial: optuna.trial.FrozenTrial, number: int, elapsed: float) -> EndedTrial:
    from optuna.trial import TrialState

    complete = trial.state == TrialState.COMPLETE
    state: Any = "complete" if complete else "pruned" if trial.state == TrialState.PRUNED else "failed"
    seconds = trial.duration.total_seconds() if trial.duration is not None else 0.0
    plain = Trial(
        number, state, trial.value if complete else None, dict(trial.params), seconds, trial.user_attrs.get(REASON)
    )
    return EndedTrial(plain, dict(trial.intermediate_values), elapsed)
