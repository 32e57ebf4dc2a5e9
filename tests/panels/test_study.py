"""A regression on a panel, from rows to its answer."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from peel_ml.errors import BadRequest
from peel_ml.panels.grid import grid
from peel_ml.panels.known import known
from peel_ml.panels.methods import METHODS
from peel_ml.panels.rolling import predictable, predictions
from peel_ml.panels.study import study
from tests.panels import made


def _grid(table, **more):
    return grid(made.rows(table), made.task(**more))


def _at(table, place, column, value):
    values = table[column].to_list()
    values[place] = value
    return table.with_columns(pl.Series(column, values))


@pytest.mark.parametrize("column", ["share", "fact"])
def test_a_change_inside_the_embargo_changes_no_prediction(column):
    table = made.frame()
    wanted = made.QUARTERS - 1
    before = predictions(_grid(table), METHODS, [wanted], 0)
    for inside in range(wanted - 3, wanted + 1):
        changed = _at(table, 5 * made.QUARTERS + inside, column, 0.99)
        after = predictions(_grid(changed), METHODS, [wanted], 0)
        for name in METHODS:
            np.testing.assert_array_equal(after[name][:, wanted], before[name][:, wanted])
    outside = _at(table, 5 * made.QUARTERS + wanted - 4, "share", 0.99)
    after = predictions(_grid(outside), METHODS, [wanted], 0)
    assert all((after[name][:, wanted] != before[name][:, wanted]).any() for name in METHODS)


def test_the_choice_between_candidates_sees_nothing_of_the_judged_time(tmp_path):
    table = made.frame()
    first = made.QUARTERS - made.JUDGED
    late = pl.col("quarter") > made.quarter(first - 4)
    changed = table.with_columns(pl.when(late).then(1 - pl.col("share")).otherwise(pl.col("share")).alias("share"))
    one, other = (study(made.rows(each), made.task(), made.asked(tmp_path)) for each in (table, changed))
    assert one.scores.candidate == other.scores.candidate


def test_the_embargo_is_the_longer_of_window_and_publication():
    table = made.frame()
    assert _grid(table).embargo == 4
    assert _grid(table, window_months=0).embargo == 1
    assert _grid(table, window_months=0, known_after_months=2).embargo == 2
    assert _grid(table, window_months=12, known_after_months=12).embargo == 5


def test_a_missing_wave_is_a_gap_and_not_a_shorter_time():
    table = made.frame().filter(pl.col("quarter") != made.quarter(8))
    panel = _grid(table)
    assert len(panel.periods) == made.QUARTERS
    assert np.isnan(panel.values[:, 8]).all()
    np.testing.assert_array_equal(known(panel)["last_value"][:, 12], panel.values[:, 7])


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (pl.concat([made.frame(), made.frame().head(3)]), "6 rows repeat"),
        (made.frame().with_columns(fact=pl.lit("a")), "features are numbers"),
        (made.frame(quarters=2), "at least three"),
    ],
)
def test_what_is_no_panel_is_refused(table, said):
    with pytest.raises(BadRequest) as caught:
        _grid(table)
    assert said in str(caught.value)


def test_too_little_past_is_refused(tmp_path):
    with pytest.raises(BadRequest, match="No judged row"):
        study(made.rows(made.frame(quarters=6)), made.task(), made.asked(tmp_path))


def test_nothing_is_predicted_from_less_than_two_known_periods():
    assert predictable(_grid(made.frame())).min() == 4 + 1 + 4


def test_a_level_that_stays_leaves_nothing_for_a_model(tmp_path):
    found = study(made.rows(made.frame()), made.task(), made.asked(tmp_path))
    assert found.scores.useful is False
    assert found.scores.lift.baseline == min(
        ("last_value", "area_mean", "last_value_shrunk"),
        key=lambda name: found.scores.baselines[name]["mae_points"].value,
    )
    assert found.scores.metrics["mae_points"].value == pytest.approx(0.016, abs=0.006)
    assert [area.area for area in found.detail.areas] == sorted(area.area for area in found.detail.areas)
    assert {row.metric for row in found.assessment.rows} == {"signed_error", "absolute_error"}
    assert not found.detail.associations[0].shown


def test_a_fact_that_tells_what_comes_makes_a_useful_model(tmp_path):
    random = np.random.default_rng(8)
    table = made.frame(seed=2, areas=24, quarters=28)
    fact = random.random((24, 28))
    # What the fact says is what the measure will be a year later.
    share = 0.4 + 0.2 * np.roll(fact, 4, axis=1) + 0.01 * random.standard_normal((24, 28))
    table = table.with_columns(fact=pl.Series(fact.ravel()), share=pl.Series(share.ravel()))
    found = study(made.rows(table), made.task(), made.asked(tmp_path))
    assert found.scores.useful is True
    assert found.scores.metrics["r2_over_lag"].value > 0.5
    assert found.detail.associations[0].shown
    assert found.detail.associations[0].between.value == pytest.approx(0.02, abs=0.003)


def test_one_window_of_time_cannot_tell(tmp_path):
    random = np.random.default_rng(8)
    table = made.frame(seed=2, areas=24, quarters=28)
    fact = random.random((24, 28))
    share = 0.4 + 0.2 * np.roll(fact, 4, axis=1)
    table = table.with_columns(fact=pl.Series(fact.ravel()), share=pl.Series(share.ravel()))
    rows = made.rows(table)
    keep = [index for index, day in enumerate(table["quarter"]) if day < made.quarter(26)]
    rows = made.rows(table[keep])
    few = pl.Series(["validation" if day >= made.quarter(23) else "training" for day in rows.frame["quarter"]])
    found = study(made.replaced(rows, few), made.task(), made.asked(tmp_path))
    assert found.scores.useful is None
    assert "few-independent-periods" in {one.code for one in found.findings}


def test_an_unpublished_sample_leaves_ranges_and_ranks_unknown(tmp_path):
    found = study(made.rows(made.frame()), made.task(sample_size=None), made.asked(tmp_path)).detail
    assert found.sample == "not_known"
    assert all(area.value.low is None and area.value.reason for area in found.areas)
    assert found.ranks.pairs_told is None
    basis = {"people": 400, "basis": "a guess"}
    assumed = study(made.rows(made.frame()), made.task(sample_size=None, assumed_sample=basis), made.asked(tmp_path))
    assert assumed.detail.sample == "assumed"
    assert all(area.value.low < area.value.value < area.value.high for area in assumed.detail.areas)
