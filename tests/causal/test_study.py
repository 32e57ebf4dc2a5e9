"""The whole study, on each kind of treatment."""

from __future__ import annotations

import polars as pl
import pytest

from peel_ml.causal.study import study
from peel_ml.errors import BadRequest
from tests.causal.made import MONTHS, asked, month, rows, table, task


@pytest.fixture(scope="module")
def adoption(tmp_path_factory):
    given = task(modifiers=["fixed"], smallest_effect=0.05)
    return study(rows(table("adoption")), given, asked(tmp_path_factory.mktemp("adoption")))


@pytest.fixture(scope="module")
def amount(tmp_path_factory):
    given = task(weight="residents", step=0.1, smallest_effect=0.005)
    return study(rows(table("amount")), given, asked(tmp_path_factory.mktemp("amount")))


def plain(**more):
    """Return a declaration without controls: no search, no trees."""
    return task(controls=[], **more)


def test_an_adoption_is_estimated_by_methods_for_it_and_every_one_finds_the_planted_effect(adoption):
    made = adoption.detail.methods
    assert [one.method for one in made] == ["did2s", "twfe", "twfe_controls", "lpdid", "sun_abraham", "double_ml"]
    for one in made:
        assert one.effect.low < 0.3 < one.effect.high, one.method
        assert one.estimand
        assert one.assumes
        assert one.errors
    assert adoption.scores.candidate == "did2s"
    assert adoption.scores.useful is True
    assert adoption.detail.shown


def test_an_amount_is_read_by_step_and_other_methods_say_why_they_do_not_fit(amount):
    main = amount.detail.methods[0]
    assert main.method == "twfe"
    assert main.effect.low < 0.03 < main.effect.high
    assert {name for name, _ in amount.detail.not_used} == {"did2s", "lpdid", "sun_abraham"}
    assert all(why for _, why in amount.detail.not_used)
    assert [one.period for one in amount.detail.events] == [-3, -2, -1, 0, 1, 2, 3]


@pytest.mark.parametrize("kind", ["adoption", "amount"])
def test_every_challenge_that_could_be_asked_is_held_against(kind, request):
    outcome = request.getfixturevalue(kind)
    codes = [one.code for one in outcome.detail.challenges]
    assert codes[:5] == ["pre-trend", "reverse-causation", "placebo", "permutation", "unknown-cause"]
    assert ("other-trend" in codes) == (kind == "adoption")
    assert all(one.held for one in outcome.detail.challenges if one.code not in ("unknown-cause", "other-trend"))
    assert "what cannot move" in outcome.detail.challenges[2].question


def test_groups_of_areas_carry_the_effect_and_what_they_bear(adoption):
    (low, high) = adoption.assessment.rows
    assert low.metric == high.metric == "effect"
    for row in (low, high):
        assert row.low is not None
        assert row.low - 0.1 < 0.3 / 5.4 < row.high + 0.1
    assert [one.areas for one in adoption.detail.burden] == [10, 10]
    assert all(0 < one.mean.value < 1 for one in adoption.detail.burden)


def test_the_surface_says_that_it_is_exploratory(adoption):
    assert "no proof" in adoption.explanation.caveat
    assert adoption.explanation.additivity_error < 1e-9
    assert [one.feature for one in adoption.explanation.features] == ["fixed"]


def test_an_effect_too_small_to_matter_is_ruled_out(tmp_path):
    outcome = study(rows(table("amount", effect=0.0)), plain(smallest_effect=0.5), asked(tmp_path))
    assert (outcome.detail.shown, outcome.detail.ruled_out, outcome.scores.useful) == (False, True, True)


def test_what_is_neither_shown_nor_ruled_out_cannot_be_told(tmp_path):
    outcome = study(rows(table("amount", effect=0.0)), plain(smallest_effect=1e-6), asked(tmp_path))
    assert (outcome.detail.shown, outcome.detail.ruled_out, outcome.scores.useful) == (False, False, None)


def test_a_placebo_that_moves_leaves_no_useful_estimate(tmp_path):
    frame = table("amount").with_columns(unmoved=pl.col("unmoved") + 0.5 * pl.col("treatment"))
    outcome = study(rows(frame), plain(), asked(tmp_path))
    assert outcome.scores.useful is False
    assert "placebo-moves" in {one.code for one in outcome.findings}


def test_an_outcome_that_brings_the_treatment_about_is_found(tmp_path):
    frame = table("amount").sort("area", "month")
    before = pl.col("y").shift(1).over("area").fill_null(pl.col("y").mean())
    outcome = study(rows(frame.with_columns(treatment=before + 0.1 * pl.col("treatment"))), plain(), asked(tmp_path))
    assert outcome.scores.useful is False
    assert {"outcome-leads", "moved-before"} & {one.code for one in outcome.findings}


def test_areas_that_moved_apart_before_are_found(tmp_path):
    start = pl.when(pl.col("treatment") == 1).then(pl.col("month")).min().over("area")
    since = (pl.col("month") - start).dt.total_days() / 30
    frame = table("adoption").with_columns(y=pl.col("y") + 0.1 * since.clip(-12, 12).fill_null(0))
    outcome = study(rows(frame), plain(), asked(tmp_path))
    assert outcome.scores.useful is False
    assert "moved-before" in {one.code for one in outcome.findings}


def test_a_treatment_that_ends_again_is_said_and_not_given_to_methods_for_those_that_stay(tmp_path):
    outcome = study(rows(table("on_and_off")), plain(), asked(tmp_path))
    assert outcome.detail.methods[0].method == "twfe"
    assert "treatment-reverses" in {one.code for one in outcome.findings}


def test_rows_without_a_value_are_counted(tmp_path):
    frame = table("amount").with_columns(y=pl.when(pl.col("month") != month(5)).then(pl.col("y")))
    (found,) = (one for one in study(rows(frame), plain(), asked(tmp_path)).findings if one.code == "rows-incomplete")
    assert found.sentence.startswith("20 rows (4.2%) lack")


def test_areas_that_come_late_change_no_method(tmp_path):
    late = (pl.col("area") == "Area 03") & (pl.col("month") < month(9))
    outcome = study(rows(table("adoption").filter(~late)), plain(), asked(tmp_path))
    assert [one.method for one in outcome.detail.methods] == ["did2s", "twfe", "lpdid", "sun_abraham"]


def test_the_held_out_period_is_a_replication_and_changes_no_estimate(tmp_path):
    frame = table("amount")
    early = frame.filter(pl.col("month") < month(MONTHS - 4))
    shut = study(rows(early, last=MONTHS - 4), plain(), asked(tmp_path / "shut"))
    opened = study(rows(frame, "held_out"), plain(), asked(tmp_path / "opened"))
    assert opened.detail.methods[0] == shut.detail.methods[0]
    assert opened.detail.replication.rows == 80
    assert opened.scores.metrics["effect_held_out"] == opened.detail.replication.effect
    assert shut.detail.replication is None
    assert "effect_held_out" not in shut.scores.metrics


def test_a_further_outcome_that_cannot_be_estimated_says_why(tmp_path):
    further = [
        {"target": {"column": "late", "words": "trust", "unit": "share"}, "treatment": "treatment", "why": "It counts."}
    ]
    frame = table("amount").with_columns(late=pl.when(pl.col("month") == month(1)).then(0.5))
    (one,) = study(rows(frame), plain(further=further), asked(tmp_path)).detail.further
    assert one.main is None
    assert "one period" in one.reason


def test_a_panel_without_an_answer_is_refused(tmp_path):
    with pytest.raises(BadRequest, match="No effect can be estimated"):
        study(rows(table("adoption").with_columns(treatment=pl.lit(0.0))), plain(), asked(tmp_path))
