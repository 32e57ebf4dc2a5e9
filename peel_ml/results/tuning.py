"""What the search tried."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from peel_ml.results.estimate import Estimate

ParamValue = float | int | str | bool


@dataclass(frozen=True)
class Trial:
    """One configuration. `value` is the objective (higher is better); null when pruned early or failed."""

    number: int
    state: Literal["complete", "pruned", "failed"]
    value: float | None
    params: dict[str, ParamValue]
    seconds: float
    reason: str | None = None
    """Why it failed or was pruned."""


@dataclass(frozen=True)
class Sampled:
    """A search on a part of the rows, and what fitting on all of them was worth."""

    rows: int
    """Rows the search saw."""
    of: int
    """Rows there were, on all of which the kept models were fitted."""
    rule: str
    """How the rows of the search were drawn."""
    max_rounds: int
    """Rounds after which a fit on all rows ended, where it had not stopped before."""
    gain: Estimate
    """Area under the ROC curve of the kept setting fitted on all rows, less that of the same setting fitted on the rows
    of the search, paired."""
    judged_rows: int
    """Rows of the last fold, on which both were judged; neither was fitted on them."""


@dataclass(frozen=True)
class TuningResult:
    """The search, trial by trial."""

    objective: str
    sampler: str
    seed: int
    folds: str
    trials_requested: int
    completed: int
    pruned: int
    failed: int
    best_value: float | None
    best_params: dict[str, ParamValue]
    space: dict[str, tuple[ParamValue, ...]]
    """For each parameter its low and high bound, or its choices."""
    trials: tuple[Trial, ...]
    stopped_by: Literal["trials", "timeout"] = "trials"
    sampled: Sampled | None = None
    """Where there were too many rows to search on all of them."""
    shared: bool = False
    """Whether workers proposed settings side by side from one study, or made each fit together, so that which trial
    knew of which, or the order of sums, depended on how fast each was."""
    tried_again: int = 0
    """Trials that were begun again because their worker had gone."""

    @property
    def repeatable(self) -> bool:
        """Whether the same seed makes the same trials."""
        return self.stopped_by == "trials" and not self.shared
