"""``series-of-zeros``."""

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from peel_ml.checking import Found, NotApplicable, Passed
from peel_ml.data.panel_checks.series_of_zeros import check
from tests.data.panel_checks.made_panel import AREAS, made, month, view

PANEL = made()


@settings(max_examples=15, deadline=None)
@given(st.sets(st.sampled_from(AREAS), min_size=1))
def test_series_that_never_hold_anything_are_counted(areas):
    gone = pl.col("area").is_in(list(areas)) & (pl.col("offence") == "arson")
    outcome = check(view(PANEL.with_columns(crimes=pl.when(gone).then(0).otherwise(pl.col("crimes")))))
    assert isinstance(outcome, Found)
    assert outcome.evidence[0] == {"series": 18, "zero_throughout": len(areas), "gone_silent": 0}
    assert outcome.severity is None


def test_one_that_has_gone_silent_is_a_warning():
    gone = (pl.col("area") == "A") & (pl.col("offence") == "arson") & (pl.col("month") >= month(18))
    outcome = check(view(PANEL.with_columns(crimes=pl.when(gone).then(0).otherwise(pl.col("crimes")))))
    assert isinstance(outcome, Found)
    assert outcome.severity == "warn"
    assert outcome.evidence[0]["gone_silent"] == 1
    later = gone & (pl.col("month") >= month(19))
    assert isinstance(check(view(PANEL.with_columns(crimes=pl.when(later).then(0).otherwise("crimes")))), Passed)


def test_a_clean_panel_passes_and_a_share_is_no_count():
    assert isinstance(check(view(PANEL)), Passed)
    assert isinstance(check(view(PANEL, counts=False)), NotApplicable)
