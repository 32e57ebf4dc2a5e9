"""What the checks of a panel's answer look at."""

from __future__ import annotations

from dataclasses import dataclass

from peel_ml.panels.judging import Judged
from peel_ml.results.studies.panel import RankStability


@dataclass(frozen=True)
class AnswerView:
    """The judged figures of a panel and what they rest on."""

    judged: Judged
    candidate: str
    primary: str
    ranks: RankStability
    shared: float | None
    """Of the candidate's squared error the share that is one mean error for all areas in a period."""
