"""What data could show, before an outcome is looked at: against simulation with the engine itself."""

import numpy as np
import polars as pl
import pytest

from benchmarks.fairness_designs import Clusters, Design, answers, drawn, layout_of
from peel_ml.data.declaration import Measure, Protected
from peel_ml.data.parts import ProtectedFrame
from peel_ml.fairness.assessed import Assessed
from peel_ml.fairness.assumed import assumed, correlation_of
from peel_ml.fairness.declaration import DeclaredTolerance, Fairness
from peel_ml.fairness.planning import planning
from peel_ml.fairness.policy import load_policy
from peel_ml.fairness.statistics.comparison import compare
from peel_ml.fairness.statistics.power import detectable
from peel_ml.results.codes import NOT_RECORDED


def assessed(codes, rate, limit, *, clusters=None, scale="difference", reference=None, y=None, **given):
    n = len(codes)
    names = np.array([*"abcdefghijkl", NOT_RECORDED])
    return Assessed(
        y=np.zeros(n, np.int8) if y is None else y,
        expected=np.full(n, rate),
        decision=given.get("decision"),
        protected=ProtectedFrame(pl.DataFrame({"group": list(names[codes])})),
        clusters=np.arange(n) if clusters is None else clusters,
        slices=pl.DataFrame(),
        area=None,
        declared=Protected(
            measured={"group": Measure(column="group", characteristic="race", primary=True, reference=reference)}
        ),
        fairness=Fairness(
            primary=given.get("primary", "selection_rate"),
            worse="higher",
            tolerance=DeclaredTolerance(scale=scale, limit=limit, reason="r", harm_figure="h"),
        ),
        decision_type="service",
        policy=load_policy(),
    )


def codes_of(sizes):
    return np.repeat(np.arange(len(sizes)), sizes)


@pytest.mark.parametrize(
    ("sizes", "rate", "limit"),
    [((5000,) * 5, 0.2, 0.05), ((500, 700, 3000), 0.2, 0.05), ((120, 200, 2000), 0.03, 0.05), ((300, 300), 0.1, 0.08)],
)
def test_chances_are_those_of_the_engine_on_equal_groups(sizes, rate, limit):
    codes = codes_of(sizes)
    decision = (np.arange(len(codes)) % round(1 / rate) == 0).astype(np.int8)
    plan = planning(assessed(codes, 0.5, limit, decision=decision))
    assert plan.rate == pytest.approx(decision.mean())
    truth = answers(
        design := Design("", sizes, (plan.rate,), limit), drawn(design, "equal", 1500, np.random.default_rng(1))
    )
    for code, group in enumerate(plan.groups):
        assert group.chance_within == pytest.approx(truth.within[:, code].mean(), abs=0.055)
    assert plan.every_within["group"] == pytest.approx(truth.within.all(axis=1).mean(), abs=0.055)


def test_the_outcome_is_never_looked_at():
    codes = codes_of((300, 900))
    one, other = (planning(assessed(codes, 0.2, 0.05, y=np.full(1200, value, np.int8))) for value in (0, 1))
    assert one == other


@pytest.mark.parametrize(("n", "m", "rate"), [(200, 3000, 0.1), (1000, 4000, 0.3), (2000, 2000, 0.7), (300, 300, 0.5)])
def test_a_difference_of_the_smallest_size_is_shown_in_four_of_five(n, m, rate):
    design = Design("", (n, m), (rate,), 0.05)
    level = 0.05 / 6
    pairs = drawn(design, "equal", 1, np.random.default_rng(0)).take(np.array([0]))
    a, b = (
        type(arm)(arm.rows, np.array([rate]), arm.expected, arm.effective, arm.freedom, arm.clusters)
        for arm in (pairs.a, pairs.b)
    )
    size = float(detectable(a, b, level)[0])
    rng = np.random.default_rng(2)
    away = size if rate <= 0.5 else -size
    far = Design("", (n, m), (rate,), 0.05)
    ones = np.stack([rng.binomial(n, rate + away, 3000), rng.binomial(m, rate, 3000)], axis=1).astype(float)
    from benchmarks.fairness_designs import paired

    drawn_pairs = paired(far, ones, np.broadcast_to([float(n), float(m)], ones.shape)).take(np.arange(0, 6000, 2))
    p_values = compare(drawn_pairs, worse="higher", adjusted=False, tail=0.025).p_zero
    assert (p_values <= level).mean() == pytest.approx(0.80, abs=0.04)


def test_what_takes_within_away_takes_the_chance_away():
    codes = codes_of((2000, 2000, 90))
    plan = planning(assessed(codes, 0.3, 0.05))
    chances = [group.chance_within for group in plan.groups]
    assert chances[0] > 0.5
    assert (chances[2], plan.every_within["group"]) == (0.0, 0.0)
    # A third without a recorded group could change any answer.
    missing = codes.copy()
    missing[::3] = 12
    assert {group.chance_within for group in planning(assessed(missing, 0.3, 0.05)).groups} == {0.0}
    few = planning(assessed(codes_of((2000, 2000)), 0.3, 0.20, clusters=np.arange(4000) // 100))
    assert {group.chance_within for group in few.groups} == {0.0}


def test_rows_that_are_alike_tell_less():
    design = Design("", (1500, 1500), (0.3,), 0.05, Clusters(1, 4, 0.3, mixed=False))
    codes, clusters = layout_of(design)
    apart, alike = (
        planning(assessed(codes, 0.3, 0.06, clusters=clusters), alike=correlation).groups[0]
        for correlation in (0.0, 0.3)
    )
    assert alike.detectable > apart.detectable * 1.05
    assert alike.chance_within < apart.chance_within


def test_the_family_is_the_engines(judge):
    codes = codes_of((300, 300, 300, 100))
    names = np.array(list("abcd"))[codes]
    decision = (np.arange(1000) % 5 == 0).astype(np.int8)
    for reference in (None, "a"):
        found = judge(
            np.ones(1000), np.full(1000, 0.5), names, decision=decision, primary="selection_rate", kind="service",
            limit=0.05, reference=reference,
        )  # fmt: skip
        plan = planning(assessed(codes, 0.5, 0.05, decision=decision, reference=reference))
        assert plan.family == found.family


def test_a_limit_on_the_ratio():
    wide, narrow = (planning(assessed(codes_of((3000, 3000)), 0.5, limit, scale="ratio")) for limit in (1.5, 1.02))
    assert wide.groups[0].chance_within > 0.99
    assert narrow.groups[0].chance_within == 0.0


def test_shares_that_nobody_knows_are_taken_as_one_half():
    rate, counts_for = assumed("true_positive_rate", np.zeros(10), None)
    assert (rate, counts_for.sum()) == (0.5, 5.0)
    rate, counts_for = assumed("false_positive_rate", np.full(10, 0.2), np.ones(10, np.int8))
    assert (rate, counts_for.sum()) == (1.0, pytest.approx(8.0))


def test_the_statement_says_what_was_taken_for_granted():
    codes = codes_of((300, 300))
    known = planning(assessed(codes, 0.2, 0.05, primary="observed_minus_expected")).statement
    assert "a share of 20.0% for everybody" in known
    assert "one half" not in known
    assert "one half" in planning(assessed(codes, 0.2, 0.05)).statement
    paired = assessed(codes, 0.2, 0.05, clusters=np.arange(600) // 2)
    assert "counted as separate" in planning(paired).statement
    assert "correlation 0.30" in planning(paired, alike=0.3).statement


def test_small_numbers_are_withheld():
    plan = planning(assessed(codes_of((3, 400, 400)), 0.3, 0.05))
    assert plan.groups[0].n is None
    assert sum(group.n is None for group in plan.groups) >= 2


def test_rows_of_one_cluster_that_agree_correlate():
    rng = np.random.default_rng(3)
    clusters = np.repeat(np.arange(3000), 2)
    shared = np.repeat(rng.random(3000), 2)
    y = (np.where(rng.random(6000) < np.sqrt(0.3), shared, rng.random(6000)) < 0.4).astype(np.int8)
    assert correlation_of(y, clusters) == pytest.approx(0.3, abs=0.05)
    assert correlation_of(y, np.arange(6000)) == 0.0
    assert correlation_of(np.ones(4, np.int8), np.zeros(4, np.int64)) == 0.0
