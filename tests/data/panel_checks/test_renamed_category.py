"""``renamed-category``."""

import polars as pl
import pytest

from peel_ml.checking import Found, NotApplicable, Passed
from peel_ml.data.panel_checks.renamed_category import check
from tests.data.panel_checks.made_panel import made, month, view

PANEL = made()
NEW = pl.lit("larceny")


def renamed(at, frame=PANEL):
    later = (pl.col("offence") == "theft") & (pl.col("month") >= month(at))
    return frame.with_columns(offence=pl.when(later).then(NEW).otherwise(pl.col("offence")))


@pytest.mark.parametrize("at", [3, 12, 21])
def test_a_category_that_goes_on_under_another_name_is_found(at):
    outcome = check(view(renamed(at)))
    assert isinstance(outcome, Found)
    assert "'theft' ends" in outcome.sentence
    assert "'larceny' begins" in outcome.sentence
    assert outcome.breaks == ((month(at).strftime("%Y-%m"), "A category of offence has another name"),)


def test_strays_before_and_after_do_not_hide_it():
    strays = [("A", "larceny", month(1), 1), ("A", "theft", month(23), 1)]
    more = pl.DataFrame(strays, schema=PANEL.schema, orient="row")
    assert isinstance(check(view(pl.concat([renamed(12), more]))), Found)


def test_a_category_of_another_size_is_another_thing():
    frame = renamed(12)
    small = frame.with_columns(
        crimes=pl.when(pl.col("offence") == NEW).then(pl.col("crimes") // 3).otherwise(pl.col("crimes"))
    )
    assert isinstance(check(view(small)), Passed)


def test_one_that_begins_a_year_later_is_another_thing():
    frame = renamed(10).filter((pl.col("offence") != NEW) | (pl.col("month") >= month(16)))
    assert isinstance(check(view(frame)), Passed)


def test_a_panel_without_a_change_passes_and_one_without_series_has_none():
    assert isinstance(check(view(PANEL)), Passed)
    assert isinstance(check(view(PANEL, series=())), NotApplicable)


@pytest.mark.real_data
def test_domestic_burglary_goes_on_as_burglary_of_a_home(shared_data):
    wide = pl.read_parquet(shared_data / "london-datastore" / "recorded-crime-borough-historical.parquet")
    months = [name for name in wide.columns if name.isdigit()]
    frame = wide.unpivot(
        months, index=["boroughname", "minortext"], variable_name="month", value_name="crimes"
    ).with_columns(month=(pl.col("month") + "01").str.to_date("%Y%m%d"))
    outcome = check(view(frame, area="boroughname", series=("minortext",)))
    assert isinstance(outcome, Found)
    assert "'DOMESTIC BURGLARY' ends in April 2023 and 'RES BURGLARY OF A HOME' begins" in outcome.sentence
    assert len(outcome.evidence) == 1
