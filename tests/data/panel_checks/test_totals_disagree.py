"""``totals-disagree``."""

import polars as pl
import pytest

from peel_ml.checking import Found, NotApplicable, Passed, Skipped
from peel_ml.data.panel_checks.totals_disagree import check
from tests.data.panel_checks.made_panel import made, month, view

BOROUGHS = {"A": "North", "B": "North", "C": "North", "D": "South", "E": "South", "F": "South"}
PANEL = made().with_columns(borough=pl.col("area").replace_strict(BOROUGHS))
TOTALS = PANEL.group_by("borough", "offence", "month").agg(pl.col("crimes").sum())


def found(totals, **more):
    return check(view(PANEL, parent="borough", totals=totals, **more))


@pytest.mark.parametrize(("factor", "way"), [(1.02, "under"), (0.97, "over")])
def test_parts_that_do_not_add_up_are_found(factor, way):
    outcome = found(TOTALS.with_columns(crimes=pl.col("crimes") * factor))
    assert isinstance(outcome, Found)
    assert way in outcome.sentence
    assert abs(outcome.evidence[0]["off_overall"] - (1 / factor - 1)) < 1e-6


def test_one_total_that_is_far_off_is_found():
    there = (pl.col("borough") == "North") & (pl.col("month") == month(3))
    outcome = found(TOTALS.with_columns(crimes=pl.when(there).then(pl.col("crimes") * 1.2).otherwise("crimes")))
    assert isinstance(outcome, Found)
    assert outcome.evidence[0]["totals_off"] == 1


def test_parts_that_add_up_pass_wherever_the_totals_go_further():
    more = pl.concat([TOTALS, TOTALS.with_columns(borough=pl.lit("East"))])
    assert isinstance(found(more), Passed)
    assert isinstance(found(TOTALS.filter(pl.col("month") < month(12))), Passed)


def test_without_totals_there_is_nothing_to_hold_against():
    assert isinstance(check(view(PANEL)), NotApplicable)
    assert isinstance(found(TOTALS, counts=False), NotApplicable)
    assert isinstance(found(TOTALS.drop("crimes")), Skipped)
    assert isinstance(found(TOTALS.with_columns(borough=pl.lit("x"))), Skipped)


def long(path, keys):
    wide = pl.read_parquet(path)
    months = [name for name in wide.columns if name.isdigit()]
    return wide.unpivot(months, index=keys, variable_name="month", value_name="crimes").with_columns(
        month=(pl.col("month") + "01").str.to_date("%Y%m%d")
    )


@pytest.mark.real_data
def test_recent_wards_are_4_per_cent_under_their_boroughs(shared_data):
    folder = shared_data / "london-datastore"
    wards = long(folder / "recorded-crime-ward-to-202502.parquet", ["wardcode", "lookup_boroughname"])
    boroughs = long(folder / "recorded-crime-borough-to-202502.parquet", ["boroughname"])
    outcome = check(
        view(
            wards.rename({"lookup_boroughname": "boroughname"}),
            area="wardcode",
            series=(),
            parent="boroughname",
            totals=boroughs,
        )
    )
    assert isinstance(outcome, Found)
    assert round(outcome.evidence[0]["off_overall"], 3) == -0.040
    assert outcome.evidence[0]["areas_compared"] == 32
