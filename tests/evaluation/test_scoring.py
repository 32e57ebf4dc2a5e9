"""Everything in one value, and the gate in front of it."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from pydantic import TypeAdapter
from scipy.special import expit

from peel_ml.errors import BadRequest
from peel_ml.evaluation.declaration import OperatingPoint
from peel_ml.evaluation.metrics import METRICS
from peel_ml.evaluation.scoring import evaluate
from peel_ml.results.scores import Scores

ROWS = 2_000


@pytest.fixture(scope="module")
def given_rows():
    rng = np.random.default_rng(0)
    x = rng.normal(size=ROWS)
    p = expit(-1 + x)
    return {
        "y": (rng.random(ROWS) < p).astype(int),
        "p": p,
        "baselines": {"prevalence": np.full(ROWS, 0.3), "logistic_regression": expit(-1 + x + rng.normal(size=ROWS))},
        "primary": "roc_auc",
        "baseline": "logistic_regression",
        "clusters": pl.Series(np.arange(ROWS) // 2).cast(pl.String),
        "time": pl.Series([date(2024, 1, 1) + timedelta(days=index % 180) for index in range(ROWS)]),
        "slices": pl.DataFrame(
            {
                "object": rng.choice(["drugs", "weapons"], ROWS),
                "borough": rng.choice(["Camden", "Barnet", "Brent"], ROWS),
            }
        ),
        "area": "borough",
        "evaluated_on": "validation",
        "operating_point": None,
        "development": None,
        "seed": 3,
        "draws": 200,
    }


def test_everything_is_filled(given_rows):
    scores = evaluate(**given_rows)
    assert (scores.rows, scores.positives) == (ROWS, int(given_rows["y"].sum()))
    assert set(scores.metrics) == set(METRICS)
    assert set(scores.baselines) == {"prevalence", "logistic_regression"}
    for figures in (scores.metrics, *scores.baselines.values()):
        assert all(figure.low <= figure.value <= figure.high for figure in figures.values())
    assert [row.baseline for row in scores.comparisons] == ["prevalence", "logistic_regression"]
    assert scores.lift == scores.comparisons[1]
    assert scores.lift.low > 0
    assert scores.lift.value == pytest.approx(
        scores.metrics["roc_auc"].value - scores.baselines["logistic_regression"]["roc_auc"].value
    )
    assert [row.level for row in scores.by_period] == [f"2024-0{month}" for month in range(1, 7)]
    assert [row.level for row in scores.by_area] == ["Barnet", "Brent", "Camden"]
    assert {row.dimension for row in scores.observed_expected} == {"object", "borough", "quarter"}
    assert scores.operating_point is None
    adapter = TypeAdapter(Scores)
    assert adapter.validate_json(adapter.dump_json(scores)) == scores


def test_the_same_seed_gives_the_same_scores(given_rows):
    assert evaluate(**given_rows) == evaluate(**given_rows)
    assert evaluate(**given_rows) != evaluate(**{**given_rows, "seed": 4})


def test_differences_are_positive_where_the_model_is_better_also_for_losses(given_rows):
    for primary in METRICS:
        scores = evaluate(**{**given_rows, "primary": primary, "time": None, "area": None})
        assert scores.lift.metric == primary
        assert scores.lift.value > 0


def test_pairing_narrows_the_difference(given_rows):
    near = {**given_rows["baselines"], "logistic_regression": np.clip(given_rows["p"] + 0.001, 0, 1)}
    scores = evaluate(**{**given_rows, "baselines": near, "primary": "brier_score_loss"})
    model = scores.metrics["brier_score_loss"]
    assert scores.lift.high - scores.lift.low < 0.1 * (model.high - model.low)


def test_a_model_that_is_the_baseline_has_no_lift(given_rows):
    same = {**given_rows["baselines"], "logistic_regression": given_rows["p"]}
    lift = evaluate(**{**given_rows, "baselines": same}).lift
    assert (lift.value, lift.low, lift.high) == (0, 0, 0)


def test_an_operating_point_is_reported_where_declared(given_rows):
    declared = OperatingPoint(rule="capacity", capacity=0.1, rationale="one team")
    point = evaluate(
        **{**given_rows, "operating_point": declared, "development": (given_rows["y"], given_rows["p"])}
    ).operating_point
    assert point is not None
    assert point.flagged_share.value == pytest.approx(0.1)


def test_one_outcome_only_leaves_reasons_and_no_figures(given_rows):
    scores = evaluate(**{**given_rows, "y": np.zeros(ROWS)})
    assert scores.metrics["roc_auc"].value is None
    assert scores.metrics["roc_auc"].reason == "needs both outcomes among the rows"
    assert scores.metrics["brier_score_loss"].value is not None
    assert scores.metrics["brier_score_loss"].reason.startswith("fewer than 10 positive rows")
    assert scores.lift.value is None
    assert scores.lift.reason


def test_every_problem_is_named_at_once(given_rows):
    wrong = {
        **given_rows,
        "p": np.r_[np.nan, given_rows["p"][1:]],
        "primary": "accuracy",
        "baseline": "nobody",
        "area": "ward",
        "baselines": {"prevalence": np.full(3, 0.3)},
    }
    with pytest.raises(BadRequest) as refused:
        evaluate(**wrong)
    text = str(refused.value)
    for said in (
        "1 probabilities of the model",
        "3 probabilities of the candidate 'prevalence'",
        "'accuracy'",
        "'nobody'",
        "'ward'",
    ):
        assert said in text
    with pytest.raises(BadRequest, match="cannot be evaluated"):
        evaluate(**{**given_rows, "y": np.full(ROWS, 2)})
