"""The stage as a whole, on made-up series."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from peel_ml.data.declaration import Composition, NotMeasured, Protected
from peel_ml.data.studied import StudyRows
from peel_ml.errors import BadRequest
from peel_ml.fairness.areas.asked import Asked
from peel_ml.fairness.declaration import Fairness
from peel_ml.fairness.policy import load_policy
from peel_ml.forecasting import study as stage
from peel_ml.forecasting.declaration import CountForecast
from peel_ml.tuning.declaration import Tuning

COMPOSITION = {"share": Composition(column="share", characteristic="race", name="Share", groups=2, primary=True)}


@pytest.fixture
def asked(tmp_path):
    return Asked(
        Fairness(primary="signed_error", worse="higher", also_judged=("interval_coverage",)),
        Protected(
            composition=COMPOSITION, not_measured={"race": NotMeasured(why="not_recorded", reason="Counts only.")}
        ),
        load_policy(),
        "resource",
        Tuning(),
        0,
        1,
        1,
        tmp_path,
        True,
    )


def task(**more):
    given = {
        "kind": "count_forecast",
        "target": {"column": "n", "words": "offences"},
        "area": "area",
        "series": ("kind",),
        "weight": "residents",
        "methods": ("seasonal_naive", "last_value", "mean_12"),
    }
    return CountForecast.model_validate({**given, **more})


def rows(frame, judged=12):
    months = frame["month"].unique().sort()
    part = pl.Series("part", np.where(frame["month"].is_in(months[-judged:].implode()), "validation", "training"))
    return StudyRows(frame, part, "validation", "month", {}, COMPOSITION, True)


def test_a_season_is_found_and_ranges_hold(made, asked):
    whole = replace(asked, quick=False)
    outcome = stage.study(rows(made.frame(made.table(areas=20, months=84))), task(), whole)
    scores = outcome.scores
    assert scores.useful is True
    assert scores.lift.baseline == "seasonal_naive"
    assert outcome.detail.use is None
    assert [one.ahead for one in outcome.detail.ahead] == [1, 2, 3, 6]
    assert scores.rows == 20 * 2 * 12
    assert scores.metrics["coverage"].value == pytest.approx(0.9, abs=0.05)
    assert scores.metrics["crps"].value < scores.baselines["mean_12"]["crps"].value
    detail = outcome.detail
    assert len(detail.total) == detail.origins == 12
    assert len(detail.areas) == 20
    assert sum(one.observed for one in detail.areas) == sum(one.observed for one in detail.total)
    judged = {(row.group[:6], row.metric): row.verdict for row in outcome.assessment.rows}
    assert judged["Lowest", "signed_error"] == "within"
    assert outcome.explanation.additivity_error < 1e-6
    assert not outcome.findings


def test_where_only_the_last_count_says_anything_no_model_is_useful_and_that_is_said(made, asked):
    dice = np.random.default_rng(2)
    table = made.table(areas=10, months=72)
    walk = np.cumsum(dice.integers(-20, 21, table.counts.shape), axis=1)
    wandering = replace(table, counts=(walk - walk.min() + 50).astype(np.float32))
    outcome = stage.study(rows(made.frame(wandering)), task(), asked)
    assert outcome.scores.useful is False
    assert outcome.detail.use == "last_value"


def test_forecasts_that_run_high_somewhere_are_found(made, asked):
    table = made.table(areas=30, months=66)
    counts = table.counts.copy()
    # In the judged year a third fewer come where the share is highest: nothing before it says so.
    counts[30:, -12:] = np.floor(counts[30:, -12:] * 0.6)
    outcome = stage.study(rows(made.frame(replace(table, counts=counts))), task(), asked)
    found = {row.group[:7]: row for row in outcome.assessment.rows if row.metric == "signed_error"}
    assert found["Highest"].difference > 0.1
    assert found["Highest"].verdict == "outside"


def test_cold_and_empty_and_ended_series_have_no_number_and_are_counted(made, asked):
    table = made.table(areas=10, months=72)
    counts = table.counts.copy()
    counts[0, :40] = np.nan
    counts[1] = 0
    counts[2, 30:] = np.nan
    counts[3, 50] = np.nan
    outcome = stage.study(rows(made.frame(replace(table, counts=counts))), task(), asked)
    left = {one.reason.split()[1]: one.series for one in outcome.detail.left_out}
    assert sum(left.values()) == 3
    assert outcome.detail.series == 17
    codes = {one.code for one in outcome.findings}
    assert {"series-not-forecast", "rows-not-judged"} <= codes
    assert outcome.detail.rows_left_out > 0
    # Nobody is judged on a row without a number.
    assert outcome.scores.rows == 17 * 12 - outcome.detail.rows_left_out


def test_a_month_without_any_row_is_said(made, asked):
    table = made.table(areas=10, months=72)
    counts = table.counts.copy()
    counts[:, 20] = np.nan
    outcome = stage.study(rows(made.frame(replace(table, counts=counts))), task(), asked)
    assert ["2016-09" in str(one.evidence) for one in outcome.findings if one.code == "month-without-rows"] == [True]


def test_too_little_history_is_refused(made, asked):
    with pytest.raises(BadRequest, match="too little history"):
        stage.study(rows(made.frame(made.table(areas=4, months=45))), task(), asked)


def test_an_unknown_method_is_refused_by_name(made, asked):
    with pytest.raises(BadRequest) as caught:
        stage.study(rows(made.frame(made.table(areas=4, months=72))), task(methods=("oracle",)), asked)
    assert "oracle" in str(caught.value.problems[0])


def test_the_same_rows_give_the_same_figures(made, asked):
    given = rows(made.frame(made.table(areas=4, months=66)))
    first, second = (stage.study(given, task(adds_up_to="larger"), asked) for _ in range(2))
    assert first == second
    assert any("larger area" in note for note in first.notes)
