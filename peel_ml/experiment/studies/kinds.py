"""Which stage answers which kind of study: a table of names, so that a run loads the libraries of its own kind only."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from peel_ml.results.studies.outcome import StudyOutcome

STAGES: dict[str, str] = {
    "count_forecast": "peel_ml.forecasting.study",
    "regression": "peel_ml.panels.study",
    "change_detection": "peel_ml.changes.study",
    "causal": "peel_ml.causal.study",
}
"""For each kind the module whose function ``study(rows, task, asked)`` gives a `StudyOutcome`."""


def stage_of(kind: str) -> Callable[..., StudyOutcome]:
    """Return the function that answers a kind of study."""
    stage: Any = import_module(STAGES[kind])
    function: Callable[..., StudyOutcome] = stage.study
    return function
