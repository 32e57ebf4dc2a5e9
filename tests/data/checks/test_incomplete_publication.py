from __future__ import annotations

import shutil
import zipfile
from dataclasses import replace

import polars as pl
import pytest

from peel_ml.checking import Found, NotApplicable, Passed
from peel_ml.data.checks import DataView
from peel_ml.data.sources import source_named
from peel_ml.experiment.data_check import check_files

CODE = "incomplete-publication"
LATE = pl.col("month") == "2023-07"
ARCHIVE = "police-uk/metropolitan-stop-and-search-2022-03-to-2024-03.zip"
PARTIAL = "police-uk/api-stops-force-metropolitan-2024-09.json.gz"


def both(view, keep):
    return replace(view, raw=view.raw.filter(keep), frame=view.frame.filter(keep), part=None)


def without(column, label):
    return ~(LATE & (pl.col(column) == label).fill_null(False))


def test_a_month_without_two_categories_is_found(view, found):
    keep = without("type", "Person and Vehicle search") & without("self_defined_ethnicity", "Asian")
    finding = found(CODE, both(view, keep))
    assert finding.sentence.startswith('July 2023 has no row of "Asian" in self defined ethnicity')
    assert {row["label"] for row in finding.evidence} == {"Person and Vehicle search", "Asian"}
    assert [month for month, _ in finding.breaks] == ["2023-07"]


def test_one_category_and_a_jump_of_the_outcome_are_found(view, found):
    keep = without("type", "Person and Vehicle search") & ~(
        LATE & (pl.col("outcome") == "Arrest") & (pl.int_range(pl.len()) % 2 == 0)
    )
    assert 'the outcome "A no further action disposal" has ' in found(CODE, both(view, keep)).sentence


def test_one_category_alone_is_not(view, outcome_of):
    assert isinstance(outcome_of(CODE, both(view, without("type", "Person and Vehicle search"))), Passed)


def test_a_month_that_preparation_leaves_out_is_looked_at_as_published(view, outcome_of):
    assert isinstance(outcome_of(CODE, replace(view, frame=view.frame.filter(~LATE), part=None)), Passed)


def test_labels_that_were_renamed_are_not(view, outcome_of):
    new = {"Person and Vehicle search": "Both", "Person search": "Person"}
    raw = view.raw.with_columns(pl.when(LATE).then(pl.col("type").replace(new)).otherwise("type").alias("type"))
    assert isinstance(outcome_of(CODE, replace(view, raw=raw)), Passed)


def test_the_outcome_of_a_held_out_month_that_is_not_opened_is_not_read(view, outcome_of):
    late = pl.col("month") == "2023-11"
    gone = late & (pl.col("type") == "Person and Vehicle search").fill_null(False)
    fewer = late & (pl.col("outcome") == "Arrest") & (pl.int_range(pl.len()) % 2 == 0)
    keep = view.frame.select(~(gone | fewer)).to_series()
    some = replace(view, raw=view.raw.filter(keep), frame=view.frame.filter(keep), part=view.part.filter(keep))
    assert isinstance(outcome_of(CODE, some), Passed)
    assert isinstance(outcome_of(CODE, replace(some, held_out_opened=True)), Found)


def test_a_file_is_held_against_the_months_before_it(view, found, outcome_of):
    before, after = (view.raw.filter(pl.col("month") < "2023-07"), view.raw.filter(LATE))
    some = after.filter(pl.col("self_defined_ethnicity") == "Asian").filter(pl.col("type") == "Person search")
    alone = DataView(raw=some, frame=some)
    assert isinstance(outcome_of(CODE, alone), NotApplicable)
    assert found(CODE, replace(alone, against=before, against_raw=before)).evidence
    whole = DataView(raw=after, frame=after, against=before, against_raw=before)
    assert isinstance(outcome_of(CODE, whole), Passed)


@pytest.fixture
def archive(shared_data, tmp_path):
    """The last months of the archive, which are enough to hold one against."""
    folder = tmp_path / "archive"
    with zipfile.ZipFile(shared_data / ARCHIVE) as pack:
        for name in pack.namelist():
            if name.startswith(("2023-12", "2024-0")):
                pack.extract(name, folder)
    return folder


@pytest.mark.real_data
def test_the_partial_month_of_the_api_is_found_against_the_archive(shared_data, archive):
    source = source_named("police-uk/stop-and-search")
    result = check_files(shared_data / PARTIAL, source, None, archive)
    finding = next(one for one in result.findings if one.code == CODE)
    assert finding.sentence.startswith("September 2024 has no row of ")
    lacks = {(row["column"], row["label"]) for row in finding.evidence}
    assert ("type", "Vehicle search") in lacks
    assert ("self_defined_ethnicity", "Not stated") in lacks
    assert ("officer_defined_ethnicity", "Other") in lacks
    assert 'the outcome "A no further action disposal" has 60% of the rows (67.7% before)' in finding.sentence


@pytest.mark.real_data
def test_it_is_found_in_one_folder_with_the_months_before_it(shared_data, archive):
    source = source_named("police-uk/stop-and-search")
    whole = check_files(archive, source)
    assert [one.outcome for one in whole.checks if one.code == CODE] == ["passed"]
    shutil.copy(shared_data / PARTIAL, archive)
    finding = next(one for one in check_files(archive, source).findings if one.code == CODE)
    assert {row["month"] for row in finding.evidence} == {"2024-09"}
