"""The benchmark of correctness: that it measures what `assess` does, and a cheap version of what it measures."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.fairness_alternatives import alternatives
from benchmarks.fairness_correctness import GRID, Share, by_size, exactly_within, measured
from benchmarks.fairness_designs import Clusters, Design, Kinds, answers, drawn, edge, layout_of, outside, rows_of

PLAIN = Design("plain", (120, 400, 400, 1500), (0.2,), 0.05)
WITH_REFERENCE = Design("reference", (900, 500, 500, 300), (0.2,), 0.08, reference=True)
MIXED = Design("mixed", (400, 400, 900), (0.2,), 0.10, Clusters(1, 4, 0.4, mixed=True))
APART = Design("apart", (900, 1500), (0.3,), 0.10, Clusters(10, 30, 0.05, mixed=False))
EXPECTED = Design("expected", (400, 1200, 400), (0.1, 0.3, 0.5), 0.05, expected=True)


def rows(design, truth, seed):
    """Return (outcomes, expected, codes, clusters) of the replicate that `drawn` draws with this seed."""
    rng = np.random.default_rng(seed)
    if design.clusters is not None:
        codes, clusters = layout_of(design)
        return rows_of(design, truth, rng), np.zeros(len(codes)), codes, clusters
    if design.expected:
        kinds = Kinds.of(design, truth)
        ones = rng.binomial(kinds.numbers, kinds.true, (1, len(kinds.numbers)))[0]
        value = np.concatenate([np.arange(n) < one for n, one in zip(kinds.numbers, ones, strict=True)])
        codes, due = np.repeat(kinds.codes, kinds.numbers), np.repeat(kinds.due, kinds.numbers)
    else:
        ones = rng.binomial(design.sizes, design.shares(truth), (1, len(design.sizes)))[0]
        value = np.concatenate([np.arange(n) < one for n, one in zip(design.sizes, ones, strict=True)])
        codes, due = np.repeat(np.arange(len(design.sizes)), design.sizes), np.zeros(sum(design.sizes))
    return value.astype(float), due, codes, np.arange(len(codes))


@pytest.mark.parametrize("truth", ["equal", "all", "far"])
@pytest.mark.parametrize("design", [PLAIN, WITH_REFERENCE, MIXED, APART, EXPECTED], ids=lambda one: one.name)
def test_a_stacked_data_set_gets_the_verdicts_of_assess(judge, design, truth):
    names = np.array(list("abcdef"))
    seen = set()
    for seed in range(4):
        ours = answers(design, drawn(design, truth, 1, np.random.default_rng(seed)))
        value, due, codes, clusters = rows(design, truth, seed)
        found = judge(
            value if design.expected else np.ones(len(value)),
            due if design.expected else np.full(len(value), 0.5),
            names[codes],
            clusters=clusters,
            decision=None if design.expected else value.astype(np.int8),
            primary="observed_minus_expected" if design.expected else "selection_rate",
            kind="enforcement_audit" if design.expected else "service",
            worse="higher",
            limit=design.limit,
            reference="a" if design.reference else None,
        )
        for row in found.rows:
            if row.metric != found.metric or row.missing != "complete_case":
                continue
            at = (0, int(np.flatnonzero(names == row.group)[0]))
            said = "outside" if ours.outside[at] else "within" if ours.within[at] else "cannot_tell"
            assert row.verdict == said, (seed, row.group, row.reason)
            assert bool(row.difference_shown or row.reference_shown) == ours.shown[at], (seed, row.group)
            first = at[1]
            assert row.difference == pytest.approx(ours.compared.difference[first], abs=1e-12)
            assert row.p_value == pytest.approx(ours.compared.p_zero[first], rel=1e-9)
            seen.add(said)
    # All the same answer would prove nothing of how answers are told apart.
    assert truth != "far" or len(seen) > 1


@pytest.mark.parametrize("design", [PLAIN, WITH_REFERENCE, MIXED], ids=lambda one: one.name)
def test_short_cuts_give_the_same_answers(design):
    for truth in ("above", "all", "far"):
        pairs = drawn(design, truth, 40, np.random.default_rng(3))
        whole, one = answers(design, pairs), edge(design, pairs)
        assert (outside(design, pairs) == whole.outside).all()
        assert (one.within == whole.within[:, design.focus]).all()
        low = whole.compared.low.reshape(40, -1)[:, design.owners == design.focus]
        assert one.low == pytest.approx(low)


def test_the_truth_is_where_it_is_said_to_be():
    for design in (PLAIN, Design("", (300, 300, 900, 900, 500), (0.01,), 0.05)):
        share, sizes = design.shares("all"), np.array(design.sizes)
        rest = (sizes @ share - sizes * share) / (sizes.sum() - sizes)
        assert (np.abs(share - rest) <= design.limit + 1e-12).all() or design is PLAIN
    even = Design("", (300, 300, 900, 900), (0.2,), 0.05)
    share, sizes = even.shares("all"), np.array(even.sizes)
    assert np.abs(share - (sizes @ share - sizes * share) / (sizes.sum() - sizes)) == pytest.approx(0.05)
    with_reference = WITH_REFERENCE.shares("all")
    assert np.abs(with_reference[1:] - with_reference[0]) == pytest.approx(WITH_REFERENCE.limit)


def test_bounds_are_those_of_clopper_and_pearson():
    from scipy import stats

    share = Share(12, 400)
    theirs = stats.binomtest(12, 400, alternative="less").proportion_ci(0.95, method="exact")
    assert share.upper == pytest.approx(theirs.high)
    assert share.lower < share.share < share.upper
    assert Share(0.02, 0).upper == 0.02


@pytest.mark.parametrize(
    "design",
    [
        Design("", (100, 10_000), (0.2,), 0.10),
        Design("", (300, 3000), (0.1,), 0.05),
        Design("", (1000, 1000), (0.02,), 0.05),
        Design("", (200, 200), (0.1,), 0.10),
    ],
)
def test_within_at_the_limit_is_no_more_than_its_error(design):
    """Summed over every pair of counts; Wilson's limits alone, or the score test, say `within` in up to 3.1% here."""
    found = [exactly_within(design, truth).share for truth in ("above", "below") if design.possible(truth)]
    assert found
    assert 0.005 < max(found) <= 0.025


def test_decisions_are_taken():
    large = by_size(5000, 400)
    assert large.within[0].share >= 0.95
    apart = by_size(1000, 1000)
    assert apart.outside[0].lower >= 0.80
    assert apart.outside[1].share >= apart.outside[0].share - 0.02


@pytest.mark.full
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("at", range(len(GRID)), ids=[design.name for design in GRID])
def test_the_whole_grid_holds(at, monkeypatch):
    grid = list(GRID)
    grid[at] = replace(grid[at], replicates=4000)
    monkeypatch.setattr("benchmarks.fairness_correctness.GRID", tuple(grid))
    found = measured(at)
    for share, limit in ((found.shown, 0.05), (found.within, 0.025), (found.outside, 0.05)):
        # With few replicates only a share that is surely over the bar fails; the benchmark holds the upper bound.
        assert share.lower <= limit
    assert found.covered[0].upper >= 0.93
    if found.design.events >= 10:
        assert found.covered[1].lower <= 0.97


@pytest.mark.full
@pytest.mark.timeout(600)
def test_the_usual_alternatives_raise_false_alarms():
    wrong = [one.wrong / one.of for one in alternatives()]
    assert wrong == pytest.approx([0.95, 0.46, *wrong[2:4], 1.0, 0.40, wrong[6]], abs=0.03)
    assert wrong[6] > 0.9
    assert all(one.engine / one.engine_of <= 0.056 for one in alternatives())


def test_scores_that_mean_nothing_within_a_group_do_not_narrow_its_interval():
    """By the model's own variance such a group showed a false difference in 6.5% of data sets."""
    hollow = Design("", (300, 3000), (0.1, 0.2), 0.05, expected=True, separation=2.0, hollow=True)
    sound = replace(hollow, hollow=False)
    worth = [
        float((pairs.a.effective / pairs.a.rows).mean())
        for pairs in (drawn(design, "equal", 200, np.random.default_rng(5)) for design in (hollow, sound))
    ]
    assert worth[0] == pytest.approx(1.0, abs=0.03)
    assert worth[1] > 1.15


def test_few_uneven_clusters_draw_on_all_groups_clustering():
    """Alone, 30 uneven areas gave intervals that cover 92.7%."""
    few = Design("", (1500, 1500), (0.1,), 0.08, Clusters(5, 95, 0.05, mixed=False))
    pairs = drawn(few, "equal", 300, np.random.default_rng(6))
    low, high = answers(few, pairs).compared.low, answers(few, pairs).compared.high
    effects = (pairs.a.rows / pairs.a.effective).reshape(300, 2)
    # The two groups are each other's rest: what is low by chance in one is drawn up by the other.
    assert np.corrcoef(effects.T)[0, 1] > 0.15
    assert ((low <= 0) & (high >= 0)).mean() >= 0.93
