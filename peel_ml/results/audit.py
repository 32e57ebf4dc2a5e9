"""The record of an audit: somebody else's scores or decisions, compared between groups."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib import import_module
from typing import Literal

from pydantic import ConfigDict

from peel_ml.results import versions
from peel_ml.results.data import DataClass
from peel_ml.results.documents import Documents
from peel_ml.results.fairness import FairnessAssessment, FairnessRow
from peel_ml.results.findings import Check, Finding
from peel_ml.results.label_bias import LabelBias
from peel_ml.results.missing import MissingReport
from peel_ml.results.planning import Planning
from peel_ml.results.record import MlflowRun
from peel_ml.results.within_groups import WithinGroups

SCHEMA_VERSION = versions.AUDIT.current


@dataclass(frozen=True)
class GroupCounts:
    """Confusion counts and rates of one group; null where too few to be printed, or not defined.

    The group "All" of a characteristic holds every row.
    """

    characteristic: str
    group: str
    n: int | None
    tn: int | None
    fp: int | None
    fn: int | None
    tp: int | None
    selection_rate: float | None
    fpr: float | None
    fnr: float | None
    tpr: float | None
    ppv: float | None
    npv: float | None
    accuracy: float | None


@dataclass(frozen=True)
class Audited:
    """What was audited: no path, only the file's name."""

    file: str | None
    sha256: str | None
    rows: int
    rows_used: int
    label: str
    label_positive: tuple[str, ...]
    decided_by: Literal["score", "decision", "capacity"]
    column: str
    """The score or decision column."""
    positive: tuple[str, ...]
    """Values of the decision that count as flagged."""
    threshold: float | None
    capacity: float | None
    protected: tuple[str, ...]
    intersections: tuple[tuple[str, ...], ...]
    data_class: DataClass
    cluster: str | None = None
    controls: tuple[str, ...] = ()
    flagged: int | None = None
    """Rows that count as flagged; null where nobody is, or the count is withheld."""
    streamed: bool = False
    """Whether the rows were summed and never held: then what needs single rows is not worked out."""
    notes: tuple[str, ...] = ()
    """Plain sentences on what was left out, read as missing, or not worked out."""


@dataclass(frozen=True)
class AuditRecord:
    """Everything one audit established. Additive within a major `schema_version`."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    schema_version: str
    status: Literal["finished"]
    peel_version: str
    run_id: str
    started_at: str
    command: str
    purpose: str
    prohibited: bool
    heading: str
    """For a prohibited use: "Disparity audit of a prohibited use. Not evidence for adopting it."."""
    audited: Audited
    groups: tuple[GroupCounts, ...]
    verdicts: tuple[FairnessRow, ...]
    tolerance_agreed: bool
    assessment: FairnessAssessment
    """The assessment around the rows; its own `rows` are empty here, they stand in `verdicts`."""
    missing: MissingReport | None
    within_groups: WithinGroups | None
    label_bias: LabelBias | None
    planning: Planning | None
    findings: tuple[Finding, ...]
    checks: tuple[Check, ...]
    mlflow: MlflowRun
    submittable: bool = False
    """Whether it may ever be submitted; never for a prohibited use."""
    packages: dict[str, str] = field(default_factory=dict)
    timings: dict[str, float] = field(default_factory=dict)

    def _repr_html_(self) -> str:
        """Return the summary that a notebook shows; results themselves know no HTML."""
        text: str = import_module("peel_ml.cards.glance").glance(self)
        return text


DOCUMENT = Documents(versions.AUDIT, AuditRecord, "PEEL ML audit record")
adapter, to_json, dumps, loads, json_schema = (
    DOCUMENT.adapter,
    DOCUMENT.to_json,
    DOCUMENT.dumps,
    DOCUMENT.loads,
    DOCUMENT.json_schema,
)
