"""The record of a study: of a use case whose rows are areas and periods, not people.

It has the names of `peel_ml.results.record.RunRecord` wherever it says the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any, ClassVar, Literal

from pydantic import ConfigDict, TypeAdapter

from peel_ml.results import versions
from peel_ml.results.artefacts import Artefact
from peel_ml.results.data import DataRecord
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


@cache
def adapter() -> TypeAdapter[StudyRecord]:
    """Reads and writes `StudyRecord`; built once."""
    return TypeAdapter(StudyRecord)


def to_json(record: StudyRecord) -> dict[str, Any]:
    """Return the record as JSON-ready values, with the published key names (``class``, ``from``)."""
    document = adapter().dump_python(record, mode="json", by_alias=True)
    assert isinstance(document, dict)
    return document


def dumps(record: StudyRecord) -> str:
    """Return the record as text: two spaces, one newline at the end, keys in their own order.

    Raises
    ------
    PeelError
        A figure is no finite number; each is named.
    """
    return versions.write(to_json(record), versions.STUDY)


def loads(text: str | bytes) -> StudyRecord:
    """Read a study's record of this major version, whatever its minor.

    Raises
    ------
    BadRequest
        The text is no such record; every problem by name.
    """
    return versions.read(text, versions.STUDY, adapter())


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a study's record as it is written."""
    schema = adapter().json_schema(by_alias=True, mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "PEEL ML study record", **schema}
