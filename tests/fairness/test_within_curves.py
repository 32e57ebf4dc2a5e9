"""Error rates over thresholds: the engine's own at the run's threshold, brute force at the others."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peel_ml.fairness.within import within_groups
from peel_ml.fairness.within.curves import used_threshold
from tests.fairness.made_within import assessed, verdicts

RATES = {
    "selection_rate": "selection_rate",
    "false_positive_rate": "false_positive_rate",
    "false_negative_rate": "false_negative_rate",
}


def made(rng, n=3000, threshold=0.37, **more):
    p = np.round(rng.beta(2, 4, n), 3)
    groups = np.array(["a", "b", "c"])[rng.choice(3, n, p=[0.6, 0.38, 0.02])]
    y = (rng.random(n) < p).astype(int)
    decision = (p >= threshold).astype(int)
    return assessed(
        y, p, groups, decision=decision, primary="false_positive_rate", worse="higher", kind="service", **more
    )


def test_at_the_threshold_of_the_run_the_curve_is_the_engine(rng):
    rows = made(rng)
    judged = verdicts(rows)
    curves = {one.group: one for one in within_groups(rows).curves}
    assert set(curves) == {"a", "b", "c"}
    compared = 0
    for group, curve in curves.items():
        [point] = [one for one in curve.points if one.threshold == 0.37]
        for name, field in RATES.items():
            row = judged["group", group, name, "complete_case"]
            assert getattr(point, field) == row.estimate
            compared += row.estimate is not None
    assert compared >= 7


def test_every_point_is_what_counting_gives_and_small_denominators_are_masked(rng):
    rows = made(rng)
    groups = rows.protected.frame["group"].to_numpy()
    masked = given_away = 0
    for curve in within_groups(rows).curves:
        mine = groups == curve.group
        y, p = rows.y[mine], rows.expected[mine]
        assert len(curve.points) > 15
        for point in curve.points:
            flagged = p >= point.threshold
            for rate, among, counted in (
                (point.selection_rate, y >= 0, flagged),
                (point.false_positive_rate, y == 0, flagged),
                (point.false_negative_rate, y == 1, ~flagged),
            ):
                few = 0 < counted[among].sum() < 5 or 0 < (~counted[among]).sum() < 5
                if among.sum() < 30 or few:
                    masked += 1
                    given_away += few
                    assert rate is None
                else:
                    assert rate == pytest.approx(counted[among].mean())
    assert masked > given_away > 0


def test_all_groups_share_the_thresholds_and_a_group_too_small_stays_listed(rng):
    rows = made(rng, n=1000)
    curves = {one.group: one for one in within_groups(rows).curves}
    assert curves["c"].points == ()
    assert [one.threshold for one in curves["a"].points] == [one.threshold for one in curves["b"].points]


def test_an_enforcement_audit_has_no_curves_and_a_score_without_decision_has(rng):
    p = rng.random(400)
    y = rng.random(400) < p
    groups = np.repeat(["a", "b"], 200)
    assert within_groups(assessed(y, p, groups)).curves == ()
    assert len(within_groups(assessed(y, p, groups, kind="service")).curves) == 2
    # Decisions alone have nothing to move a threshold over.
    only = assessed(y, (p > 0.5).astype(float), groups, decision=p > 0.5, kind="service", primary="selection_rate")
    assert within_groups(only).curves == ()


@given(st.lists(st.floats(0.0, 1.0), min_size=2, max_size=50), st.floats(0.001, 0.999))
def test_the_threshold_found_makes_the_same_decisions(scores, threshold):
    p = np.array(scores)
    decision = (p >= threshold).astype(np.int8)
    found = used_threshold(p, decision)
    if decision.all() or not decision.any():
        assert found is None
    else:
        assert ((p >= found) == (decision == 1)).all()
        assert len(repr(found)) <= max(len(repr(float(one))) for one in p)


def test_decisions_that_no_threshold_makes_have_none():
    assert used_threshold(np.array([0.1, 0.5, 0.9]), np.array([0, 1, 0], dtype=np.int8)) is None
    assert used_threshold(np.array([0.5, 0.5]), np.array([0, 1], dtype=np.int8)) is None
