from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from peel_ml.checking import NotApplicable, Passed
from peel_ml.data.checks import DataView
from peel_ml.results.codes import UNMAPPED

CODE = "unmapped-category"


def test_cells_no_map_knew_are_counted(view, found):
    finding = found(CODE, replace(view, unmapped={"outcome": 3, "gender": 0}))
    assert finding.sentence == "Values that no map knows are kept as Unmapped: 3 cells of outcome (under 0.1%)."
    assert [row["column"] for row in finding.evidence] == ["outcome"]


def test_cells_that_say_so_themselves_are_counted(view, found):
    frame = view.frame.with_columns(type=pl.when(pl.int_range(pl.len()) < 120).then(pl.lit(UNMAPPED)).otherwise("type"))
    assert "120 cells of type (1%)" in found(CODE, replace(view, frame=frame)).sentence


def test_known_labels_are_not(view, outcome_of):
    assert isinstance(outcome_of(CODE, view), Passed)


def test_a_source_without_maps_is_another_question(view, outcome_of):
    assert isinstance(outcome_of(CODE, DataView(view.raw, view.raw)), NotApplicable)


@pytest.mark.real_data
def test_every_label_of_the_public_archives_is_known(met, older, outcome_of):
    """No public file has the case: all its labels are mapped, so it is made up above."""
    labels = met.frame.drop("borough"), older.frame.drop("borough")
    for view, frame in zip((met, older), labels, strict=True):
        assert isinstance(outcome_of(CODE, replace(view, frame=frame)), Passed)
