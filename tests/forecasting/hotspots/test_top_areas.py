"""Picking the top areas: what a model adds where there is something to add, and where there is not."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from peel_ml.data.declaration import Column, Composition, Protected
from peel_ml.data.studied import Quantity, StudyRows
from peel_ml.errors import BadRequest
from peel_ml.fairness.areas.asked import Asked
from peel_ml.fairness.declaration import Fairness
from peel_ml.fairness.policy import load_policy
from peel_ml.forecasting.declaration import CountForecast
from peel_ml.forecasting.hotspots.counts import FEWEST_AREAS
from peel_ml.forecasting.hotspots.picking import Resampled, ceiling_by_chance, top
from peel_ml.forecasting.study import study
from peel_ml.tuning.declaration import Tuning

COMPOSITION = {"black": Composition(column="share", characteristic="race", name="Share of residents who are Black")}
MONTHS = [date(2024, month, 1) for month in range(1, 13)]
TASK = CountForecast(
    kind="count_forecast",
    target=Quantity(column="n", words="recorded offences"),
    area="area",
    weight="residents",
    methods=("area_mean", "last_value"),
    top_share=0.05,
)


def counts(areas=400, *, told=False, seed=1):
    """Areas that keep their rates; with `told` a sign the month before says which 5% will hold much more."""
    rng = np.random.default_rng(seed)
    rate = np.exp(rng.normal(2, 0.6, areas))
    sign = rng.random((areas, 12)) < 0.05
    means = np.repeat(rate[:, None], 12, axis=1)
    if told:
        means[:, 1:] += 150.0 * sign[:, :-1]
    n = rng.poisson(means)
    return pl.DataFrame(
        {
            "area": np.repeat([f"A{at:04}" for at in range(areas)], 12),
            "borough": np.repeat([f"B{at % 16:02}" for at in range(areas)], 12),
            "month": MONTHS * areas,
            "n": n.ravel(),
            "sign": (200 * sign).ravel(),
            "residents": np.repeat(rng.integers(1500, 2000, areas), 12),
            "share": np.repeat(rng.random(areas), 12),
        }
    )


def rows_of(frame, judged=3):
    first = MONTHS[-judged]
    part = frame.select(pl.when(pl.col("month") >= first).then(pl.lit("validation")).otherwise(pl.lit("training")))
    columns = {"n": Column(role="target"), "sign": Column(role="feature", known_when="before")}
    return StudyRows(frame, part.to_series(), "validation", "month", columns, COMPOSITION, False)


def asked():
    fairness = Fairness(primary="recall_at_k", worse="higher")
    protected = Protected(composition=COMPOSITION)
    return Asked(fairness, protected, load_policy(), "resource", Tuning(), 0, 1, 1, Path("unused"), True)


def answered(frame, task=TASK, judged=3):
    return study(rows_of(frame, judged), task, asked())


@pytest.fixture(scope="module")
def calm():
    return answered(counts())


@pytest.fixture(scope="module")
def told():
    return answered(counts(told=True))


def test_where_areas_keep_their_rates_the_answer_is_do_not_build(calm):
    found = calm.detail.hotspots
    assert found.answer == "do_not_build"
    assert calm.scores.useful is False
    assert found.gain.high < TASK.least_gain
    assert found.picked == 20
    assert found.best_simple == "area_mean"


def test_where_a_sign_tells_what_comes_a_model_is_worth_building(told):
    found = told.detail.hotspots
    assert found.answer == "worth_building"
    assert told.scores.useful is True
    assert found.gain.low > TASK.least_gain
    assert found.gain.value < found.ceiling.value


def test_a_higher_least_gain_turns_the_answer(told):
    task = TASK.model_copy(update={"least_gain": 0.9})
    assert answered(counts(told=True), task).detail.hotspots.answer == "do_not_build"


def test_hindsight_is_never_beaten_in_its_own_month_and_recall_fits_the_curve(calm):
    found = calm.detail.hotspots
    assert found.ceiling.value >= 0
    assert found.ceiling_by_chance > 0
    at = next(point for point in found.curve if point.picked == 0.05)
    assert at.by_method["lightgbm"] == pytest.approx(calm.scores.metrics["recall_at_k"].value)
    assert at.by_method["hindsight"] == pytest.approx(found.hindsight.value)
    assert [point.by_method["hindsight"] for point in found.curve] == sorted(
        point.by_method["hindsight"] for point in found.curve
    )
    assert found.curve[-1].by_method["area_mean"] == pytest.approx(1)
    assert calm.scores.metrics["pai"].value == pytest.approx(calm.scores.metrics["recall_at_k"].value / 0.05)


def test_burden_adds_up_to_all_residents(calm):
    found = calm.detail.hotspots
    assert sum(row.residents for row in found.burden) == pytest.approx(1)
    for method, share in found.all_residents.items():
        assert sum(row.residents * row.picked[method] for row in found.burden) == pytest.approx(share)
    assert found.exposure[0].measure == "black"
    assert 0 < found.exposure[0].picked["lightgbm"] < 0.2


def test_nothing_later_than_the_origin_is_learnt_from():
    frame = counts(told=True)
    first = MONTHS[-3]
    # What comes in and after a judged month cannot change what was picked for it.
    changed = frame.with_columns(
        n=pl.when((pl.col("month") > first) & (pl.col("area") < "A0200")).then(0).otherwise("n"),
        sign=pl.when(pl.col("month") >= first).then(0).otherwise("sign"),
    )
    one, other = (
        study(
            replace(rows_of(each), part=_only(each, first)),
            TASK,
            asked(),
        )
        for each in (frame.filter(pl.col("month") <= first), changed.filter(pl.col("month") <= first))
    )
    assert one.scores == other.scores
    assert one.detail == other.detail


def _only(frame, first):
    return frame.select(
        pl.when(pl.col("month") == first).then(pl.lit("validation")).otherwise(pl.lit("training"))
    ).to_series()


def test_no_area_is_named(calm):
    assert "A0" not in str(calm.detail)
    assert "A0" not in str(calm.assessment)


def test_the_order_of_rows_changes_nothing(calm):
    frame = counts().sample(fraction=1.0, shuffle=True, seed=4)
    again = study(replace(rows_of(frame.sort("area", "month"))), TASK, asked())
    assert again.scores == calm.scores


def test_neighbours_are_clusters_where_a_larger_area_is_declared():
    task = TASK.model_copy(update={"adds_up_to": "borough"})
    plain, told = answered(counts()), answered(counts(), task)
    assert [row.n for row in told.assessment.rows] == [row.n for row in plain.assessment.rows]
    assert [row.low for row in told.assessment.rows] != [row.low for row in plain.assessment.rows]


def test_a_loop_is_simulated_in_which_patrols_go_to_the_top(calm):
    assert calm.detail.feedback.top_share == 0.05
    assert calm.detail.feedback.areas == 400


def test_methods_that_cannot_pick_are_said():
    task = TASK.model_copy(update={"methods": ("area_mean", "seasonal_naive", "auto_ets")})
    found = answered(counts(), task)
    assert set(found.scores.baselines) == {"area_mean"}
    assert "seasonal_naive, auto_ets" in found.notes[0]
    with pytest.raises(BadRequest, match="No simple method"):
        answered(counts(), TASK.model_copy(update={"methods": ("auto_ets",)}))


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda f: pl.concat([f, f.head(5)]).sort("area", "month"), "5 rows repeat"),
        (lambda f: f.filter(pl.int_range(pl.len()) != 7), "1 of 400 x 12"),
        (lambda f: f.with_columns(n=pl.when(pl.col("area") == "A0001").then(-1).otherwise("n")), "12 values"),
        (lambda f: f.with_columns(n=pl.when(pl.col("area") == "A0001").then(None).otherwise("n")), "12 values"),
        (lambda f: f.filter(pl.col("area") < "A0030"), "30 areas"),
        (lambda f: f.filter(pl.col("month") >= MONTHS[-5]), "2 periods before"),
    ],
)
def test_what_is_no_table_of_counts_is_refused(spoil, said):
    with pytest.raises(BadRequest) as refused:
        answered(spoil(counts()))
    assert any(said in problem.what for problem in refused.value.problems)
    assert FEWEST_AREAS > 30


def test_of_equal_areas_the_first_are_picked():
    assert top(np.array([2.0, 5.0, 2.0, 2.0]), 3).tolist() == [True, True, True, False]


def test_a_resampled_share_holds_the_truth():
    rng = np.random.default_rng(2)
    hits = 0
    for draw in range(100):
        whole = rng.poisson(30, 200).astype(float)
        part = rng.binomial(whole.astype(int), 0.3).astype(float)
        one = Resampled(200, draw, draws=400).share(part, whole)
        hits += one.low <= 0.3 <= one.high
    assert hits >= 88


def test_chance_alone_adds_something_to_hindsight_and_less_where_counts_are_large():
    spread = np.exp(np.random.default_rng(1).normal(size=(200, 2)))
    small, large = (ceiling_by_chance(spread * by, 10, 0) for by in (3, 3000))
    assert small > 0.005
    assert large < small / 5
