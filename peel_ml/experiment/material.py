"""The first half of a run: from files to parts, with every check on the way."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl

from peel_ml.data.checks import check_data
from peel_ml.data.checks.view import DataView
from peel_ml.data.cleaning import Cleaned, clean
from peel_ml.data.contract import check_contract
from peel_ml.data.identifiers import ColumnScan
from peel_ml.data.ingest import ingest
from peel_ml.data.parts import Parts
from peel_ml.data.separation import refuse_copies
from peel_ml.data.sources import source_named
from peel_ml.data.sources.sink import gathered
from peel_ml.data.split import part_labels, split
from peel_ml.errors import BadRequest
from peel_ml.experiment.request import RunRequest
from peel_ml.experiment.sample import sample_path
from peel_ml.experiment.thinning import chosen
from peel_ml.keeping import Rows, Stored, Table, in_memory
from peel_ml.keeping.stored import PIECE_ROWS
from peel_ml.results.data import ColumnRole, SourceFile
from peel_ml.results.findings import Check, Finding
from peel_ml.usecase.group_columns import refuse_unusable
from peel_ml.usecase.load import function_of, steps_of
from peel_ml.usecase.model import UseCase


@dataclass(frozen=True)
class Raw:
    """What the source read."""

    frame: Rows
    """In memory, or in partitions with a digest each where there are very many."""
    files: tuple[SourceFile, ...]
    sha256: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Checked:
    """Findings that fired and every check that was made."""

    findings: tuple[Finding, ...]
    checks: tuple[Check, ...]
    identifiers: ColumnScan | None = None
    """Of the data checks: what looks like a direct identifier in the columns."""


def read(request: RunRequest) -> Raw:
    """Read the data a request names."""
    if request.frame is not None:
        buffer = BytesIO()
        request.frame.write_ipc(buffer)
        digest = hashlib.sha256(buffer.getbuffer()).hexdigest()
        file = SourceFile("frame", digest, buffer.tell(), request.frame.height)
        return Raw(request.frame, (file,), hashlib.sha256(f"frame {digest}\n".encode()).hexdigest(), ())
    path = request.path or sample_path(request.folder, request.settings.home)
    found = ingest(source_named(request.case.data.source), path, request.settings.home)
    # A study of areas and periods sorts and joins its rows as a whole.
    rows = found.rows if request.case.studied is None else in_memory(found.rows)
    return Raw(rows, found.files, found.sha256, found.notes)


def cleaned(request: RunRequest, raw: Raw) -> Cleaned:
    """Apply the source's cleaning steps and the use case's own, each counted."""
    steps = (*source_named(request.case.data.source).steps, *steps_of(request.folder))
    return clean(raw.frame, steps, _scratch(request))


def _scratch(request: RunRequest) -> Path:
    """Return where rows are written that are too many for memory."""
    return request.settings.home / "rows"


def prepared(request: RunRequest, cleaned: Cleaned) -> Table:
    """Apply the use case's own preparation, and hold the result to the declared contract; a quick run thins it."""
    prepare = function_of(request.folder, "prepare", "prepare")
    if prepare is None:
        frame = cleaned.frame
    elif isinstance(cleaned.frame, Stored):
        frame = _as_stored(prepare, cleaned.frame, request.case, _scratch(request))
    else:
        frame = _as_frame(prepare, cleaned.frame, request.case)
    check_contract(frame, request.case.data.columns)
    # A series of which rows are left out is no series any more.
    if not request.quick or request.case.studied is not None:
        return frame
    kept = chosen(frame, _column_of(request.case, "cluster"), request.seed)
    if isinstance(frame, Stored):
        return gathered(frame.filter(kept).frames(), _scratch(request))
    return frame.filter(kept)


def _column_of(case: UseCase, role: ColumnRole) -> str | None:
    return next((name for name, column in case.data.columns.items() if column.role == role), None)


def _as_stored(prepare: Callable[..., Any], rows: Stored, case: UseCase, home: Path) -> Table:
    """Prepare rows that are too many for memory; what is prepared lazily is streamed to disk."""
    result = prepare(rows.lazy(), case)
    if isinstance(result, pl.LazyFrame):
        return gathered(result.collect_batches(chunk_size=PIECE_ROWS, maintain_order=True), home)
    return gathered(_in_memory(result, case).iter_slices(PIECE_ROWS), home)


def _as_frame(prepare: Callable[..., Any], frame: pl.DataFrame, case: UseCase) -> pl.DataFrame:
    return _in_memory(prepare(frame.lazy(), case), case)


def _in_memory(result: Any, case: UseCase) -> pl.DataFrame:
    if isinstance(result, pl.LazyFrame):
        return result.collect()
    if isinstance(result, pl.DataFrame):
        return result
    if type(result).__module__.startswith("pandas"):
        return pl.from_pandas(result)
    raise BadRequest(
        f"usecases/{case.id}/prepare.py returned a {type(result).__name__}; expected a polars or pandas frame."
    )


def parts(request: RunRequest, prepared: Table) -> Parts:
    """Divide rows and columns, and refuse features that are copies of protected columns."""
    case = request.case
    target = case.classification.target
    result = split(
        prepared,
        case.split,
        target=target.column,
        positive=target.positive,
        columns=case.data.columns,
        protected=case.protected,
        slices=case.slices,
    )
    refuse_unusable(prepared, case.protected)
    refuse_copies(result.training.features, result.training.protected)
    return result


def data_checks(request: RunRequest, raw: Raw, cleaned: Cleaned, prepared: Table) -> Checked:
    """Make every data check."""
    view = _view(request.case, raw.frame, cleaned, prepared, final=request.final)
    return Checked(*check_data(view), view.identifiers)


def view_of(case: UseCase, folder: Path, raw: Table, cleaned: Cleaned, against: pl.DataFrame | None) -> DataView:
    """Return what the checks look at, with a use case's preparation, target, features and split."""
    prepare = function_of(folder, "prepare", "prepare")

    def ready(frame: pl.DataFrame) -> pl.DataFrame:
        return frame if prepare is None else _as_frame(prepare, frame, case)

    view = _view(case, raw, cleaned, ready(in_memory(cleaned.frame)), final=False)
    return view if against is None else replace(view, against=in_memory(_coded(case, ready(against))))


def row_parts(case: UseCase, frame: Table) -> pl.Series:
    """Return the part each prepared row falls in."""
    return part_labels(frame, case.split, cluster=_column_of(case, "cluster"))


def _coded(case: UseCase, frame: Table) -> Table:
    """Return the rows with the outcome as 0 and 1; a study of areas has no such outcome."""
    if case.studied is not None:
        return frame
    target = case.classification.target
    return frame.with_columns((pl.col(target.column) == pl.lit(target.positive)).cast(pl.Int8).alias(target.column))


def _view(case: UseCase, raw: Table, cleaned: Cleaned, prepared: Table, *, final: bool) -> DataView:
    columns, study = case.data.columns, case.studied
    frame = _coded(case, prepared)
    return DataView(
        raw=raw,
        frame=frame,
        cleaning=cleaned.log,
        target=None if study else case.classification.target.column,
        features=tuple(name for name, column in columns.items() if column.role == "feature"),
        protected={name: measure.column for name, measure in case.protected.measured.items()},
        time=_column_of(case, "time"),
        area=study.area if study else case.slices.get(case.area) if case.area else None,
        part=row_parts(case, frame),
        unmapped=cleaned.unmapped,
        held_out_opened=final,
        left_out=_left_out(case, frame),
    )


def _left_out(case: UseCase, frame: Table) -> frozenset[str]:
    """Return the columns that the run neither learns from nor compares by."""
    kept = {name for name, column in case.data.columns.items() if column.role not in ("drop", "id")}
    kept |= {measure.column for measure in case.protected.measured.values()} | set(case.slices.values())
    return frozenset(frame.columns) - kept
