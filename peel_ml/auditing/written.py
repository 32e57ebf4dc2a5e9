"""What stays of an audit: record, card and MLflow run, and the copy that was asked for."""

from __future__ import annotations

import os
import shlex
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from peel_ml.auditing.assessing import Compared
from peel_ml.auditing.cells import ROWS_KEPT
from peel_ml.auditing.clock import STEPS, Clock
from peel_ml.auditing.coding import Coded
from peel_ml.auditing.measures import AXES
from peel_ml.auditing.purposes import heading_of
from peel_ml.auditing.reading import Rows
from peel_ml.auditing.request import AuditRequest
from peel_ml.errors import PeelError
from peel_ml.provenance import package_versions
from peel_ml.results.audit import SCHEMA_VERSION, Audited, AuditRecord, dumps
from peel_ml.results.record import MlflowRun
from peel_ml.store import RECORD, save, write_all
from peel_ml.tracking import fail_run, open_run, write_audit


def folder_name(purpose: str) -> str:
    """Return the name under which audits of a purpose are kept and tracked.

    Examples
    --------
    >>> folder_name("recidivism")
    'audit-recidivism'
    """
    return f"audit-{purpose}"


def written(
    request: AuditRequest, rows: Rows, coded_rows: Coded, found: Compared, clock: Clock, out: Path | None
) -> AuditRecord:
    """Write record, card and MLflow run; what ends early is marked in MLflow."""
    settings, name = request.settings, folder_name(request.purpose)
    run = open_run(
        settings.tracking_uri,
        name,
        f"audit {request.run_id}",
        {"peel_run": request.run_id},
        settings.artifacts,
    )
    try:
        with clock(STEPS[2]):
            record = _record(request, rows, coded_rows, found, run, clock.seconds)
            files = documents(record)
            folder = save(settings.runs, name, request.run_id, files)
        with clock(STEPS[3]):
            write_audit(run, settings.tracking_uri, record, folder)
    except BaseException as error:
        stopped = isinstance(error, KeyboardInterrupt)
        reason = "Stopped by a person." if stopped else getattr(error, "summary", type(error).__name__)
        try:
            fail_run(run, settings.tracking_uri, reason, "KILLED" if stopped else "FAILED")
        except PeelError:
            error.add_note("MLflow could not be told, and shows the audit as running.")
        raise
    if out is not None:
        _copied(files, out, request.run_id)
    return record


def documents(record: AuditRecord) -> dict[str, bytes]:
    """Return everything that stays of an audit: the record, the card and its figures."""
    from peel_ml.cards.build import build_audit
    from peel_ml.cards.figures import figures
    from peel_ml.cards.render import render

    card = build_audit(record)
    return {RECORD: dumps(record).encode(), **render(card), **figures(card)}


def _copied(files: Mapping[str, bytes], out: Path, run_id: str) -> None:
    """Copy the files to ``--out``, all or none."""
    scratch = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        write_all(scratch, files)
        if out.is_dir():
            out.rmdir()
        scratch.rename(out)
    except OSError as error:
        shutil.rmtree(scratch, ignore_errors=True)
        raise PeelError(
            f"The audit is finished and kept as {run_id}, but --out {out} could not be written ({error.strerror}). "
            f"`peel card {run_id}` shows its card."
        ) from error


def _record(
    request: AuditRequest, rows: Rows, coded_rows: Coded, found: Compared, run: MlflowRun, seconds: Mapping[str, float]
) -> AuditRecord:
    threshold, versions = coded_rows.threshold, package_versions()
    return AuditRecord(
        schema_version=SCHEMA_VERSION,
        status="finished",
        peel_version=versions["peel-ml"],
        run_id=request.run_id,
        started_at=request.started_at,
        command=_command(request, rows),
        purpose=request.purpose,
        prohibited=request.prohibited,
        heading=heading_of(request.purpose),
        audited=Audited(
            file=rows.file,
            sha256=rows.sha256,
            rows=coded_rows.rows + coded_rows.left_out,
            rows_used=coded_rows.rows,
            label=request.label,
            label_positive=request.label_positive,
            decided_by=request.decided_by,
            column=request.column,
            positive=request.positive,
            threshold=None if threshold in (float("inf"), None) else threshold,
            capacity=request.capacity,
            protected=tuple(one.name for one in request.asked),
            intersections=request.intersections,
            data_class=request.data_class,
            cluster=request.cluster,
            controls=request.controls,
            flagged=found.flagged,
            streamed=coded_rows.rows > ROWS_KEPT,
            notes=(*rows.notes, *found.notes),
        ),
        groups=found.groups,
        verdicts=found.assessment.rows,
        tolerance_agreed=found.assessment.tolerance.agreed,
        assessment=replace(found.assessment, rows=()),
        missing=found.missing,
        within_groups=found.within_groups,
        label_bias=found.label_bias,
        planning=found.planning,
        findings=found.findings,
        checks=found.checks,
        mlflow=run,
        submittable=not request.prohibited,
        packages=versions,
        timings=dict(seconds),
    )


def _command(request: AuditRequest, rows: Rows) -> str:
    words = ["peel", "audit", rows.file or "FRAME", "--label", request.label]
    for option, value in (
        ("--score", request.score),
        ("--threshold", None if request.threshold is None else f"{request.threshold:g}"),
        ("--capacity", None if request.capacity is None else f"{request.capacity:g}"),
        ("--decision", request.decision),
        ("--cluster", request.cluster),
    ):
        words += [] if value is None else [option, value]
    for option, values in (
        ("--label-positive", request.label_positive),
        ("--positive", request.positive),
        ("--protected", [_given(one.name, one.column, one.characteristic) for one in request.asked]),
        ("--intersect", [",".join(crossed) for crossed in request.intersections]),
        ("--bands", [f"{one.column}={','.join(f'{c:g}' for c in one.cuts)}" for one in request.asked if one.cuts]),
        ("--control", request.controls),
    ):
        for value in values:
            words += [option, value]
    return shlex.join([*words, "--purpose", request.purpose, "--data-class", request.data_class])


def _given(name: str, column: str, characteristic: str) -> str:
    return f"{name if name in AXES else characteristic}={column}"
