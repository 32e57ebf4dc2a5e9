"""The search's memory: one kept value a trial, written when the trial has ended."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from peel_ml.keeping import intact, keep, kept
from peel_ml.results.tuning import Trial


@dataclass(frozen=True)
class EndedTrial:
    """A trial that came to an end of its own.

    Parameters
    ----------
    trial : Trial
        What the record shows of it.
    steps : dict of int to float
        The objective so far at each step it reported: later trials are pruned by it.
    elapsed : float
        Seconds the search had taken when the trial ended, those before a kill included.
    second : float, optional
        What a search for two aims keeps as low as it can; `trial.value` is the first.
    """

    trial: Trial
    steps: dict[int, float]
    elapsed: float
    second: float | None = None


def remember(folder: Path, ended: EndedTrial) -> None:
    """Keep a trial; a kill at any moment leaves all of it or nothing."""
    keep(folder / f"{ended.trial.number:05}", EndedTrial, ended)


def remembered(folder: Path) -> list[EndedTrial]:
    """Return the kept trials by number; one that is damaged is left out and will be repeated."""
    return [kept(place, EndedTrial) for place in sorted(folder.glob("[0-9]*")) if intact(place)]
