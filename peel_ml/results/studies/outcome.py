"""What the stage of a kind gives back: one frozen value for every kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from peel_ml.results.explanation import Explanation
from peel_ml.results.fairness import FairnessAssessment
from peel_ml.results.findings import Check, Finding
from peel_ml.results.record import ModelRecord
from peel_ml.results.studies.changes import ChangeDetail
from peel_ml.results.studies.effects import EffectDetail
from peel_ml.results.studies.forecast import ForecastDetail
from peel_ml.results.studies.panel import PanelDetail
from peel_ml.results.studies.scores import StudyScores
from peel_ml.results.tuning import TuningResult

Detail = Annotated[ForecastDetail | PanelDetail | ChangeDetail | EffectDetail, Field(discriminator="kind")]


@dataclass(frozen=True)
class StudyOutcome:
    """Everything a stage found out about the judged rows."""

    scores: StudyScores
    assessment: FairnessAssessment
    """Groups of areas by composition, compared; with its rows."""
    detail: Detail
    findings: tuple[Finding, ...] = ()
    checks: tuple[Check, ...] = ()
    """Of the model, not of the data."""
    explanation: Explanation | None = None
    tuning: TuningResult | None = None
    model: ModelRecord | None = None
    notes: tuple[str, ...] = ()
    """Plain sentences on what was left out and why."""
