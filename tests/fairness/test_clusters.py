"""Rows that belong together: the sums against the definition, and coverage where the truth is known."""

import os

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peel_ml.fairness.metrics import Values
from peel_ml.fairness.statistics.clusters import Layout, correlation_with, sums
from peel_ml.fairness.statistics.intervals import beyond, difference, ratio, wilson

drawn_rows = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 9), st.booleans(), st.booleans(), st.floats(0.05, 0.95)),
    min_size=4,
    max_size=60,
)


def by_definition(values, first, second, clusters):
    """Return (variance of the first mean, of the second, their covariance) from cluster sums."""
    parts = []
    for mask in (first, second):
        rows = mask & values.eligible
        residual = np.where(rows, values.value - values.expected, 0.0)
        mean = residual.sum() / rows.sum()
        parts.append(
            np.array([(residual - mean * rows)[clusters == one].sum() for one in np.unique(clusters)]) / rows.sum()
        )
    return (parts[0] ** 2).sum(), (parts[1] ** 2).sum(), (parts[0] * parts[1]).sum()


@given(drawn_rows)
def test_sums_are_what_the_rows_give(drawn):
    codes, clusters, value, eligible, expected = (np.array(column) for column in zip(*drawn, strict=True))
    values = Values(value.astype(float), expected, eligible)
    found = sums(Layout.of(codes, 3, clusters), values)
    for code in range(3):
        for arm, mask in ((found.group, codes == code), (found.rest, codes != code)):
            rows = mask & eligible
            assert arm.rows[code] == rows.sum()
            if rows.any():
                assert arm.observed[code] == pytest.approx(value[rows].mean())
                assert arm.expected[code] == pytest.approx(expected[rows].mean())
                assert arm.clusters[code] == len(np.unique(clusters[rows]))
                assert arm.effective[code] <= 20 * rows.sum() + 1e-9


def test_variances_and_correlations_are_those_of_cluster_sums():
    rng = np.random.default_rng(4)
    n = 4000
    clusters, codes = np.sort(rng.integers(0, 900, n)), rng.integers(0, 3, n)
    effect = rng.normal(size=900)[clusters]
    value = (effect + rng.normal(size=n) > 0.4).astype(float)
    values = Values(value, np.zeros(n), rng.random(n) < 0.9)
    layout = Layout.of(codes, 3, clusters)
    found = sums(layout, values)
    for code in range(3):
        mine, theirs, shared = by_definition(values, codes == code, codes != code, clusters)
        share = found.group.observed[code]
        # Effective rows turn the variance of independent rows into that of cluster sums (C / (C - 1) aside).
        assert share * (1 - share) / found.group.effective[code] == pytest.approx(mine, rel=0.005)
        share = found.rest.observed[code]
        assert share * (1 - share) / found.rest.effective[code] == pytest.approx(theirs, rel=0.005)
        assert found.correlation[code] == pytest.approx(shared / np.sqrt(mine * theirs), rel=1e-6)
    mine, theirs, shared = by_definition(values, codes == 0, codes == 2, clusters)
    assert correlation_with(layout, found, 2)[0] == pytest.approx(shared / np.sqrt(mine * theirs), rel=1e-6)


def test_rows_that_are_copies_count_once():
    value = np.repeat(np.tile([1.0, 0.0], 200), 2)
    codes = np.repeat([0, 1], 400)
    values = Values(value, np.zeros(800), np.ones(800, bool))
    assert sums(Layout.of(codes, 2, np.arange(800)), values).group.effective == pytest.approx([400, 400])
    twice = sums(Layout.of(codes, 2, np.repeat(np.arange(400), 2)), values).group
    assert twice.effective == pytest.approx([200, 200], rel=0.02)
    assert np.isfinite(twice.freedom).all()


def test_rows_whose_chances_differ_vary_less():
    expected = np.tile([0.05, 0.95], 500)
    value = (np.random.default_rng(1).random(1000) < expected).astype(float)
    found = sums(Layout.of(np.repeat([0, 1], 500), 2, np.arange(1000)), Values(value, expected, np.ones(1000, bool)))
    assert (found.group.effective > 4 * 500).all()


def simulate(rng, n, others, rate, replicates, *, clustered, expected=None):
    """Return coverage of the difference and of the ratio, and how often equal groups raise an alarm."""
    codes = np.r_[np.zeros(n, int), np.ones(others, int)]
    rows, hit, ratios, alarms = n + others, 0, 0, 0
    for _ in range(replicates):
        clusters = np.arange(rows)
        if clustered:
            rng.shuffle(codes)
            clusters = np.repeat(clusters, rng.integers(1, 4, rows))[:rows]
        due = np.zeros(rows) if expected is None else expected(rng, codes)
        chance = rate if expected is None else due
        # With probability sqrt(.28) a row takes its event's own draw: two rows of one event correlate .28.
        own, event = rng.random(rows), rng.random(rows)[clusters]
        draw = np.where(clustered & (rng.random(rows) < np.sqrt(0.28)), event, own)
        found = sums(Layout.of(codes, 2, clusters), Values((draw < chance).astype(float), due, np.ones(rows, bool)))
        a, b = found.group, found.rest
        low, high = difference(a, b, wilson(a, 0.025), wilson(b, 0.025), found.correlation)
        hit += low[0] <= 0 <= high[0]
        low, high = ratio(a, b, wilson(a, 0.025), wilson(b, 0.025), found.correlation)
        ratios += low[0] <= 1 <= high[0]
        alarms += min(beyond(a, b, found.correlation, np.zeros(2))[:2]) <= 0.025
    return hit / replicates, ratios / replicates, alarms / replicates


QUICK = [(30, 2000, 0.1), (100, 100, 0.3), (300, 3000, 0.05)]
FULL = [
    (n, m, rate)
    for n, m in ((30, 30), (30, 2000), (100, 1000), (300, 3000), (2000, 2000))
    for rate in (0.01, 0.05, 0.1, 0.3, 0.5)
]


def spread(replicates):
    """Return four Monte Carlo standard errors of a coverage of 95%."""
    return 4 * np.sqrt(0.95 * 0.05 / replicates)


@pytest.mark.parametrize(("n", "others", "rate"), QUICK)
def test_clustered_differences_are_covered(n, others, rate):
    hit, _, alarms = simulate(np.random.default_rng(7), n, others, rate, 250, clustered=True)
    assert 0.95 - spread(250) <= hit
    assert alarms <= 0.05 + spread(250)


def test_a_calibrated_model_with_unequal_base_rates_is_covered():
    def chances(rng, codes):
        return np.where(codes == 0, rng.beta(0.4, 1.6, len(codes)), rng.beta(1.2, 0.8, len(codes)))

    hit, _, alarms = simulate(np.random.default_rng(3), 300, 900, None, 300, clustered=False, expected=chances)
    assert 0.95 - spread(300) <= hit <= 0.95 + spread(300)
    assert alarms <= 0.05 + spread(300)


@pytest.mark.full
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("clustered", [False, True])
def test_the_whole_grid_is_covered(clustered, capsys):
    replicates = int(os.environ.get("PEEL_TEST_REPLICATES", "1000"))
    rng = np.random.default_rng(2)
    lines, worst = ["clustered     n  others  rate  difference  ratio  alarms"], 1.0
    for n, others, rate in FULL:
        hit, ratios, alarms = simulate(rng, n, others, rate, replicates, clustered=clustered)
        lines.append(f"{clustered!s:9} {n:5} {others:7} {rate:5} {hit:11.3f} {ratios:6.3f} {alarms:7.3f}")
        worst = min(worst, hit)
        assert alarms <= 0.05 + spread(replicates), lines[-1]
    with capsys.disabled():
        print("\n" + "\n".join(lines))
    assert worst >= 0.93 - spread(replicates) / 2
