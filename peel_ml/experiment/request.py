"""What was asked for: one frozen value, resolved before anything is computed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

import polars as pl

from peel_ml.results.tuning import ParamValue, Trial
from peel_ml.settings import Settings
from peel_ml.usecase.model import UseCase

LogTrials = Literal["none", "top10", "all"]

DEFAULT_SEED = 0


class Listener(Protocol):
    """Is told how a run goes. It must not change anything."""

    def taken_up(self, steps: int, of: int) -> None:
        """An earlier run of the same command did not finish, and this one goes on with it."""

    def step_started(self, name: str, title: str) -> None:
        """A step begins."""

    def step_finished(self, name: str, seconds: float) -> None:
        """A step is done."""

    def trial_finished(self, trial: Trial, best: float | None, requested: int) -> None:
        """One configuration was tried."""


class Silence:
    """A listener that says nothing."""

    def taken_up(self, steps: int, of: int) -> None:
        """Say nothing."""

    def step_started(self, name: str, title: str) -> None:
        """Say nothing."""

    def step_finished(self, name: str, seconds: float) -> None:
        """Say nothing."""

    def trial_finished(self, trial: Trial, best: float | None, requested: int) -> None:
        """Say nothing."""


@dataclass(frozen=True)
class RunRequest:
    """One run as it was asked for.

    Parameters
    ----------
    case : UseCase
        The resolved declaration, overrides applied.
    folder : Path
        The use case's folder.
    settings : Settings
        Where things live.
    run_id : str
        Name of the run, unique in its use case.
    started_at : str
        ISO 8601, UTC; handed in, so that no stage reads the clock.
    path : Path or None
        Files to read; ``None`` for the embedded sample or a `frame`.
    frame : polars.DataFrame or None
        Rows handed over in Python, in the columns the source would have read.
    seed : int
        Seed of everything that is drawn.
    final : bool
        Whether the held-out period is opened.
    quick : bool
        The inner loop: a fifth of the rows, few trials, no card.
    cluster : str or None
        Address of the Dask scheduler whose workers make the fits.
    """

    case: UseCase
    folder: Path
    settings: Settings
    run_id: str
    started_at: str
    path: Path | None
    frame: pl.DataFrame | None
    seed: int
    final: bool
    log_trials: LogTrials
    overrides: Mapping[str, ParamValue] = field(default_factory=dict)
    quick: bool = False
    cluster: str | None = None

    @property
    def shares_a_study(self) -> bool:
        """Whether the search is made by many workers on one study, which is not repeatable."""
        return self.cluster is not None and bool(self.settings.study_uri)

    @property
    def on_sample(self) -> bool:
        """Whether the run reads the embedded synthetic sample, which makes it D0 whatever is declared."""
        return self.path is None and self.frame is None
