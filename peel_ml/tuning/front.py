"""A search for two aims at once, and what nothing else beats in both.

Nothing is weighed against anything here: what comes out is the set of settings among which people can choose.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from peel_ml.errors import PeelError, Problem, of_memory
from peel_ml.results.space import Params, Space
from peel_ml.results.tuning import Trial
from peel_ml.tuning.proposing import proposed
from peel_ml.tuning.search import BATCH
from peel_ml.tuning.storage import EndedTrial, remember, remembered
from peel_ml.tuning.workers import Workers

if TYPE_CHECKING:
    import optuna

Both = Callable[[Params], tuple[float, float]]
"""From a setting to what is to be high, and what is to be low."""


@dataclass(frozen=True)
class Tried:
    """One setting with what it came to."""

    number: int
    params: Params
    high: float
    low: float


def on_front(points: Sequence[tuple[float, float]]) -> list[bool]:
    """Tell which points no other is at least as good as in both and better than in one (Pareto).

    Parameters
    ----------
    points : sequence of (high, low)
        The first is better when higher, the second when lower.

    Examples
    --------
    >>> on_front([(0.70, 0.10), (0.69, 0.05), (0.68, 0.07)])
    [True, True, False]
    """
    return [not any(high >= own[0] and low <= own[1] and (high, low) != own for high, low in points) for own in points]


def search_front(
    objective: Both,
    space: Space,
    *,
    fixed: Sequence[Params] = (),
    trials: int,
    seed: int,
    folder: Path,
    workers: Workers | None = None,
) -> tuple[Tried, ...]:
    """Look for settings that are high in the one aim and low in the other; return those on the front.

    Parameters
    ----------
    objective : callable
        ``objective(params)`` returns both figures. Several threads call it at a time.
    space, fixed, trials, seed, folder, workers
        As in `peel_ml.tuning.search.search`.

    Returns
    -------
    tuple of Tried
        The settings no other trial beats in both, by the first aim, best first.

    Raises
    ------
    PeelError
        Every trial failed; the reasons are listed.

    Notes
    -----
    The tree-structured Parzen estimator for several aims (Ozaki et al. 2022, Journal of Artificial Intelligence
    Research 73:1209), a batch at a time like the search for one. No trial is pruned: half a trial has no gap.
    """
    done = remembered(folder)

    def judge(trial: optuna.Trial) -> EndedTrial:
        ended = _ended(objective, trial)
        remember(folder, ended)
        return ended

    while len(done) < trials:
        known = {ended.trial.number for ended in done}
        start = next(number for number in range(trials) if number not in known) // BATCH * BATCH
        batch = proposed(done[:start], space, fixed=fixed, count=min(BATCH, trials - start), seed=seed, aims=2)
        waiting = [trial for trial in batch if trial.number not in known]
        with closing((workers or Workers()).each(judge, waiting)) as answers:
            done.extend(answers)
        done.sort(key=lambda ended: ended.trial.number)
    tried = [
        Tried(ended.trial.number, ended.trial.params, ended.trial.value, ended.second)
        for ended in done
        if ended.trial.value is not None and ended.second is not None
    ]
    if not tried:
        reasons = dict.fromkeys(ended.trial.reason or "no reason was given" for ended in done)
        raise PeelError(f"All {len(done)} trials of the search for two aims failed.", [Problem(one) for one in reasons])
    best = [one for one, kept in zip(tried, on_front([(one.high, one.low) for one in tried]), strict=True) if kept]
    return tuple(sorted(best, key=lambda one: (-one.high, one.low, one.number)))


def _ended(objective: Both, trial: optuna.Trial) -> EndedTrial:
    began, params = monotonic(), dict(trial.params)
    try:
        high, low = (float(figure) for figure in objective(params))
        if math.isnan(high) or math.isnan(low):
            raise ValueError("a figure is not a number")
    except ImportError:  # says nothing about the setting, as want of memory does not
        raise
    except Exception as error:  # a trial that fails is a result: the reason is kept and the search goes on
        if of_memory(error):
            raise
        reason = f"{type(error).__name__}: {error}"
        return EndedTrial(Trial(trial.number, "failed", None, params, monotonic() - began, reason), {}, 0.0)
    return EndedTrial(Trial(trial.number, "complete", high, params, monotonic() - began), {}, 0.0, low)
