"""One trial of a search on another machine: what it needs to know goes with it, how it ended comes back.

A trial is pruned by the trials of earlier batches and by nothing else, so it ends on the other machine as it would
have ended here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from peel_ml.results.space import Params
from peel_ml.tuning.proposing import pruner, quiet
from peel_ml.tuning.search import Objective, Outcome, Report, judged

if TYPE_CHECKING:
    import optuna


@dataclass(frozen=True)
class Sent:
    """A trial on its way.

    Parameters
    ----------
    params : mapping
        What is tried.
    earlier : tuple of FrozenTrial
        The trials it is pruned by.
    """

    params: Params
    earlier: tuple[optuna.trial.FrozenTrial, ...]


def sent(params: Params, report: Report) -> Sent:
    """Return what another machine needs to judge a trial."""
    from optuna.trial import TrialState

    ended = report.trial.study.get_trials(deepcopy=False, states=(TrialState.COMPLETE,))
    return Sent(dict(params), tuple(ended))


def judged_there(objective: Objective, trial: Sent) -> tuple[Outcome, dict[int, float]]:
    """Judge a trial that was sent; return its outcome and what it reported at each step."""
    import optuna

    with quiet():
        study = optuna.create_study(direction="maximize", sampler=optuna.samplers.RandomSampler(0), pruner=pruner())
        study.add_trials(trial.earlier)
        study.enqueue_trial(dict(trial.params))
        report = Report(study.ask())
    return judged(objective, trial.params, report), report.steps
