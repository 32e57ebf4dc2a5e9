"""The search in MLflow: one batched history on the parent, and child runs for parallel coordinates."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

from peel_ml.results.record import MlflowRun
from peel_ml.results.tuning import Trial, TuningResult

if TYPE_CHECKING:
    from mlflow.entities import Metric, Run

    from mlflow import MlflowClient

LogTrials = Literal["none", "top10", "all"]

SHOWN = 10
"""How many trials ``top10`` shows as child runs."""


def history(tuning: TuningResult, now_ms: int) -> list[Metric]:
    """Return ``trial_value`` and ``trial_best`` of every finished trial; the step is the trial's number."""
    from mlflow.entities import Metric

    points: list[Metric] = []
    best = -math.inf
    for trial in sorted(tuning.trials, key=lambda trial: trial.number):
        if trial.value is None or not math.isfinite(trial.value):
            continue
        best = max(best, trial.value)
        points.append(Metric("trial_value", trial.value, now_ms, trial.number))
        points.append(Metric("trial_best", best, now_ms, trial.number))
    return points


def chosen(tuning: TuningResult, which: LogTrials) -> list[Trial]:
    """Return the trials that become child runs: the best ten by value, or all, failed ones included."""
    if which == "none":
        return []
    if which == "all":
        return list(tuning.trials)
    finished = [trial for trial in tuning.trials if trial.state == "complete" and trial.value is not None]
    return sorted(finished, key=lambda trial: (-(trial.value or 0.0), trial.number))[:SHOWN]


def log_children(client: MlflowClient, run: MlflowRun, tuning: TuningResult, which: LogTrials, now_ms: int) -> int:
    """Make a finished child run of every chosen trial, three calls each, and return how many.

    A child already made for a trial (by an attempt that was cut off) is finished, not made again.
    """
    from mlflow.entities import Metric, Param

    trials = chosen(tuning, which)
    if not trials:
        return 0
    made = _made_before(client, run)
    for trial in trials:
        child = made.get(trial.number)
        if child is None:
            tags = {"mlflow.parentRunId": str(run.run_id), "trial": str(trial.number), "trial_state": trial.state}
            child = client.create_run(
                str(run.experiment_id), start_time=now_ms, tags=tags, run_name=f"trial {trial.number}"
            )
        elif child.info.status != "RUNNING":
            continue
        figures = {"trial_value": trial.value, "seconds": trial.seconds}
        client.log_batch(
            child.info.run_id,
            metrics=[Metric(key, value, now_ms, 0) for key, value in figures.items() if value is not None],
            params=[Param(key, str(value)) for key, value in trial.params.items()],
        )
        client.set_terminated(
            child.info.run_id, "FAILED" if trial.state == "failed" else "FINISHED", now_ms + int(1000 * trial.seconds)
        )
    return len(trials)


def _made_before(client: MlflowClient, run: MlflowRun) -> dict[int, Run]:
    children = client.search_runs(
        [str(run.experiment_id)], f"tags.mlflow.parentRunId = '{run.run_id}'", max_results=10_000
    )
    return {int(child.data.tags["trial"]): child for child in children if "trial" in child.data.tags}
