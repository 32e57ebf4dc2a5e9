"""From prepared rows to what a stage is given, with every check of the data on the way."""

from __future__ import annotations

import hashlib

import polars as pl

from peel_ml.data.checks import check_data
from peel_ml.data.checks.view import DataView
from peel_ml.data.cleaning import Cleaned
from peel_ml.data.declaration import TimeSplit
from peel_ml.data.dividing import HELD_OUT, VALIDATION, part_labels
from peel_ml.data.panel_checks import check_panel
from peel_ml.data.studied import StudyRows
from peel_ml.errors import BadRequest, Problem
from peel_ml.experiment import held_out as book
from peel_ml.experiment.material import Checked, Raw
from peel_ml.experiment.request import RunRequest
from peel_ml.experiment.studies.panel import panel_of
from peel_ml.keeping import in_memory
from peel_ml.results.record import HeldOut
from peel_ml.usecase.load import digest


def rows(request: RunRequest, prepared: pl.DataFrame) -> StudyRows:
    """Divide the rows by time; those of the held-out period go on only where the run opens it.

    Raises
    ------
    BadRequest
        A declared column is absent, or the data cannot be divided as declared.
    """
    case, task = request.case, request.case.studied
    assert task is not None
    assert isinstance(case.split, TimeSplit)
    needed = {task.area, task.target.column, case.split.column, *task.series}
    needed |= {one.column for one in case.protected.composition.values()}
    absent = sorted(needed - set(prepared.columns))
    if absent:
        raise BadRequest(
            "The prepared rows lack declared columns.",
            [Problem(f"no column {name!r}", "Make it in prepare.py, or correct the declaration.") for name in absent],
        )
    frame = prepared.sort(task.area, *task.series, case.split.column)
    part = part_labels(frame, case.split)
    if not request.final:
        keep = part != HELD_OUT
        frame, part = frame.filter(keep), part.filter(keep)
    return StudyRows(
        frame,
        part,
        HELD_OUT if request.final else VALIDATION,  # type: ignore[arg-type]
        case.split.column,
        case.data.columns,
        case.protected.composition,
        request.on_sample or case.data.class_ == "D0",
    )


def data_checks(request: RunRequest, raw: Raw, cleaned: Cleaned, prepared: pl.DataFrame) -> Checked:
    """Make every data check that asks nothing of a yes-or-no outcome, and every check of a panel."""
    case, task = request.case, request.case.studied
    assert task is not None
    columns = case.data.columns
    assert isinstance(case.split, TimeSplit)
    part = part_labels(prepared, case.split)
    kept = {name for name, column in columns.items() if column.role not in ("drop", "id")}
    view = DataView(
        raw=raw.frame,
        frame=prepared,
        cleaning=cleaned.log,
        features=tuple(name for name, column in columns.items() if column.role == "feature"),
        time=case.split.column,
        area=task.area,
        part=part,
        unmapped=cleaned.unmapped,
        held_out_opened=request.final,
        left_out=frozenset(prepared.columns) - kept,
    )
    findings, checks = check_data(view)
    of_the_panel, made = check_panel(panel_of(case, prepared, in_memory(raw.frame), raw.files, final=request.final))
    return Checked((*findings, *of_the_panel), (*checks, *made), view.identifiers)


def held_out(request: RunRequest, rows: StudyRows, prepared: pl.DataFrame) -> HeldOut:
    """Count the openings of the held-out period, and record this one before anything is scored."""
    case, task = request.case, request.case.studied
    assert task is not None
    assert isinstance(case.split, TimeSplit)
    period = prepared.filter(part_labels(prepared, case.split) == HELD_OUT)
    times = "\n".join(sorted(period[case.split.column].cast(pl.String).to_list()))
    name = hashlib.sha256(f"{case.id}\n{times}".encode()).hexdigest()
    if not request.final:
        return book.counted(request.settings.home, name)
    return book.open_period(
        request.settings.home,
        use_case=case.id,
        period=name,
        # A study's method is its declaration: it has no model text before it is judged.
        model=digest(case),
        run_id=request.run_id,
        at=request.started_at,
    )
