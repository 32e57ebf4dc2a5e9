"""The multinomial bootstrap against the plain one, and what its intervals cover."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from peel_ml.fairness.metrics import COUNT_METRICS, OBSERVED_MINUS_EXPECTED
from peel_ml.fairness.statistics import draws as drawing
from peel_ml.fairness.statistics.counts import confusion, rates
from peel_ml.fairness.statistics.draws import bundle_draws, cluster_draws, row_draws
from peel_ml.fairness.statistics.gaps import figures, largest_gap, percentiles, to_the_rest
from peel_ml.fairness.statistics.resampling import Resampled, paired_gap_change

DRAWS = 2000


def made(rng, n=300, groups=3):
    codes = rng.integers(0, groups, n)
    y = (rng.random(n) < 0.4).astype(np.int8)
    decision = (rng.random(n) < 0.2 + 0.3 * y + 0.1 * (codes == 0)).astype(np.int8)
    return y, decision, codes


def plain(rng, draws, units, count):
    """Draw units with replacement, one by one, and pass the rows of each draw to `count`."""
    rows = [np.flatnonzero(units == one) for one in np.unique(units)]
    return np.array(
        [count(np.concatenate([rows[at] for at in rng.integers(0, len(rows), len(rows))])) for _ in range(draws)]
    )


def alike(first, second):
    """Whether two samples of one figure may come from one distribution."""
    return stats.ks_2samp(first, second).pvalue > 1e-4


@pytest.mark.parametrize("metric", COUNT_METRICS)
def test_drawing_cells_is_drawing_rows(metric):
    rng = np.random.default_rng(1)
    y, decision, codes = made(rng)
    found = Resampled.of_rows(confusion(y, decision, codes, 3), DRAWS, rng)
    assert (found.draws.sum(axis=(1, 2)) == len(y)).all()
    cells = plain(rng, DRAWS, np.arange(len(y)), lambda at: confusion(y[at], decision[at], codes[at], 3))
    for group in range(3):
        assert alike(figures(*rates(found.draws, metric))[:, group], figures(*rates(cells, metric))[:, group])
        assert alike(to_the_rest(*rates(found.draws, metric))[:, group], to_the_rest(*rates(cells, metric))[:, group])
    everybody = np.ones(3, bool)
    for kind in ("worst", "spread"):
        assert alike(*(largest_gap(*rates(one, metric), everybody, kind) for one in (found.draws, cells)))


@pytest.mark.parametrize("largest", [1, 2, 3, 9])
@pytest.mark.parametrize("bundles", [5_000, 20])
def test_drawing_clusters_by_kind_is_drawing_clusters(monkeypatch, largest, bundles):
    """Up to four rows by kind, more one by one; with few bundles only the spread is the same, to its own precision."""
    monkeypatch.setattr(drawing, "BUNDLES", bundles)
    rng = np.random.default_rng(2)
    y, decision, codes = made(rng, 400)
    clusters = np.repeat(rng.permutation(400), rng.integers(1, largest + 1, 400))[:400]
    # Most rows of a cluster share one decision.
    first = np.unique(clusters, return_index=True)[1][np.unique(clusters, return_inverse=True)[1]]
    decision = np.where(rng.random(400) < 0.6, decision[first], decision).astype(np.int8)
    found = Resampled.of_clusters(y, decision, codes, 3, clusters, DRAWS, rng)
    assert (found.cells == confusion(y, decision, codes, 3)).all()
    cells = plain(rng, DRAWS, clusters, lambda at: confusion(y[at], decision[at], codes[at], 3))
    for metric in ("selection_rate", "true_positive_rate"):
        ours, theirs = (to_the_rest(*rates(one, metric))[:, 0] for one in (found.draws, cells))
        if bundles == 20 and largest > 1:
            assert ours.std() == pytest.approx(theirs.std(), rel=0.5)
        else:
            assert alike(ours, theirs)


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3)), min_size=1, max_size=24), st.integers(0, 9))
def test_every_draw_of_clusters_is_made_of_whole_ones(rows, seed):
    cells, clusters = (np.array(column) for column in zip(*rows, strict=True))
    held = np.array([np.bincount(cells[clusters == one], minlength=6) for one in np.unique(clusters)])
    # As many clusters as there are, each any number of times.
    ways = {tuple(held[list(pick)].sum(axis=0)) for pick in np.ndindex(*(len(held),) * len(held))}
    assert {tuple(draw) for draw in cluster_draws(cells, 6, clusters, 40, np.random.default_rng(seed))} <= ways


def test_large_clusters_that_begin_alike_are_not_one_kind():
    """Two clusters of five rows that differ in the last one only: some draws hold it twice, some not at all."""
    cells, clusters = np.array([0, 0, 0, 0, 1, 0, 0, 0, 0, 2]), np.repeat([0, 1], 5)
    found = cluster_draws(cells, 3, clusters, 200, np.random.default_rng(0))
    assert {tuple(draw) for draw in found} == {(8, 2, 0), (8, 1, 1), (8, 0, 2)}


def test_the_worst_gap_is_the_largest_either_way():
    cells = np.array([[60, 40, 0, 0], [60, 40, 0, 0], [90, 10, 0, 0]])
    found = Resampled.of_rows(cells, 10, np.random.default_rng(0))
    assert found.gap("selection_rate").value == pytest.approx(0.3)


def test_bundles_keep_the_spread():
    """20,000 rows in 5,000 bundles: the standard error of a mean within 5% of the formula, in a rare group too."""
    rng = np.random.default_rng(3)
    value, codes = rng.normal(size=20_000), (rng.random(20_000) < 0.01).astype(np.int64)
    rows, total = bundle_draws(np.arange(20_000), codes, 2, [np.ones(20_000), value], 4000, rng)
    for code in (0, 1):
        here = value[codes == code]
        assert (total / rows)[:, code].std() == pytest.approx(here.std() / np.sqrt(len(here)), rel=0.05)


def test_nothing_to_draw():
    rng = np.random.default_rng(0)
    assert row_draws(np.zeros(4, np.int64), 3, rng).sum() == 0
    assert bundle_draws(np.zeros(0, np.int64), np.zeros(0, np.int64), 2, [np.zeros(0)], 3, rng)[0].shape == (3, 2)


def test_a_group_nobody_counts_for_is_undefined_and_left_out_of_the_gap():
    cells = np.array([[50, 50, 0, 0], [60, 40, 20, 20], [0, 0, 30, 30]])
    found = Resampled.of_rows(cells, 200, np.random.default_rng(0))
    rate = found.figures("false_positive_rate")
    assert np.isnan([rate.value[2], rate.low[2], rate.high[2]]).all()
    assert found.gap("false_positive_rate").value == pytest.approx(0.1)
    # Against everyone else: the third group adds nobody.
    assert found.differences("false_positive_rate").value[:2] == pytest.approx([0.1, -0.1])
    alone = Resampled.of_rows(cells[:1], 50, np.random.default_rng(0)).gap("false_positive_rate")
    assert np.isnan([alone.value, alone.low, alone.high]).all()


def test_a_handful_of_people_makes_no_gap():
    cells = np.array([[50, 50, 0, 0], [60, 40, 0, 0], [3, 0, 0, 0]])
    found = Resampled.of_rows(cells, 200, np.random.default_rng(0))
    assert found.gap("selection_rate", "spread").value == pytest.approx(0.1)
    assert found.gap("selection_rate", "spread", fewest=1).value == pytest.approx(0.5)


def test_an_interval_of_the_largest_gap_never_covers_zero():
    """Why no verdict rests on it: five equal groups, and 0 of 200 intervals hold the truth."""
    rng = np.random.default_rng(4)
    covered = 0
    for _ in range(200):
        ones = rng.binomial(200, 0.1, 5)
        found = Resampled.of_rows(np.stack([200 - ones, ones, 0 * ones, 0 * ones], axis=1), 200, rng)
        covered += bool(found.gap("selection_rate", "spread").low <= 0)
    assert covered == 0


def test_percentiles_leave_undefined_draws_out():
    found = percentiles(np.array(0.5), np.r_[np.full(5, np.nan), np.linspace(0, 1, 101)])
    assert (found.low, found.high) == pytest.approx((0.025, 0.975))


@pytest.mark.parametrize("metric", ["true_positive_rate", "selection_rate", OBSERVED_MINUS_EXPECTED])
@pytest.mark.parametrize("clustered", [False, True])
def test_a_paired_change_is_that_of_the_plain_paired_bootstrap(metric, clustered):
    rng = np.random.default_rng(5)
    y, first, codes = made(rng, 400)
    second = np.where(rng.random(400) < 0.2, 1 - first, first).astype(np.int8)
    a, b = rng.random((2, 400)) if metric == OBSERVED_MINUS_EXPECTED else (first, second)
    clusters = rng.integers(0, 150, 400) if clustered else np.arange(400)
    found = paired_gap_change(
        y, a, b, codes, metric, DRAWS, rng, clusters=clusters if clustered else None, kind="spread"
    )

    def gap(at, one):
        if metric == OBSERVED_MINUS_EXPECTED:
            top, bottom = np.bincount(codes[at], (y - one)[at], minlength=3), np.bincount(codes[at], minlength=3)
        else:
            top, bottom = rates(confusion(y[at], one[at], codes[at], 3), metric)
        return largest_gap(top, bottom, np.ones(3, bool), "spread")

    assert found.before == pytest.approx(gap(np.arange(400), a))
    assert found.after == pytest.approx(gap(np.arange(400), b))
    assert found.change == pytest.approx(found.after - found.before)
    assert alike(found.draws, plain(rng, DRAWS, clusters, lambda at: gap(at, b) - gap(at, a)))
    assert found.left_out == ()


def test_the_same_decision_twice_changes_nothing():
    rng = np.random.default_rng(6)
    y, decision, codes = made(rng)
    codes[:50] = -1
    found = paired_gap_change(y, decision, decision, codes, "selection_rate", 100, rng)
    assert (found.change, found.low, found.high) == (0.0, 0.0, 0.0)
    small = paired_gap_change(
        y,
        decision,
        decision,
        np.where(codes == 2, np.where(np.arange(300) < 70, 2, -1), codes),
        "selection_rate",
        50,
        rng,
    )
    assert small.left_out == (2,)


@pytest.mark.parametrize(("before", "after"), [(0.20, 0.10), (0.12, 0.12)])
def test_coverage_of_a_paired_change(before, after):
    """Two groups of 1,500, a gap that halves or stays: 95% intervals, 300 replicates."""
    rng = np.random.default_rng(7)
    codes, y, hit = np.repeat([0, 1], 1500), np.zeros(3000, np.int8), 0
    for _ in range(300):
        shared = rng.random(3000)
        first = (shared < 0.3 + before * codes).astype(np.int8)
        # Half of the second decisions come from the same draw.
        other = np.where(rng.random(3000) < 0.5, shared, rng.random(3000))
        second = (other < 0.3 + after * codes).astype(np.int8)
        found = paired_gap_change(y, first, second, codes, "selection_rate", 300, rng)
        hit += found.low <= after - before <= found.high
    assert 0.95 - 4 * np.sqrt(0.95 * 0.05 / 300) <= hit / 300
