"""More thorough searches: the sample, and that the declaration holds on it."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import polars as pl
import pytest

from peel_ml.data.cleaning import clean
from peel_ml.data.sources import load, source_of
from peel_ml.experiment.data_check import check_files
from peel_ml.usecase.load import load_use_case

FOLDER = Path(__file__).resolve().parents[2] / "usecases" / "thorough-search-standards"


def module(name: str) -> ModuleType:
    qualified = f"thorough_search_{name}"
    spec = importlib.util.spec_from_file_location(qualified, FOLDER / f"{name}.py")
    loaded = importlib.util.module_from_spec(spec)
    sys.modules[qualified] = loaded
    spec.loader.exec_module(loaded)
    return loaded


@pytest.fixture(scope="module")
def sample(tmp_path_factory) -> Path:
    return module("sample").sample(7, tmp_path_factory.mktemp("sample") / "SYNTHETIC-searches")


@pytest.fixture(scope="module")
def cleaned(sample):
    source = source_of(sample)
    assert source.name == "london-datastore/thorough-searches"
    return clean(load(source, sample).frame.collect(), source.steps)


def test_the_sample_repeats(sample, tmp_path):
    again = module("sample").sample(7, tmp_path / "again")
    file = "thorough-searches.parquet"
    assert pl.read_parquet(again / file).equals(pl.read_parquet(sample / file))


def test_the_sample_has_the_faults_of_the_publication_and_cleaning_mends_them(cleaned):
    assert cleaned.frame.height == module("sample").ROWS
    assert cleaned.log[0].rows_in > 1.5 * cleaned.frame.height
    assert not any(cleaned.unmapped.values())
    assert set(cleaned.frame["positive_outcome"]) == {"Yes", "No"}
    assert cleaned.frame["date"].null_count() == 0


def test_the_outcome_follows_the_reason_and_the_year_alone(cleaned):
    yes = (pl.col("positive_outcome") == "Yes").mean()
    rows = cleaned.frame.with_columns(expected=yes.over("stop_reason", pl.col("date").dt.year()))
    for name in ("ethnic_appearance", "sex", "age_group"):
        by = rows.group_by(name).agg(pl.len(), gap=yes - pl.col("expected").mean())
        for _, n, gap in by.filter(pl.col("len") >= 100).iter_rows():
            assert abs(gap) < 4 * (0.25 / n) ** 0.5


def test_adults_are_recorded_for_children(cleaned):
    share = (pl.col("appropriate_adult") == "Recorded as present").mean()
    by = dict(cleaned.frame.group_by("age_group").agg(share).iter_rows())
    assert by["Under 18"] == pytest.approx(0.72, abs=0.06)
    assert by["18 or over"] < 0.01


def test_the_declaration_holds_and_shows_children_by_group(sample):
    case = load_use_case(FOLDER)
    assert case.slices["age"] == "age_group"
    (share,) = case.shares
    assert (share.among, share.by) == ({"age_group": "Under 18"}, ("ethnicity_officer", "sex"))
    result = check_files(sample, None, case.id)
    assert not [one for one in result.findings if one.severity == "block"]
