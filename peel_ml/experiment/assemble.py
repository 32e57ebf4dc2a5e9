"""Gathers what the stages found into the one record."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import polars as pl

import peel_ml
from peel_ml.data.cleaning import Cleaned
from peel_ml.data.division import division
from peel_ml.data.parts import Part, Parts
from peel_ml.data.timeline import timeline
from peel_ml.experiment.closing import closed
from peel_ml.experiment.comparing import Depth
from peel_ml.experiment.judging import Judged
from peel_ml.experiment.learning import Learned
from peel_ml.experiment.material import Checked, Raw, row_parts
from peel_ml.experiment.released import model_files
from peel_ml.experiment.request import RunRequest
from peel_ml.experiment.sample import SAMPLE_SEED
from peel_ml.experiment.work import WorkFolder
from peel_ml.keeping import Stored, Table
from peel_ml.modelling.trees import DETERMINISM
from peel_ml.provenance import code_state, lock_digest, package_versions, platform_name, python_version
from peel_ml.results.codes import MISSING_CODES
from peel_ml.results.data import ColumnRecord, DataRecord, PartRecord, Period, SplitRecord
from peel_ml.results.explanation import Explanation
from peel_ml.results.fairness import FairnessAssessment
from peel_ml.results.mitigation import Mitigation
from peel_ml.results.proxies import Proxies
from peel_ml.results.record import (
    SCHEMA_VERSION,
    HeldOut,
    MlflowRun,
    ModelRecord,
    Provenance,
    RunRecord,
)
from peel_ml.results.rerun import Rerun
from peel_ml.results.scores import Scores
from peel_ml.results.stability import Stability
from peel_ml.results.timeline import Timeline
from peel_ml.usecase.load import digest, resolved
from peel_ml.usecase.model import UseCase


def record(
    request: RunRequest,
    data_record: DataRecord,
    data_checks: Checked,
    judged: Judged,
    learned: Learned,
    held_out: HeldOut,
    scores: Scores,
    model_checks: Checked,
    fairness: FairnessAssessment,
    fairness_checks: Checked,
    depth: Depth,
    proxies: Proxies,
    mitigation: Mitigation | None,
    explanation: Explanation,
    rerun: Rerun | None,
    stability: Stability,
    work: WorkFolder,
    mlflow: MlflowRun,
    timings: dict[str, float],
) -> RunRecord:
    """Return the record of a finished run, looked through once more before anything is written."""
    case = request.case
    groups = (data_checks, model_checks, fairness_checks)
    made = RunRecord(
        schema_version=SCHEMA_VERSION,
        status="finished",
        peel_version=peel_ml.__version__,
        use_case=case.id,
        final=request.final,
        data=data_record,
        findings=tuple(finding for group in groups for finding in group.findings),
        checks=tuple(check for group in groups for check in group.checks),
        scores=scores,
        fairness=fairness.rows,
        fairness_assessment=replace(fairness, rows=()),
        explanation=explanation,
        tuning=learned.tuning,
        model=_model(request, judged, learned),
        held_out=held_out,
        provenance=provenance(request, work, repeatable=learned.tuning.repeatable),
        timings={name: round(s, 3) for name, s in timings.items()},
        mlflow=mlflow,
        seed=request.seed,
        overrides=dict(request.overrides),
        missing=depth.missing,
        within_groups=depth.within_groups,
        label_bias=depth.label_bias,
        proxies=proxies,
        mitigation=mitigation,
        world=depth.world,
        planning=depth.planning,
        rerun=rerun,
        stability=stability,
        quick=request.quick,
    )
    return closed(made, data_checks.identifiers, model_files(made.model, judged, learned))


def data_record(
    request: RunRequest, raw: Raw, cleaned: Cleaned, prepared: Table, parts: Parts, data_checks: Checked
) -> DataRecord:
    """Return what the record says of the data; afterwards the frames may leave memory."""
    from peel_ml.fairness.shares import recorded_shares

    case = request.case
    time = next((name for name, column in case.data.columns.items() if column.role == "time"), None)
    return DataRecord(
        source=case.data.source,
        class_="D0" if request.on_sample else case.data.class_,
        declared_class=case.data.class_,
        synthetic=request.on_sample or case.data.class_ == "D0",
        sha256=raw.sha256,
        rows=raw.frame.height,
        rows_used=prepared.height,
        period=period_of(prepared[time]) if time else None,
        files=raw.files,
        cleaning=cleaned.log,
        columns=column_records(case, prepared),
        parts=(
            _part("training", parts.training, timed=time is not None),
            _part("validation", parts.validation, timed=time is not None),
            _part("held_out", parts.held_out, timed=time is not None, opened=request.final),
        ),
        notes=(*raw.notes, *cleaned.notes, parts.rule),
        timeline=_timeline(request, prepared, time, data_checks),
        split=_split(request, prepared),
        partitions=tuple(piece.sha256 for piece in raw.frame.pieces) if isinstance(raw.frame, Stored) else (),
        shares=recorded_shares(_for_shares(prepared, case), case.shares, case.protected.measured),
    )


def _for_shares(prepared: Table, case: UseCase) -> pl.DataFrame:
    """Return the columns that declared shares are about."""
    if not isinstance(prepared, Stored):
        return prepared
    measures = case.protected.measured
    needed = {name for one in case.shares for name in (one.column, *one.among, *(measures[by].column for by in one.by))}
    return prepared.select(sorted(needed)) if needed else pl.DataFrame()


def _split(request: RunRequest, prepared: Table) -> SplitRecord:
    columns = request.case.data.columns
    cluster = next((name for name, column in columns.items() if column.role == "cluster"), None)
    ended = [name for name, column in columns.items() if column.role == "target" or column.known_when == "after"]
    return division(prepared, row_parts(request.case, prepared), cluster, ended)


def _timeline(request: RunRequest, prepared: Table, time: str | None, data_checks: Checked) -> Timeline | None:
    if time is None or not prepared.schema[time].is_temporal():
        return None
    target = request.case.classification.target
    return timeline(
        prepared[time],
        prepared[target.column] == target.positive,
        row_parts(request.case, prepared),
        opened=request.final,
        findings=data_checks.findings,
    )


def column_records(case: UseCase, prepared: Table) -> tuple[ColumnRecord, ...]:
    """Return every declared column that the prepared rows have, as the run used it."""
    return tuple(
        ColumnRecord(
            name,
            column.name or name,
            str(prepared.schema[name]),
            column.role,
            column.known_when,
            _missing(prepared[name]),
        )
        for name, column in case.data.columns.items()
        if name in prepared.columns
    )


def _missing(column: pl.Series) -> float:
    if not len(column):
        return 0.0
    coded = int(column.is_in(list(MISSING_CODES)).sum()) if column.dtype == pl.String else 0
    return round((column.null_count() + coded) / len(column), 6)


def period_of(times: pl.Series) -> Period | None:
    """Return the first and the last day; none where there is no day."""
    days = times.drop_nulls()
    if not len(days):
        return None
    return Period(from_=str(days.min())[:10], to=str(days.max())[:10])


def _part(
    name: Literal["training", "validation", "held_out"], part: Part, *, timed: bool, opened: bool = True
) -> PartRecord:
    return PartRecord(
        name, len(part), period_of(part.time) if timed else None, int(part.target.sum()) if opened else None
    )


def _model(request: RunRequest, judged: Judged, learned: Learned) -> ModelRecord:
    model = learned.model
    return ModelRecord(
        candidate="lightgbm",
        description=f"{len(model.members)} sets of boosted trees (LightGBM), averaged in log-odds and calibrated",
        features=model.names,
        fitted_on=("training", "validation") if request.final else ("training",),
        calibration="logistic, on out-of-fold scores",
        trees=model.rounds,
        bagged_models=len(model.members),
        sha256=model.digest,
        released=request.case.decision.type != "enforcement_audit",
    )


def provenance(request: RunRequest, work: WorkFolder, *, repeatable: bool) -> Provenance:
    """Return where the code, its libraries and the declaration stood; `repeatable` is false after a search by time."""
    project = request.settings.project
    state = code_state(project)
    return Provenance(
        run_id=request.run_id,
        run_key=work.run_key,
        started_at=request.started_at,
        commit=state.commit,
        dirty=state.dirty,
        lock_sha256=lock_digest(project),
        declaration_sha256=digest(request.case),
        declaration=resolved(request.case),
        packages=package_versions(),
        python=python_version(),
        platform=platform_name(),
        threads=request.settings.threads,
        workers=request.settings.workers,
        deterministic=repeatable,
        seeds={"run": request.seed} | ({"sample": SAMPLE_SEED} if request.on_sample else {}),
        determinism=dict(DETERMINISM),
        command=_command(request),
    )


def _command(request: RunRequest) -> str:
    words = ["peel", "run", request.case.id]
    if request.final:
        words.append("--final")
    if request.quick:
        words.append("--quick")
    if request.cluster is not None:
        words.append("--cluster ADDRESS")
    if request.path is not None:
        words.append(f"--data {request.path.name}")
    words += [f"--set {key}={value}" for key, value in request.overrides.items()]
    return " ".join([*words, f"--seed {request.seed}"])
