"""The first half of a run: from files to parts, with every check on the way."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import polars as pl

from peel_ml.data.checks import check_data
from peel_ml.data.checks.view import DataView
from peel_ml.data.cleaning import Cleaned, clean
from peel_ml.data.contract import check_contract
from peel_ml.data.parts import Parts
from peel_ml.data.separation import refuse_copies
from peel_ml.data.sources import load, source_named
from peel_ml.data.split import part_labels, split
from peel_ml.errors import BadRequest
from peel_ml.experiment.request import RunRequest
from peel_ml.experiment.sample import sample_path
from peel_ml.results.data import SourceFile
from peel_ml.results.findings import Check, Finding
from peel_ml.usecase.load import function_of


@dataclass(frozen=True)
class Raw:
    """What the source read, collected."""

    frame: pl.DataFrame
    files: tuple[SourceFile, ...]
    sha256: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Checked:
    """Findings that fired and every check that was made."""

    findings: tuple[Finding, ...]
    checks: tuple[Check, ...]


def read(request: RunRequest) -> Raw:
    """Read the data a request names."""
    if request.frame is not None:
        buffer = BytesIO()
        request.frame.write_ipc(buffer)
        digest = hashlib.sha256(buffer.getbuffer()).hexdigest()
        file = SourceFile("frame", digest, buffer.tell(), request.frame.height)
        return Raw(request.frame, (file,), hashlib.sha256(f"frame {digest}\n".encode()).hexdigest(), ())
    path = request.path or sample_path(request.folder, request.settings.home)
    loaded = load(source_named(request.case.data.source), path)
    return Raw(loaded.frame.collect(), loaded.files, loaded.sha256, loaded.notes)


def cleaned(request: RunRequest, raw: Raw) -> Cleaned:
    """Apply the source's cleaning steps, each counted."""
    return clean(raw.frame, source_named(request.case.data.source).steps)


def prepared(request: RunRequest, cleaned: Cleaned) -> pl.DataFrame:
    """Apply the use case's own preparation, and hold the result to the declared contract."""
    prepare = function_of(request.folder, "prepare", "prepare")
    frame = cleaned.frame if prepare is None else _as_frame(prepare, cleaned.frame, request)
    check_contract(frame, request.case.data.columns)
    return frame


def _as_frame(prepare: Callable[..., Any], frame: pl.DataFrame, request: RunRequest) -> pl.DataFrame:
    result = prepare(frame.lazy(), request.case)
    if isinstance(result, pl.LazyFrame):
        return result.collect()
    if isinstance(result, pl.DataFrame):
        return result
    if type(result).__module__.startswith("pandas"):
        return pl.from_pandas(result)
    raise BadRequest(f"usecases/{request.folder.name}/prepare.py returned a {type(result).__name__}; "
                     "expected a polars or pandas frame.")


def parts(request: RunRequest, prepared: pl.DataFrame) -> Parts:
    """Divide rows and columns, and refuse features that are copies of protected columns."""
    case = request.case
    target = case.task.target
    result = split(prepared, case.split, target=target.column, positive=target.positive, columns=case.data.columns,
                   protected=case.protected, slices=case.slices)
    refuse_copies(result.training.features, result.training.protected)
    return result


def data_checks(request: RunRequest, raw: Raw, cleaned: Cleaned, prepared: pl.DataFrame) -> Checked:
    """Make every data check."""
    case = request.case
    time = next((name for name, column in case.data.columns.items() if column.role == "time"), None)
    target = case.task.target
    frame = prepared.with_columns((pl.col(target.column) == pl.lit(target.positive)).cast(pl.Int8).alias(target.column))
    view = DataView(
        raw=raw.frame, frame=frame, cleaning=cleaned.log, target=target.column,
        features=tuple(name for name, column in case.data.columns.items() if column.role == "feature"),
        protected={name: measure.column for name, measure in case.protected.measured.items()},
        time=time, area=case.slices.get(case.area) if case.area else None,
        part=part_labels(frame, case.split), unmapped=cleaned.unmapped)
    return Checked(*check_data(view))
