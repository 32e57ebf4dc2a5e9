"""Which settings to try next: a function of the seed and of the trials so far, and of nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from peel_ml.results.space import Params, Space
from peel_ml.tuning.storage import EndedTrial

if TYPE_CHECKING:
    import optuna

STARTUP = 8
"""Trials before the sampler learns from earlier ones; until then it draws at random."""


def proposed(
    so_far: Sequence[EndedTrial], space: Space, *, fixed: Sequence[Params], count: int, seed: int, aims: int = 1
) -> list[optuna.Trial]:
    """Return the next `count` trials.

    Parameters
    ----------
    so_far : sequence of EndedTrial
        Every earlier trial, numbered from 0 without gaps.
    fixed : sequence of mappings
        Settings of the first trials.
    aims : {1, 2}
        With 2, `EndedTrial.second` is to be low while `trial.value` is to be high.

    Notes
    -----
    The study is made anew in memory and the sampler is seeded by the number of trials so far, so a search that
    was killed proposes what an unbroken one proposes. The trials of one batch do not see one another's outcome;
    the sampler takes those before it in the batch for bad, which keeps it from proposing one setting twice
    (the constant liar of Ginsbourger et al. 2010).
    """
    import optuna

    distributions = distributions_of(space)
    with quiet():
        sampler = sampler_of(seed, len(so_far))
        study = (
            optuna.create_study(direction="maximize", sampler=sampler, pruner=pruner())
            if aims == 1
            else optuna.create_study(directions=["maximize", "minimize"], sampler=sampler)
        )
        study.add_trials([_frozen(ended, distributions) for ended in so_far])
        for params in fixed[len(so_far) : len(so_far) + count]:
            study.enqueue_trial(dict(params))
        return [study.ask(distributions) for _ in range(count)]


def sampler_of(seed: int, counted: int) -> optuna.samplers.BaseSampler:
    """Return a sampler that draws by the seed and by how many trials came before."""
    import optuna

    _as_arrays()
    return optuna.samplers.TPESampler(seed=_seed(seed, counted), n_startup_trials=STARTUP, constant_liar=True)


@cache
def _as_arrays() -> None:
    """Have Optuna work out the density of its estimator with SciPy, thousands of values in one call.

    Optuna's own function goes through them one by one in Python, which takes most of the time of a proposal. Settings
    differ in the last digit of a fraction, and in nothing else.
    """
    from optuna.samplers._tpe import _truncnorm
    from scipy.special import log_ndtr

    _truncnorm._log_ndtr = log_ndtr


def pruner() -> optuna.pruners.BasePruner:
    """Return what ends a trial early: the median of the earlier ones at the same step."""
    import optuna

    return optuna.pruners.MedianPruner(n_startup_trials=4, n_warmup_steps=10)


def _frozen(ended: EndedTrial, distributions: dict[str, Any]) -> optuna.trial.FrozenTrial:
    from optuna.trial import TrialState, create_trial

    value, second = ended.trial.value, ended.second
    states = {"complete": TrialState.COMPLETE, "pruned": TrialState.PRUNED, "failed": TrialState.FAIL}
    return create_trial(
        state=states[ended.trial.state],
        value=value if second is None else None,
        values=None if value is None or second is None else [value, second],
        params=ended.trial.params,
        distributions=distributions,
        intermediate_values=ended.steps,
    )


def _seed(seed: int, counted: int) -> int:
    import numpy as np

    return int(np.random.SeedSequence([seed, counted]).generate_state(1)[0])


def distributions_of(space: Space) -> dict[str, Any]:
    """Return a space as Optuna writes it."""
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
def quiet() -> Iterator[None]:
    """Keep Optuna's own log lines off the terminal, and put its verbosity back afterwards."""
    import optuna

    before = optuna.logging.get_verbosity()
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    try:
        yield
    finally:
        optuna.logging.set_verbosity(before)
