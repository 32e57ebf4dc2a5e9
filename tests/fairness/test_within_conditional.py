"""Like compared with like: laws, the definition, Simpson's paradox both ways, and coverage where the truth is known."""

import numpy as np
import pytest

from peel_ml.errors import BadRequest
from peel_ml.fairness.metrics import Values
from peel_ml.fairness.statistics.clusters import sums
from peel_ml.fairness.statistics.comparison import compare
from peel_ml.fairness.statistics.layout import Layout
from peel_ml.fairness.within import within_groups
from peel_ml.fairness.within.standardised import alike
from peel_ml.fairness.within.strata import Stratified
from tests.fairness.made_within import assessed, verdicts


def by_group(rows, metric="observed_rate"):
    return {(one.group, one.controls): one for one in within_groups(rows).conditional if one.metric == metric}


def mixed(rng, ng, nr, in_second, rates):
    """A group and others over two strata: the shares in the second stratum, and rates by side and stratum."""
    group = np.repeat(["group", "others"], [ng, nr])
    stratum = (rng.random(ng + nr) < np.where(group == "group", *in_second)).astype(int)
    p = np.array(rates)[(group == "others").astype(int), stratum]
    return group, stratum, (rng.random(ng + nr) < p).astype(int), p


@pytest.mark.parametrize("pairs", [1, 3])
@pytest.mark.parametrize("decided", [False, True])
def test_with_one_stratum_the_conditional_difference_is_the_plain_one(rng, pairs, decided):
    n = 3000
    p = rng.beta(2, 4, n)
    clusters = np.arange(n) // pairs
    y = (rng.random(n)[clusters] < p).astype(int)
    groups = np.array(["a", "b", "c", "Not stated"])[rng.choice(4, n, p=[0.6, 0.28, 0.02, 0.1])]
    more = {"decision": p > 0.3, "primary": "false_positive_rate", "kind": "service"} if decided else {}
    rows = assessed(
        y, p, groups, clusters=clusters, slices={"object": np.full(n, "same")}, controls=("object",), **more
    )
    found = within_groups(rows).conditional
    assert {one.metric for one in found} == (
        {"false_positive_rate", "selection_rate"} if decided else {"observed_minus_expected", "observed_rate"}
    )
    for one in found:
        assert one.strata == 1
        assert one.left_out == 0
        for name in ("value", "low", "high"):
            assert getattr(one.conditional, name) == pytest.approx(getattr(one.plain, name), abs=1e-9)


def test_the_plain_difference_is_the_engine_s(rng):
    n = 2000
    p = rng.beta(2, 4, n)
    groups = np.array(["a", "b", "c"])[rng.choice(3, n, p=[0.6, 0.37, 0.03])]
    rows = assessed(
        rng.random(n) < p,
        p,
        groups,
        clusters=np.arange(n) // 2,
        slices={"object": rng.choice(["x", "y"], n)},
        controls=("object",),
    )
    judged = verdicts(rows)
    for one in within_groups(rows).conditional:
        row = judged["group", one.group, one.metric, "complete_case"]
        theirs = (row.difference, row.difference_low, row.difference_high)
        assert (one.plain.value, one.plain.low, one.plain.high) == pytest.approx(theirs, abs=1e-12)


def test_the_difference_is_the_others_weighted_to_the_group_s_mix(rng):
    n = 1500
    groups = np.array(["a", "b", "c"])[rng.choice(3, n, p=[0.2, 0.4, 0.4])]
    objects, powers = rng.choice(["x", "y", "z"], n, p=[0.6, 0.3, 0.1]), rng.choice(["s", "t"], n)
    # Only the group is in one stratum, and so few others are in another that they may not stand for everybody.
    groups[(objects == "z") & (powers == "t")] = "a"
    few = np.flatnonzero((objects == "z") & (powers == "s") & (groups != "a"))
    groups[few[4:]] = "a"
    y = rng.integers(0, 2, n)
    rows = assessed(
        y, np.full(n, 0.4), groups, slices={"object": objects, "power": powers}, controls=("object", "power")
    )
    one = by_group(rows)["a", ("object", "power")]
    kind = np.char.add(objects, powers)
    mine = groups == "a"
    kept = [k for k in np.unique(kind) if (mine & (kind == k)).any() and (~mine & (kind == k)).sum() >= 5]
    size = sum((mine & (kind == k)).sum() for k in kept)
    expected = sum(
        (mine & (kind == k)).sum() / size * (y[mine & (kind == k)].mean() - y[~mine & (kind == k)].mean()) for k in kept
    )
    assert one.conditional.value == pytest.approx(expected)
    assert one.strata == len(kept) == 4
    assert one.left_out == pytest.approx(1 - size / mine.sum())
    assert f"Left out, for want of enough others alike: {one.left_out:.1%} of this group’s searches." in one.sentence
    assert "Among searches alike in object and power:" in one.sentence


def test_what_each_side_is_worth_follows_its_definition(rng):
    """Weights, variety within strata and clusters across strata, row by row."""
    n, fewest = 1200, 5
    codes, stratum = rng.choice(2, n, p=[0.3, 0.7]), rng.choice(6, n)
    clusters = np.sort(rng.integers(0, 500, n))
    u = rng.random(500)[clusters]
    value = (np.where(rng.random(n) < 0.6, u, rng.random(n)) < 0.2 + 0.08 * stratum).astype(float)
    values = Values(value, np.zeros(n), rng.random(n) < 0.95)
    layout = Layout.of(codes, 2, clusters)
    found = alike(Stratified.of(layout, stratum, values, sums(layout, values).own.within), 0, fewest)
    use = values.eligible
    g, r = use & (codes == 0), use & (codes == 1)
    size = np.array([[(side & (stratum == s)).sum() for s in range(6)] for side in (r, g)])
    mean = np.array([[value[side & (stratum == s)].mean() for s in range(6)] for side in (r, g)])
    mix = size[1] / size[1].sum()
    common = (mix * (mean[1] - mean[0])).sum()
    middle, share = (size * mean).sum(axis=0) / size.sum(axis=0), size[1] / size.sum(axis=0)
    centre = np.stack([middle - common * share, middle + common * (1 - share)])
    side_of = (codes == 0).astype(int)
    weight = np.where(use, (mix / size)[side_of, stratum], 0.0)
    residual = weight * (value - centre[side_of, stratum])
    per_stratum = [
        ((value - centre[side_of, stratum])[use & (stratum == s)] ** 2).sum() / (size[:, s].sum() - 1) for s in range(6)
    ]
    sides = []
    for at, mask in enumerate((r, g)):
        totals = np.bincount(clusters[mask], residual[mask], minlength=500)
        present = len(np.unique(clusters[mask]))
        effect = max(1, (totals**2).sum() / (residual[mask] ** 2).sum() * present / (present - 1))
        at_large = (mix * (per_stratum + (centre[at] - (mix * centre[at]).sum()) ** 2)).sum()
        squared = (weight[mask] ** 2).sum()
        variety = (weight[mask] ** 2 * np.array(per_stratum)[stratum[mask]]).sum() / squared / at_large
        sizes = np.bincount(clusters[mask], weight[mask], minlength=500)
        sides.append((1 / (squared * variety * effect), 1 / (sizes**2).sum() - 1, present, totals))
        arm = (found.pair.b, found.pair.a)[at]
        assert arm.effective[0] == pytest.approx(sides[at][0])
        assert arm.freedom[0] == pytest.approx(sides[at][1])
        assert arm.clusters[0] == present
        assert effect > 1.05
    covariance = (sides[0][3] * sides[1][3]).sum()
    scale = np.sqrt((sides[0][3] ** 2).sum() * (sides[1][3] ** 2).sum())
    assert found.pair.correlation[0] == pytest.approx(covariance / scale)
    assert abs(covariance / scale) > 0.02


def test_a_gap_that_the_mix_explains_is_large_plain_and_nothing_among_like(rng):
    group, stratum, y, p = mixed(rng, 1000, 4000, (0.2, 0.8), [[0.1, 0.5], [0.1, 0.5]])
    rows = assessed(y, p, group, slices={"object": stratum}, controls=("object",))
    one = by_group(rows)["group", ("object",)]
    assert one.plain.high < -0.15
    assert one.conditional.low < 0 < one.conditional.high
    assert one.difference_shown is False
    assert "no difference is shown" in one.sentence
    assert "1,000 searches" in one.sentence


def test_a_gap_that_the_mix_hides_is_nothing_plain_and_shown_among_like(rng):
    group, stratum, y, _ = mixed(rng, 2000, 4000, (0.35, 0.6), [[0.2, 0.5], [0.1, 0.4]])
    rows = assessed(y, np.full(len(y), 0.3), group, slices={"object": stratum}, controls=("object",))
    for metric in ("observed_rate", "observed_minus_expected"):
        one = by_group(rows, metric)["group", ("object",)]
        assert abs(one.plain.value) < 0.06
        assert one.conditional.low > 0.05
        assert one.difference_shown is True
        assert "a difference is shown" in one.sentence


def test_observed_minus_expected_is_compared_among_like_too(rng):
    """A model that is wrong about one kind of search is not unequal to a group that is searched for it more."""
    group, stratum, y, p = mixed(rng, 1500, 4000, (0.8, 0.2), [[0.2, 0.4], [0.2, 0.4]])
    rows = assessed(y, np.where(stratum == 1, p - 0.15, p), group, slices={"object": stratum}, controls=("object",))
    one = by_group(rows, "observed_minus_expected")["group", ("object",)]
    assert one.plain.low > 0.05
    assert one.conditional.low < 0 < one.conditional.high
    assert one.difference_shown is False


@pytest.mark.parametrize(
    ("ng", "nr", "in_second", "rates", "pairs"),
    [
        (40, 1500, (0.2, 0.8), [[0.1, 0.5], [0.1, 0.5]], 1),
        (200, 1000, (0.35, 0.6), [[0.2, 0.5], [0.1, 0.4]], 1),
        (400, 1200, (0.2, 0.8), [[0.1, 0.5], [0.1, 0.5]], 2),
        (60, 900, (0.5, 0.8), [[0.05, 0.15], [0.05, 0.15]], 4),
    ],
)
def test_intervals_hold_the_truth_and_tests_their_error(rng, ng, nr, in_second, rates, pairs):
    """Gaps of 24 points plain and none among like, the reverse, events that end alike, few outcomes in events."""
    draws, truth = 400, rates[0][0] - rates[1][0]
    within = [_draw(rng, ng, nr, in_second, rates, pairs) for _ in range(draws)]
    covered = np.mean([low <= truth <= high for low, high, _ in within])
    # Three standard errors of 400 draws below 95%.
    assert covered >= 0.917
    if truth == 0:
        assert np.mean([p <= 0.05 for _, _, p in within]) <= 0.083


def _draw(rng, ng, nr, in_second, rates, pairs):
    codes = np.repeat([0, 1], [ng, nr])
    stratum = (rng.random(ng + nr) < np.where(codes == 0, *in_second)).astype(int)
    order = np.lexsort((rng.random(ng + nr), stratum))
    codes, stratum, clusters = codes[order], stratum[order], np.arange(ng + nr) // pairs
    together = (rng.random(ng + nr) < 0.53) & (pairs > 1)
    chance = np.where(together, rng.random(ng + nr)[clusters], rng.random(ng + nr))
    value = (chance < np.array(rates)[codes, stratum]).astype(float)
    layout, values = Layout.of(codes, 2, clusters), Values(value, np.zeros(ng + nr), np.ones(ng + nr, dtype=bool))
    found = alike(Stratified.of(layout, stratum, values, sums(layout, values).own.within), 0, 5)
    compared = compare(found.pair, worse="lower", adjusted=False, tail=0.025)
    return compared.low[0], compared.high[0], compared.p_zero[0]


@pytest.mark.full
@pytest.mark.parametrize("strata", [20, 60])
@pytest.mark.parametrize(("ng", "nr"), [(100, 1500), (400, 2000), (1500, 300)])
@pytest.mark.parametrize("rates", [(0.05, 0.6), (0.002, 0.03)])
def test_intervals_hold_over_many_small_strata(rng, strata, ng, nr, rates):
    p = rng.uniform(*rates, strata)
    mixes = rng.dirichlet(np.full(strata, 0.7), 2)
    covered, draws = 0, 1000
    for _ in range(draws):
        codes = np.repeat([0, 1], [ng, nr])
        stratum = np.concatenate([rng.choice(strata, ng, p=mixes[0]), rng.choice(strata, nr, p=mixes[1])])
        values = Values((rng.random(ng + nr) < p[stratum]).astype(float), np.zeros(ng + nr), np.ones(ng + nr, bool))
        layout = Layout.of(codes, 2, np.arange(ng + nr))
        found = alike(Stratified.of(layout, stratum, values, 0.0), 0, 5)
        compared = compare(found.pair, worse="lower", adjusted=False, tail=0.025)
        covered += compared.low[0] <= 0 <= compared.high[0]
    assert covered / draws >= 0.93


def test_the_area_is_held_equal_in_a_comparison_of_its_own(rng):
    n = 1000
    slices = {name: rng.choice(["x", "y"], n) for name in ("object", "borough")}
    rows = assessed(
        rng.integers(0, 2, n),
        np.full(n, 0.5),
        rng.choice(["a", "b"], n),
        slices=slices,
        controls=("object", "borough"),
        area="borough",
    )
    found = within_groups(rows)
    assert {one.controls for one in found.conditional} == {("object",), ("object", "borough")}
    assert any("can explain away a disparity" in caution for caution in found.cautions)
    assert any("same borough takes where officers are sent as given" in caution for caution in found.cautions)
    without = assessed(
        rows.y, rows.expected, rows.protected.frame["group"], slices=slices, controls=("object",), area="borough"
    )
    assert not any("borough" in caution for caution in within_groups(without).cautions)


def test_a_control_that_is_not_there_is_refused_with_the_way_out():
    rows = assessed([0, 1], [0.5, 0.5], ["a", "b"], slices={"object": ["x", "y"]}, controls=("object", "ward"))
    with pytest.raises(BadRequest, match=r"control 'ward' is not one of the slices(.|\n)*The slices are: object"):
        within_groups(rows)


def test_small_groups_and_few_alike_stay_listed_with_their_reason(rng):
    groups = np.repeat(["a", "b", "c", "d"], [500, 500, 29, 3])
    n = len(groups)
    # Nobody else is searched as b is, but for a few.
    kind = np.where((groups == "b") & (np.arange(n) % 50 > 0), "own", "common")
    found = by_group(
        assessed(rng.integers(0, 2, n), np.full(n, 0.5), groups, slices={"object": kind}, controls=("object",))
    )
    assert {group for group, _ in found} == {"a", "b", "c", "d"}
    for name in "cd":
        one = found[name, ("object",)]
        assert one.plain.value is one.conditional.value is one.left_out is one.difference_shown is None
        assert "too few to report" in one.sentence
    b = found["b", ("object",)]
    assert b.plain.low is not None
    assert b.conditional.value is None
    assert "too few are in strata that hold others" in b.conditional.reason
    assert "the difference cannot be told: too few are in strata" in b.sentence
    assert found["a", ("object",)].conditional.low is not None


def test_a_few_left_out_are_not_counted_out(rng):
    groups = np.repeat(["a", "b"], 500)
    kind = np.where(np.arange(1000) < 3, "own", "common")
    one = by_group(
        assessed(rng.integers(0, 2, 1000), np.full(1000, 0.5), groups, slices={"object": kind}, controls=("object",))
    )["a", ("object",)]
    assert one.left_out is None
    assert "a few of this group’s searches" in one.sentence


def test_few_clusters_give_a_difference_without_interval(rng):
    n = 900
    rows = assessed(
        rng.integers(0, 2, n),
        np.full(n, 0.5),
        np.repeat(["a", "b"], [100, 800]),
        clusters=np.arange(n) // 100,
        slices={"object": rng.choice(["x", "y"], n)},
        controls=("object",),
    )
    one = by_group(rows)["a", ("object",)]
    assert one.conditional.value is not None
    assert one.conditional.low is None
    assert one.difference_shown is None


def test_answers_are_corrected_over_all_rows():
    """One difference that 5% alone would show is not shown among forty."""
    rng = np.random.default_rng(3)
    n = 40_000
    groups = rng.choice([f"g{number:02}" for number in range(40)], n)
    kind = rng.choice(["x", "y"], n)
    found = by_group(
        assessed(rng.random(n) < 0.3, np.full(n, 0.3), groups, slices={"object": kind}, controls=("object",))
    )
    alone = [one for one in found.values() if not one.conditional.low <= 0 <= one.conditional.high]
    assert alone
    assert not any(one.difference_shown for one in found.values())
    # Forty groups by two metrics.
    assert all("not shown to differ once 80 comparisons of this kind are allowed for" in one.sentence for one in alone)
