"""Checks files alone, or with a use case's declaration, without fitting anything."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from peel_ml.data.checks import check_data
from peel_ml.data.checks.view import DataView
from peel_ml.data.cleaning import clean
from peel_ml.data.describe import ColumnDescription
from peel_ml.data.panel_checks import check_panel
from peel_ml.data.sources import load, source_named
from peel_ml.data.sources.protocol import Source
from peel_ml.experiment.material import view_of
from peel_ml.experiment.studies.panel import panel_of
from peel_ml.keeping import in_memory
from peel_ml.results.findings import Check, Finding
from peel_ml.settings import read_settings
from peel_ml.usecase.load import folder_of, load_use_case, steps_of


@dataclass(frozen=True)
class DataCheck:
    """What is wrong with some files. `columns` describes them as read."""

    rows: int
    columns: tuple[ColumnDescription, ...]
    findings: tuple[Finding, ...]
    checks: tuple[Check, ...]


def check_files(
    path: Path, source: Source | None, use_case: str | None = None, against: Path | None = None
) -> DataCheck:
    """Read, clean and check files.

    Parameters
    ----------
    path : Path
        What to check.
    source : Source or None
        Who reads it; ``None`` takes the use case's.
    use_case : str, optional
        Checks with this use case's preparation, target, features and split.
    against : Path, optional
        Files to compare with; read by the source that recognises them, else by `source`.

    Raises
    ------
    BadRequest
        A path cannot be read.
    """
    case = folder = None
    if use_case is not None:
        folder = folder_of(read_settings().usecases, use_case)
        case = load_use_case(folder)
        source = source or source_named(case.data.source)
    assert source is not None  # the command line names one where there is no use case
    loaded = load(source, path)
    raw = loaded.frame.collect()
    steps = source.steps if folder is None else (*source.steps, *steps_of(folder))
    cleaned = clean(raw, steps)
    other_raw = None if against is None else load(source, against).frame.collect()
    other = None if other_raw is None else in_memory(clean(other_raw, steps).frame)
    if case is None or folder is None:
        time = next((name for name, dtype in cleaned.frame.schema.items() if dtype in (pl.Date, pl.Datetime)), None)
        view = DataView(
            raw=raw,
            frame=cleaned.frame,
            cleaning=cleaned.log,
            time=time,
            unmapped=cleaned.unmapped,
            against=other,
            against_raw=other_raw,
        )
    else:
        view = replace(view_of(case, folder, raw, cleaned, other), against_raw=other_raw)
    columns = tuple(ColumnDescription(one.name, str(one.dtype), one.null_count() / max(1, raw.height)) for one in raw)
    findings, checks = check_data(view)
    if case is not None and case.studied is not None:
        of_the_panel, made = check_panel(panel_of(case, in_memory(view.frame), raw, loaded.files, final=False))
        findings, checks = (*findings, *of_the_panel), (*checks, *made)
    return DataCheck(raw.height, columns, findings, checks)
