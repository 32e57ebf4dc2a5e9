"""Panels that hold no answer are refused, every reason at once; never a silent number."""

from __future__ import annotations

import polars as pl
import pytest

from peel_ml.causal.panel import Asking, panel_of
from peel_ml.causal.staggered import local_projections
from peel_ml.errors import BadRequest
from tests.causal.made import month, table

ASKING = Asking("y", "treatment", "area", "month")


def refused(frame: pl.DataFrame, asking: Asking = ASKING) -> str:
    with pytest.raises(BadRequest) as caught:
        panel_of(frame, asking)
    assert all(problem.fix for problem in caught.value.problems)
    return " ".join(problem.what for problem in caught.value.problems)


def treated(expression: pl.Expr) -> pl.DataFrame:
    return table("adoption").with_columns(treatment=expression.cast(pl.Float64))


AREA, MONTH = pl.col("area"), pl.col("month")


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (treated(pl.lit(0)), "never varies"),
        (treated(pl.lit(1)), "never varies"),
        (treated((AREA == "Area 01") & (month(8) <= MONTH)), "one treated area"),
        (treated(month(8) <= MONTH), "treated alike in every period"),
        (treated(AREA <= "Area 09"), "no area's treatment changes over time"),
        (table("adoption").filter(AREA <= "Area 02"), "3 areas; at least 4 are needed"),
        (pl.concat([table("adoption"), table("adoption").head(2)]), "2 rows repeat an area and a period"),
        (table("adoption").with_columns(y=pl.lit(None, pl.Float64)), "no row has outcome"),
        (table("adoption").with_columns(y=pl.lit(1.0)), "the outcome never varies"),
    ],
)
def test_refused_with_its_reason(frame, said):
    assert said in refused(frame)


def test_all_reasons_are_given_at_once():
    frame = pl.concat([treated(pl.lit(0)), treated(pl.lit(0)).head(1)]).with_columns(y=pl.lit(1.0))
    said = refused(frame)
    assert "never varies" in said
    assert "1 rows repeat" in said


def test_a_logarithm_of_zero_is_refused():
    frame = table("adoption").with_columns(y=pl.when(AREA == "Area 01").then(0.0).otherwise(pl.col("y")))
    assert "5.0% of the values are zero or below" in refused(
        frame, Asking("y", "treatment", "area", "month", scale="log")
    )


def test_a_panel_that_holds_an_answer_is_taken_and_its_kind_told():
    assert [panel_of(table(name), ASKING).design for name in ("adoption", "on_and_off", "amount")] == [
        "adoption",
        "on_and_off",
        "amount",
    ]


def test_earlier_values_do_not_cross_a_gap():
    frame = table("amount").filter(month(5) != MONTH)
    panel = panel_of(frame, ASKING)
    assert 6 not in set(panel.frame["period"])
    after = panel.frame[panel.frame["period"] == 7].index
    assert all(value != value for value in panel.earlier("y", 1)[after])


def test_local_projections_do_not_cross_a_gap_either():
    frame = table("adoption")
    whole, gap = (panel_of(one, ASKING).frame for one in (frame, frame.filter(month(10) != MONTH)))
    renumbered = gap.assign(period=gap["period"] - (gap["period"] > 11), first=gap["first"] - (gap["first"] > 11))
    rows = [local_projections(one).rows for one in (whole, gap, renumbered)]
    # A gap takes away every change that begins or ends in it; numbers without one would make new changes of them.
    assert rows[1] < rows[2] < rows[0]
