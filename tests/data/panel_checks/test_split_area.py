"""``split-area``."""

import polars as pl

from peel_ml.checking import Found, NotApplicable, Passed
from peel_ml.data.panel_checks.split_area import check
from tests.data.panel_checks.made_panel import made, month, view

PANEL = made()
LATER = (pl.col("area") == "C") & (pl.col("month") >= month(12))


def test_an_area_that_ends_while_two_begin_is_found():
    rest = PANEL.filter(~LATER)
    halves = [
        PANEL.filter(LATER).with_columns(area=pl.lit(name), crimes=pl.col("crimes") // 2) for name in ("C1", "C2")
    ]
    outcome = check(view(pl.concat([rest, *halves])))
    assert isinstance(outcome, Found)
    assert outcome.sentence == "C ends in December 2022 while C1 and C2 begin, of like size."
    assert outcome.breaks == (("2023-01", "An area was split"),)


def test_one_that_begins_is_a_new_name_and_no_split():
    moved = PANEL.with_columns(area=pl.when(LATER).then(pl.lit("C1")).otherwise(pl.col("area")))
    outcome = check(view(moved))
    assert isinstance(outcome, Found)
    assert outcome.sentence == "C ends in December 2022 while C1 begins, of like size."
    assert [fact["kind"] for fact in outcome.evidence] == ["renamed"]


def test_an_area_whose_level_breaks_while_others_do_not_is_found():
    cut = PANEL.with_columns(crimes=pl.when(LATER).then(pl.col("crimes") // 2).otherwise(pl.col("crimes")))
    outcome = check(view(cut))
    assert isinstance(outcome, Found)
    assert [fact["area"] for fact in outcome.evidence] == ["C"]
    assert outcome.evidence[0]["period"] == "2023-01"
    assert abs(outcome.evidence[0]["factor"] - 0.5) < 0.05


def test_a_level_that_breaks_everywhere_is_no_area():
    half = PANEL.with_columns(
        crimes=pl.when(pl.col("month") >= month(12)).then(pl.col("crimes") // 2).otherwise(pl.col("crimes"))
    )
    assert isinstance(check(view(half)), Passed)


def test_small_counts_rarely_break_by_chance():
    """A law: with 40 areas of 2 a month and nothing planted, none of 20 panels has a break."""
    found = 0
    for seed in range(20):
        panel = made(tuple(str(one) for one in range(40)), ("theft",), mean=2.0, seed=seed)
        found += isinstance(check(view(panel)), Found)
    assert found == 0


def test_a_slow_change_is_no_break():
    grown = PANEL.with_columns(
        crimes=pl.when(pl.col("area") == "C")
        .then((pl.col("crimes") * (1 + pl.col("month").rank("dense") / 24)).round())
        .otherwise(pl.col("crimes"))
    )
    assert isinstance(check(view(grown)), Passed)


def test_shares_and_panels_without_areas_have_no_boundary():
    assert isinstance(check(view(PANEL, counts=False)), NotApplicable)
    assert isinstance(check(view(PANEL, area=None)), NotApplicable)


def test_one_enormous_month_is_no_other_level():
    there = (pl.col("area") == "C") & (pl.col("month") == month(14))
    outlier = pl.when(there).then(pl.col("crimes") * 40).otherwise(pl.col("crimes"))
    assert isinstance(check(view(PANEL.with_columns(crimes=outlier))), Passed)
