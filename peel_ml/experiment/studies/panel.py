"""The rows of a study as the checks of a panel see them."""

from __future__ import annotations

import polars as pl

from peel_ml.causal.declaration import Causal
from peel_ml.data.declaration import TimeSplit
from peel_ml.data.dividing import HELD_OUT, part_labels
from peel_ml.data.panel_checks import PanelView
from peel_ml.data.panel_checks.periods import length_of
from peel_ml.results.data import SourceFile
from peel_ml.usecase.model import UseCase


def panel_of(
    case: UseCase, prepared: pl.DataFrame, raw: pl.DataFrame, files: tuple[SourceFile, ...], *, final: bool
) -> PanelView:
    """Return the view of a study's prepared rows; without a held-out period that is not opened.

    The checks read the value of every row they are given.
    """
    task = case.studied
    assert task is not None
    assert isinstance(case.split, TimeSplit)
    shown = prepared if final else prepared.filter(part_labels(prepared, case.split) != HELD_OUT)
    return PanelView(
        frame=shown,
        time=case.split.column,
        value=task.target.column,
        area=task.area,
        series=task.series,
        raw=raw,
        files=files,
        period=length_of(shown[case.split.column]),
        counts=task.target.unit == "count",
        treatment=task.treatment if isinstance(task, Causal) else None,
    )
