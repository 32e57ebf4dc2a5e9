"""Brings the data of a run, and newer data, to what the use case prepared: its own source, cleaning and preparation."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from peel_ml.errors import BadRequest, Problem
from peel_ml.experiment.material import cleaned, prepared, read
from peel_ml.experiment.request import DEFAULT_SEED, RunRequest
from peel_ml.modelling.bag import FittedModel
from peel_ml.monitoring.report import MonitoringReport
from peel_ml.monitoring.sides import Material, for_new_rows
from peel_ml.monitoring.watching import Suspend, watch
from peel_ml.results.record import RunRecord
from peel_ml.settings import Settings
from peel_ml.usecase.load import folder_of, from_resolved, location_of
from peel_ml.usecase.model import UseCase

Rows = str | Path | pl.DataFrame
"""Files in the layout of the use case's source, or rows in the columns it would have read."""


def monitor(
    record: RunRecord,
    data: Rows,
    *,
    settings: Settings,
    reference: Rows | None = None,
    model: FittedModel | None = None,
    suspend: Suspend | None = None,
    at: str | None = None,
) -> MonitoringReport:
    """Look at new data with a finished run.

    Parameters
    ----------
    record : RunRecord
        Of the run.
    data : path or DataFrame
        The new rows. Rows of the run's own months are left out.
    settings : Settings
        Where the use case lies.
    reference : path or DataFrame, optional
        The data the run was made from, with the digest in its record; by default where the use case declares it.
    model, suspend
        As in `peel_ml.monitoring.watching.watch`.
    at : str, optional
        When it is looked, ISO 8601, UTC; by default now.

    Returns
    -------
    MonitoringReport

    Raises
    ------
    BadRequest
        The reference is not what the run was made from, or the new data cannot be read.
    """
    case = from_resolved(record.provenance.declaration)
    folder = folder_of(settings.usecases, record.use_case)
    before = _reference(record, case, folder, settings, reference)
    new = material(for_new_rows(case), folder, settings, _rows(folder, data))
    looked = at or datetime.now(UTC).isoformat(timespec="seconds")
    return watch(record, new, before, at=looked, model=model, suspend=suspend)


def material(case: UseCase, folder: Path, settings: Settings, rows: Rows | None) -> Material:
    """Read and prepare rows as a run of the use case would; ``None`` for its own synthetic sample."""
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
    return Material(raw, prepared(request, cleaned(request, raw)))


def _rows(folder: Path, rows: Rows) -> Rows:
    return rows if isinstance(rows, pl.DataFrame) else location_of(folder, rows)


def _reference(record: RunRecord, case: UseCase, folder: Path, settings: Settings, given: Rows | None) -> Material:
    if given is not None:
        rows: Rows | None = _rows(folder, given)
    elif "sample" in record.provenance.seeds or case.data.location == "sample":
        # A run on real data of a use case that declares its sample: the digest says so below.
        rows = None
    else:
        rows = _rows(folder, case.data.location)
    found = material(case, folder, settings, rows)
    fix = "Name the run's own data with --reference PATH."
    problems = []
    if found.raw.sha256 != record.data.sha256:
        problems.append(Problem(f"its digest is {found.raw.sha256}, that in the record {record.data.sha256}", fix))
    elif found.frame.height != record.data.rows_used:
        what = f"{found.frame.height:,} rows are left after preparation, in the run it was {record.data.rows_used:,}"
        problems.append(Problem(what, "The use case's code has changed since: make a new run with `peel run`."))
    if problems:
        raise BadRequest("The reference is not the data the run was made from.", problems)
    return found
