"""The record of a study: of a use case whose rows are areas and periods, not people.

It has the names of `peel_ml.results.record.RunRecord` wherever it says the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import ClassVar, Literal

from pydantic import ConfigDict

from peel_ml.results import versions
from peel_ml.results.artefacts import Artefact
from peel_ml.results.data import DataRecord
from peel_ml.results.documents import Documents
from peel_ml.results.explanation import Explanation
from peel_ml.results.fairness import FairnessAssessment, FairnessRow
from peel_ml.results.findings import Check, Finding
from peel_ml.results.identifiers import IdentifierScan
from peel_ml.results.record import HeldOut, MlflowRun, ModelRecord, Provenance
from peel_ml.results.rerun import Rerun
from peel_ml.results.studies.outcome import Detail
from peel_ml.results.studies.scores import StudyScores
from peel_ml.results.tuning import ParamValue, TuningResult

SCHEMA_VERSION = versions.STUDY.current

StudyKind = Literal["count_forecast", "regression", "change_detection", "causal"]


@dataclass(frozen=True)
class StudyRecord:
    """Everything one run of a study established.

    Notes
    -----
    Additive within a major `schema_version`. Holds no absolute path and no row values.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    schema_version: str
    status: Literal["finished"]
    peel_version: str
    use_case: str
    study: StudyKind
    final: bool
    data: DataRecord
    findings: tuple[Finding, ...]
    checks: tuple[Check, ...]
    scores: StudyScores
    fairness: tuple[FairnessRow, ...]
    fairness_assessment: FairnessAssessment
    """The assessment around the rows; its own `rows` are empty here, they stand in `fairness`."""
    detail: Detail
    model: ModelRecord
    """Where nothing is fitted that could leave the run, the method in words and the digest of what it found."""
    held_out: HeldOut
    provenance: Provenance
    timings: dict[str, float]
    mlflow: MlflowRun
    seed: int
    overrides: dict[str, ParamValue]
    explanation: Explanation | None = None
    tuning: TuningResult | None = None
    rerun: Rerun | None = None
    """Only in a final run: the stage answered a second time, and the figures compared."""
    notes: tuple[str, ...] = ()
    identifiers: IdentifierScan | None = None
    artefacts: tuple[Artefact, ...] = ()
    quick: bool = False

    # What only records of people have; a reader of both kinds finds none here.
    missing: ClassVar[None] = None
    within_groups: ClassVar[None] = None
    label_bias: ClassVar[None] = None
    planning: ClassVar[None] = None
    proxies: ClassVar[None] = None
    mitigation: ClassVar[None] = None
    world: ClassVar[None] = None
    stability: ClassVar[None] = None

    def _repr_html_(self) -> str:
        """Return the summary that a notebook shows; results themselves know no HTML."""
        text: str = import_module("peel_ml.cards.glance").glance(self)
        return text


DOCUMENT = Documents(versions.STUDY, StudyRecord, "PEEL ML study record")
adapter, to_json, dumps, loads, json_schema = (
    DOCUMENT.adapter,
    DOCUMENT.to_json,
    DOCUMENT.dumps,
    DOCUMENT.loads,
    DOCUMENT.json_schema,
)
