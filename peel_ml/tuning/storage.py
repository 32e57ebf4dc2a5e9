"""The search's memory: a journal file that survives a kill."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from peel_ml.results.tuning import ParamValue, Trial

if TYPE_CHECKING:
    import optuna

REASON = "reason"
"""Why the objective failed; a failed trial without it was cut off by a kill and is asked again."""


def opened(path: Path, name: str, pruner: optuna.pruners.BasePruner) -> optuna.Study:
    """Open the study in the journal at `path`, or begin it."""
    import optuna
    from optuna.storages import JournalStorage
    from optuna.storages.journal import JournalFileBackend, JournalFileOpenLock

    path.parent.mkdir(parents=True, exist_ok=True)
    # The open-file lock works where symbolic links do not.
    backend = JournalFileBackend(str(path), lock_obj=JournalFileOpenLock(str(path)))
    return optuna.create_study(
        storage=JournalStorage(backend),
        study_name=name,
        direction="maximize",
        pruner=pruner,
        load_if_exists=True,
    )


def asked_again(study: optuna.Study, names: Sequence[str]) -> list[dict[str, ParamValue]]:
    """Close every trial that a kill left open; return the complete settings among them."""
    from optuna.trial import TrialState

    again = []
    for _ in study.get_trials(deepcopy=False, states=(TrialState.WAITING,)):
        study.ask()
    for trial in study.get_trials(deepcopy=False, states=(TrialState.RUNNING,)):
        if set(trial.params) == set(names):
            again.append(dict(trial.params))
        study.tell(trial.number, state=TrialState.FAIL)
    return again


def history(study: optuna.Study) -> list[Trial]:
    """Return the trials that came to an end of their own, numbered from 0 without gaps."""
    ended = [
        trial
        for trial in study.get_trials(deepcopy=False)
        if trial.state.name in ("COMPLETE", "PRUNED") or trial.user_attrs.get(REASON)
    ]
    return [_trial(number, trial) for number, trial in enumerate(ended)]


def _trial(number: int, trial: optuna.trial.FrozenTrial) -> Trial:
    states: dict[str, Literal["complete", "pruned", "failed"]] = {
        "COMPLETE": "complete",
        "PRUNED": "pruned",
        "FAIL": "failed",
    }
    state = states[trial.state.name]
    pruned = f"below the median of earlier trials at step {trial.last_step}" if state == "pruned" else None
    seconds = trial.duration.total_seconds() if trial.duration is not None else 0.0
    return Trial(
        number,
        state,
        trial.value if state == "complete" else None,
        dict(trial.params),
        seconds,
        trial.user_attrs.get(REASON, pruned),
    )
