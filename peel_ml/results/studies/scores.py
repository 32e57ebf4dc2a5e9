"""How well a study's method does, on which rows, and against what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from peel_ml.results.estimate import Estimate, PairedDifference
from peel_ml.results.scores import EvaluatedOn, SliceScore


@dataclass(frozen=True)
class StudyScores:
    """Every figure of performance or effect, on the rows named by `evaluated_on`.

    The names are those of `peel_ml.results.scores.Scores`, so that runs of every kind compare.
    """

    evaluated_on: EvaluatedOn
    primary: str
    """The metric the headline is about; its name stands in `peel_ml.cards.studies.names`."""
    candidate: str
    """The method whose figures are `metrics`: the one that would be used."""
    rows: int
    """Rows judged: area, series and period each one."""
    areas: int
    periods: int
    metrics: dict[str, Estimate]
    baselines: dict[str, dict[str, Estimate]]
    """By the name of each simpler method, the same metrics."""
    lift: PairedDifference | None
    """The candidate against the best simple method on the primary metric, positive for better; null where nothing is
    predicted, as for an effect."""
    comparisons: tuple[PairedDifference, ...]
    useful: bool | None
    """Whether it is shown to be better than the best simple method (or to hold what it promises, where nothing is
    predicted); false for "no useful model"; null where it cannot be told."""

    # What only scores of single records have.
    operating_point: ClassVar[None] = None
    by_period: ClassVar[tuple[SliceScore, ...]] = ()
    by_area: ClassVar[tuple[SliceScore, ...]] = ()
