"""Brings the data of a run, and newer data, to what the use case prepared: its own source, cleaning and preparation."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl

from peel_ml.errors import BadRequest, Problem
from peel_ml.experiment.material import cleaned, prepared, read
from peel_ml.experiment.request import DEFAULT_SEED, RunRequest
from peel_ml.keeping import in_memory
from peel_ml.monitoring.sides import Material, for_new_rows
from peel_ml.results.record import RunRecord
from peel_ml.settings import Settings
from peel_ml.usecase.load import folder_of, from_resolved, location_of
from peel_ml.usecase.model import UseCase

Rows = str | Path | pl.DataFrame
"""Files in the layout of the use case's source, or rows in the columns it would have read."""


def new_rows(record: RunRecord, settings: Settings, data: Rows) -> Material:
    """Read and prepare the rows that are looked at; their outcome may be missing, their labels may be any.

    Raises
    ------
    BadRequest
        They cannot be read, or a column that the use case needs is not there.
    """
    case, folder = from_resolved(record.provenance.declaration), folder_of(settings.usecases, record.use_case)
    return _material(for_new_rows(case), folder, settings, _placed(folder, data))


def reference_rows(record: RunRecord, settings: Settings, given: Rows | None) -> Material:
    """Read and prepare the rows a run was made from, by default from where its use case declares them.

    Raises
    ------
    BadRequest
        They are not those of the run: another digest, or other rows after preparation.
    """
    case, folder = from_resolved(record.provenance.declaration), folder_of(settings.usecases, record.use_case)
    if given is not None:
        rows: Rows | None = _placed(folder, given)
    elif case.data.location == "sample" or "sample" in record.provenance.seeds:
        rows = None
    else:
        rows = _placed(folder, case.data.location)
    found = _material(case, folder, settings, rows)
    problems = []
    if found.raw.sha256 != record.data.sha256:
        what = f"its digest is {found.raw.sha256}, that in the record {record.data.sha256}"
        problems.append(Problem(what, "Name the run's own data with --reference PATH."))
    elif found.frame.height != record.data.rows_used:
        what = f"{found.frame.height:,} rows are left after preparation, in the run it was {record.data.rows_used:,}"
        problems.append(Problem(what, "The use case's code has changed since: make a new run with `peel run`."))
    if problems:
        raise BadRequest("The reference is not the data the run was made from.", problems)
    return found


def _material(case: UseCase, folder: Path, settings: Settings, rows: Rows | None) -> Material:
    request = RunRequest(
        case=case,
        folder=folder,
        settings=settings,
        run_id="monitor",
        started_at="",
        path=rows if isinstance(rows, Path) else None,
        frame=rows if isinstance(rows, pl.DataFrame) else None,
        seed=DEFAULT_SEED,
        final=False,
        log_trials="none",
    )
    raw = read(request)
    ready = in_memory(prepared(request, cleaned(request, raw)))
    return Material(replace(raw, frame=in_memory(raw.frame)), ready)


def _placed(folder: Path, rows: Rows) -> Rows:
    return rows if isinstance(rows, pl.DataFrame) else location_of(folder, rows)
