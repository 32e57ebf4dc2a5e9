"""The record of a run: one frozen, versioned JSON document, the only truth about it.

The JSON Schema is generated from these types (`peel_ml/results/record.schema.json`, ``make schemas``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Literal

from pydantic import ConfigDict

from peel_ml.results import versions
from peel_ml.results.artefacts import Artefact
from peel_ml.results.data import DataRecord
from peel_ml.results.documents import Documents
from peel_ml.results.explanation import Explanation
from peel_ml.results.fairness import FairnessAssessment, FairnessRow
from peel_ml.results.findings import Check, Finding
from peel_ml.results.identifiers import IdentifierScan
from peel_ml.results.label_bias import LabelBias
from peel_ml.results.missing import MissingReport
from peel_ml.results.mitigation import Mitigation
from peel_ml.results.planning import Planning
from peel_ml.results.proxies import Proxies
from peel_ml.results.rerun import Rerun
from peel_ml.results.scores import Scores
from peel_ml.results.stability import Stability
from peel_ml.results.tuning import ParamValue, TuningResult
from peel_ml.results.within_groups import WithinGroups
from peel_ml.results.world import World

SCHEMA_VERSION = versions.RECORD.current


@dataclass(frozen=True)
class HeldOut:
    """How often the held-out period was opened for this model and period, and by how many runs.

    `model_number` is 1 for the first model that was ever scored on the period, 2 for the second: the same
    however often that model is scored again. Null where the run did not open the period.
    """

    openings: int
    runs: int
    opened_now: bool
    model_number: int | None = None


@dataclass(frozen=True)
class Provenance:
    """Where the code and its libraries stood. ``commit`` is ``"no repository"`` outside one."""

    run_id: str
    run_key: str
    started_at: str
    commit: str
    dirty: bool | None
    lock_sha256: str | None
    declaration_sha256: str
    declaration: dict[str, Any]
    """The resolved declaration the run used, overrides included."""
    packages: dict[str, str]
    python: str
    platform: str
    threads: int
    deterministic: bool
    command: str
    """The command without paths."""
    workers: int = 1
    """Fits at a time; no figure depends on it."""
    seeds: dict[str, int] = field(default_factory=dict)
    determinism: dict[str, bool] = field(default_factory=dict)
    """The settings of LightGBM that make its trees the same on every run."""


@dataclass(frozen=True)
class ModelRecord:
    """What was fitted."""

    candidate: str
    description: str
    features: tuple[str, ...]
    fitted_on: tuple[str, ...]
    """Parts of the split the model and its calibration saw."""
    calibration: str
    trees: int | None
    bagged_models: int
    sha256: str
    """Digest of the model text."""
    released: bool
    """Whether a loadable model leaves the run; never for an enforcement audit."""


@dataclass(frozen=True)
class MlflowRun:
    """Where the run stands in MLflow; ``None`` fields when it was not tracked."""

    experiment_id: str | None
    run_id: str | None


@dataclass(frozen=True)
class RunRecord:
    """Everything one run established.

    Notes
    -----
    Additive within a major `schema_version`. Holds no absolute path and no row values.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    schema_version: str
    status: Literal["finished"]
    peel_version: str
    use_case: str
    final: bool
    data: DataRecord
    findings: tuple[Finding, ...]
    checks: tuple[Check, ...]
    scores: Scores
    fairness: tuple[FairnessRow, ...]
    fairness_assessment: FairnessAssessment
    """The assessment around the rows; its own `rows` are empty here, they stand in `fairness`."""
    explanation: Explanation
    tuning: TuningResult
    model: ModelRecord
    held_out: HeldOut
    provenance: Provenance
    timings: dict[str, float]
    mlflow: MlflowRun
    seed: int
    overrides: dict[str, ParamValue]
    missing: MissingReport | None = None
    within_groups: WithinGroups | None = None
    label_bias: LabelBias | None = None
    proxies: Proxies | None = None
    mitigation: Mitigation | None = None
    """Null unless the use case declares a fairness objective."""
    world: World | None = None
    """Null where no resident counts belong to the data."""
    planning: Planning | None = None
    identifiers: IdentifierScan | None = None
    rerun: Rerun | None = None
    """Null in a quick run."""
    stability: Stability | None = None
    artefacts: tuple[Artefact, ...] = ()
    """What the run leaves behind; empty in a quick run and in records before version 1.1."""
    quick: bool = False
    """A fifth of the rows and few trials, for the inner loop: not a figure to quote, and no card."""

    def _repr_html_(self) -> str:
        """Return the summary that a notebook shows; results themselves know no HTML."""
        text: str = import_module("peel_ml.cards.glance").glance(self)
        return text


DOCUMENT = Documents(versions.RECORD, RunRecord, "PEEL ML run record")
adapter, to_json, dumps, loads, json_schema = (
    DOCUMENT.adapter,
    DOCUMENT.to_json,
    DOCUMENT.dumps,
    DOCUMENT.loads,
    DOCUMENT.json_schema,
)
