"""Contrasts between groups: against statsmodels' robust regression, coverage, and what the sentence says."""

import numpy as np
import polars as pl
import pytest

from peel_ml.explanation.contrasts import KEPT, group_contrasts, in_words
from peel_ml.results.estimate import Estimate
from peel_ml.results.explanation import GroupContrast


def groups_of(codes):
    return pl.DataFrame({"g": np.where(np.asarray(codes) == 1, "a", "b")})


@pytest.mark.parametrize("size", [1, 3])
def test_intervals_are_those_of_a_cluster_robust_regression(size):
    sm = pytest.importorskip("statsmodels.api")
    rng = np.random.default_rng(2)
    n = 600
    clusters = np.arange(n) // size
    inside = rng.integers(0, 2, n)
    values = rng.normal(size=n) + 0.4 * inside + rng.normal(size=n)[clusters]
    [one] = [c for c in group_contrasts(groups_of(inside), ["f"], values[:, None], clusters) if c.group == "a"]
    fit = sm.OLS(values, sm.add_constant(inside)).fit(cov_type="cluster", cov_kwds={"groups": clusters})
    assert one.contrast == pytest.approx(fit.params[1])
    assert (one.high - one.low) / 2 / 1.96 == pytest.approx(fit.bse[1], rel=0.02)


def test_without_clusters_it_is_welch_s_interval():
    from scipy.stats import ttest_ind

    rng = np.random.default_rng(3)
    inside = np.arange(200) < 40
    values = np.where(inside, rng.normal(0.3, 2, 200), rng.normal(0, 0.5, 200))
    [one] = [c for c in group_contrasts(groups_of(inside), ["f"], values[:, None]) if c.group == "a"]
    theirs = ttest_ind(values[inside], values[~inside], equal_var=False).confidence_interval(0.95)
    assert (one.low, one.high) == pytest.approx((theirs.low, theirs.high))
    alone = group_contrasts(groups_of(inside), ["f"], values[:, None], np.arange(200))
    assert (alone[0].low, alone[0].high) == pytest.approx((one.low, one.high))


def test_intervals_hold_the_truth_in_small_groups_of_events():
    rng = np.random.default_rng(4)
    covered = []
    for _ in range(300):
        clusters = np.arange(400) // 2
        inside = rng.random(200)[clusters] < 0.12
        values = rng.normal(size=200)[clusters] + 0.3 * rng.normal(size=400) + 0.5 * inside
        found = group_contrasts(groups_of(inside), ["f"], values[:, None], clusters)
        covered += [one.low <= 0.5 <= one.high for one in found if one.group == "a"]
    assert len(covered) > 250
    assert np.mean(covered) >= 0.91


def test_contrasts_add_up_to_the_difference_in_score_and_the_largest_are_kept():
    rng = np.random.default_rng(5)
    inside, features = rng.integers(0, 2, 300), [f"f{i}" for i in range(KEPT + 3)]
    contributions = rng.normal(size=(300, KEPT + 3)) * np.arange(1, KEPT + 4) + inside[:, None] * np.arange(KEPT + 3)
    found = [one for one in group_contrasts(groups_of(inside), features, contributions) if one.group == "a"]
    assert len(found) == KEPT
    assert [abs(one.contrast) for one in found] == sorted((abs(one.contrast) for one in found), reverse=True)
    score = contributions.sum(axis=1)
    assert found[0].total.value == pytest.approx(score[inside == 1].mean() - score[inside == 0].mean())
    every = contributions[inside == 1].mean(axis=0) - contributions[inside == 0].mean(axis=0)
    assert found[0].total.value == pytest.approx(every.sum())
    assert {one.feature for one in found} == {features[i] for i in np.argsort(-np.abs(every))[:KEPT]}


def test_a_feature_that_never_moves_has_an_interval_of_nothing():
    found = group_contrasts(groups_of(np.arange(100) % 2), ["f"], np.zeros((100, 1)))
    assert (found[0].contrast, found[0].low, found[0].high) == (0, 0, 0)


def told(total, **features):
    contrasts = [
        GroupContrast("g", "a", name, sum(span) / 2, 80, *span, total)
        for name, span in sorted(features.items(), key=lambda item: -abs(sum(item[1])))
    ]
    return in_words(contrasts, "Black people", {"object": "Object of search"}, "searches")


def test_the_sentence_says_the_direction_the_facts_and_how_sure():
    higher = told(Estimate(0.3, 0.2, 0.4), object=(0.2, 0.4), hour=(0.05, 0.1), size=(-0.2, -0.1), day=(-0.1, 0.3))
    assert higher == (
        "For Black people the score is higher than for everyone else (0.30 log-odds; 95% interval 0.20 to 0.40, "
        "80 searches explained), mainly through “Object of search” and “hour”; “size” pulls the other way."
    )
    lower = told(Estimate(-0.3, -0.4, -0.2), object=(-0.4, -0.2), size=(0.01, 0.1), hour=(0.02, 0.1))
    assert "score is lower" in lower
    assert lower.endswith("mainly through “Object of search”; “hour” and “size” pull the other way.")


def test_the_sentence_claims_no_more_than_is_shown():
    same = told(Estimate(0.01, -0.1, 0.12), object=(0.1, 0.2), hour=(-0.2, -0.1))
    assert "is not shown to differ from everyone else’s" in same
    assert same.endswith(": “Object of search” raises it and “hour” lowers it.")
    nothing = told(Estimate(0.01, -0.1, 0.12), object=(-0.1, 0.2))
    assert nothing.endswith("80 searches explained).")
    spread = told(Estimate(0.2, 0.1, 0.3), object=(-0.1, 0.2))
    assert spread.endswith("through no single fact.")
