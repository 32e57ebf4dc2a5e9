"""Gathers what a study found into its one record."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import polars as pl
from pydantic import TypeAdapter

import peel_ml
from peel_ml.data.cleaning import Cleaned
from peel_ml.data.declaration import TimeSplit
from peel_ml.data.dividing import PARTS, part_labels
from peel_ml.experiment.assemble import column_records, period_of, provenance
from peel_ml.experiment.closing import closed
from peel_ml.experiment.material import Checked, Raw
from peel_ml.experiment.request import RunRequest
from peel_ml.experiment.work import WorkFolder
from peel_ml.results.data import DataRecord, PartRecord, SplitRecord
from peel_ml.results.record import HeldOut, MlflowRun, ModelRecord
from peel_ml.results.rerun import Rerun
from peel_ml.results.studies.outcome import StudyOutcome
from peel_ml.results.studies.record import SCHEMA_VERSION, StudyRecord


def data_record(request: RunRequest, raw: Raw, cleaned: Cleaned, prepared: pl.DataFrame) -> DataRecord:
    """Return what the record says of the data."""
    case = request.case
    assert isinstance(case.split, TimeSplit)
    time = prepared[case.split.column]
    labels = part_labels(prepared, case.split)
    return DataRecord(
        source=case.data.source,
        class_="D0" if request.on_sample else case.data.class_,
        declared_class=case.data.class_,
        synthetic=request.on_sample or case.data.class_ == "D0",
        sha256=raw.sha256,
        rows=raw.frame.height,
        rows_used=prepared.height,
        period=period_of(time),
        files=raw.files,
        cleaning=cleaned.log,
        columns=column_records(case, prepared),
        parts=tuple(
            PartRecord(name, int((labels == name).sum()), period_of(time.filter(labels == name)), None)  # type: ignore[arg-type]
            for name in PARTS
        ),
        notes=(*raw.notes, *cleaned.notes),
        split=SplitRecord(hashlib.sha256("\n".join(labels.to_list()).encode()).hexdigest(), 0, None),
    )


def record(
    request: RunRequest,
    data_record: DataRecord,
    data_checks: Checked,
    held_out: HeldOut,
    outcome: StudyOutcome,
    rerun: Rerun | None,
    work: WorkFolder,
    mlflow: MlflowRun,
    timings: dict[str, float],
) -> StudyRecord:
    """Return the record of a finished study, looked through once more before anything is written."""
    case = request.case
    made = StudyRecord(
        schema_version=SCHEMA_VERSION,
        status="finished",
        peel_version=peel_ml.__version__,
        use_case=case.id,
        study=case.task.kind,  # type: ignore[arg-type]
        final=request.final,
        data=data_record,
        findings=(*data_checks.findings, *outcome.findings),
        checks=(*data_checks.checks, *outcome.checks),
        scores=outcome.scores,
        fairness=outcome.assessment.rows,
        fairness_assessment=replace(outcome.assessment, rows=()),
        detail=outcome.detail,
        held_out=held_out,
        provenance=provenance(
            request, work, repeatable=outcome.tuning is None or outcome.tuning.stopped_by == "trials"
        ),
        timings={name: round(s, 3) for name, s in timings.items()},
        mlflow=mlflow,
        seed=request.seed,
        overrides=dict(request.overrides),
        explanation=outcome.explanation,
        tuning=outcome.tuning,
        model=outcome.model or _method(request, outcome),
        rerun=rerun,
        notes=outcome.notes,
        quick=request.quick,
    )
    return closed(made, data_checks.identifiers)


def _method(request: RunRequest, outcome: StudyOutcome) -> ModelRecord:
    """Return what stands for a model where none is fitted that could leave the run: the digest is of what was found."""
    found = TypeAdapter(StudyOutcome).dump_json(replace(outcome, tuning=None))
    return ModelRecord(
        candidate=outcome.scores.candidate,
        description=outcome.scores.candidate.replace("_", " ").capitalize(),
        features=(),
        fitted_on=("training", "validation") if request.final else ("training",),
        calibration="none",
        trees=None,
        bagged_models=0,
        sha256=hashlib.sha256(found).hexdigest(),
        released=False,
    )
