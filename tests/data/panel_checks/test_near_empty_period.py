"""``near-empty-period``."""

import polars as pl
import pytest

from peel_ml.checking import Found, NotApplicable, Passed
from peel_ml.data.panel_checks.near_empty_period import check
from tests.data.panel_checks.made_panel import made, month, view

PANEL = made()


@pytest.mark.parametrize("number", [0, 1, 11, 23])
def test_a_month_with_next_to_nothing_is_found(number):
    low = pl.when(pl.col("month") == month(number)).then(pl.col("crimes") // 50).otherwise(pl.col("crimes"))
    outcome = check(view(PANEL.with_columns(crimes=low)))
    assert isinstance(outcome, Found)
    assert [name for name, _ in outcome.breaks] == [month(number).strftime("%Y-%m")]
    assert len(outcome.evidence) == 1


def test_a_month_of_one_area_is_found():
    gone = (pl.col("month") == month(9)) & (pl.col("area") == "B")
    outcome = check(view(PANEL.with_columns(crimes=pl.when(gone).then(0).otherwise(pl.col("crimes")))))
    assert isinstance(outcome, Found)
    assert outcome.sentence == "1 area holds next to nothing in a period."


def test_a_fall_by_half_is_no_gap_in_the_record():
    half = pl.when(pl.col("month") == month(9)).then(pl.col("crimes") // 2).otherwise(pl.col("crimes"))
    assert isinstance(check(view(PANEL.with_columns(crimes=half))), Passed)


def test_a_clean_panel_passes_and_a_share_is_no_count():
    assert isinstance(check(view(PANEL)), Passed)
    assert isinstance(check(view(PANEL, counts=False)), NotApplicable)


@pytest.mark.real_data
def test_the_ward_and_small_area_files_of_recorded_crime(shared_data):
    """February 2024 holds 40 crimes in the recent ward file, where its neighbours hold about 72,000."""
    path = shared_data / "london-datastore" / "recorded-crime-ward-to-202502.parquet"
    wide = pl.read_parquet(path)
    months = [name for name in wide.columns if name.isdigit()]
    frame = (
        wide.unpivot(months, index=["wardcode", "minortext"], variable_name="month", value_name="crimes")
        .with_columns(month=(pl.col("month") + "01").str.to_date("%Y%m%d"))
        .group_by("wardcode", "minortext", "month")
        .agg(pl.col("crimes").sum())
    )
    outcome = check(view(frame, area="wardcode", series=("minortext",)))
    assert isinstance(outcome, Found)
    assert [name for name, _ in outcome.breaks] == ["2024-02"]
    assert outcome.evidence[0]["total"] == 40
