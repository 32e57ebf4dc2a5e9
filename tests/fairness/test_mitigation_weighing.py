"""Models side by side on the same rows: the gaps, the paired changes, the front, and what is said of them."""

import numpy as np
import pytest
from fairlearn.metrics import MetricFrame
from sklearn.metrics import recall_score, roc_auc_score

from peel_ml.fairness.groups import Grouping
from peel_ml.fairness.metrics import values_of
from peel_ml.fairness.mitigation.weighing import Proposal, Question, not_shown_worse, weighed
from peel_ml.fairness.paired import Candidate, compared, selecting, worst_group
from peel_ml.results.estimate import Estimate

QUESTION = Question("true_positive_rate", "roc_auc", {"e": "Ethnicity"}, 30, "2 of the 3 folds", "cases")
N = 4000


def grouping(codes, levels=("White", "Black", "Asian")):
    return Grouping(
        "e", True, levels, codes, levels, codes, levels, None, codes[:, None], np.arange(len(levels))[:, None]
    )


@pytest.fixture(scope="module")
def made():
    """Chosen: as good as can be, and unequal. Fair: as good, and equal. Poor: equal, and worse. Bad: both.

    Harsh: as good, and more unequal.
    """
    rng = np.random.default_rng(4)
    codes = rng.integers(-1, 3, N)
    need, push = rng.normal(size=N), np.where(codes == 1, -0.8, 0.0)
    y = (rng.random(N) < 1 / (1 + np.exp(-2 * need))).astype(np.int8)
    scores = {
        "chosen": need + 0.5 * push,
        "fair": need + 0.02 * rng.normal(size=N) + 0.5 * push * 0.1,
        "poor": need + 1.5 * rng.normal(size=N),
        "bad": need + 1.5 * rng.normal(size=N) + 2 * push,
    }
    candidates = {name: candidate(raw) for name, raw in scores.items()}
    own = candidates["chosen"]
    # The same scores, and half of the worst group's selected people not selected.
    candidates["harsh"] = Candidate(own.expected, np.where((codes == 1) & (np.arange(N) % 2 == 0), 0, own.decision))
    return y, codes, candidates


def candidate(raw):
    expected = 1 / (1 + np.exp(-raw))
    return Candidate(expected, selecting(expected, N // 4))


@pytest.fixture(scope="module")
def found(made):
    y, codes, candidates = made
    proposals = [Proposal("chosen", "chosen", "s", candidates["chosen"])] + [
        Proposal(name, "reweighing", "s", candidates[name]) for name in ("fair", "poor", "bad", "harsh")
    ]
    return weighed(y, proposals, [grouping(codes)], np.arange(N), QUESTION, ["Because."], seed=0)


def test_the_figures_are_scikit_learns_and_fairlearns(made, found):
    y, codes, candidates = made
    kept = codes >= 0
    for one in found.alternatives:
        own = candidates[one.name]
        frame = MetricFrame(
            metrics=recall_score, y_true=y[kept], y_pred=own.decision[kept], sensitive_features=codes[kept]
        )
        rest = [recall_score(y[kept & (codes != code)], own.decision[kept & (codes != code)]) for code in range(3)]
        gaps = np.abs(frame.by_group.to_numpy() - rest)
        assert one.gap.value == pytest.approx(gaps.max(), abs=1e-12)
        assert one.worst_group == "Ethnicity: " + ("White", "Black", "Asian")[int(gaps.argmax())]
        assert one.performance.value == pytest.approx(roc_auc_score(y, own.expected), abs=1e-12)
        first = found.alternatives[0]
        assert one.gap_change.value == pytest.approx(one.gap.value - first.gap.value, abs=1e-12)
        assert one.performance_change.value == pytest.approx(one.performance.value - first.performance.value, abs=1e-12)


def test_who_is_less_unequal_at_no_shown_cost(found):
    named = {one.name: one for one in found.alternatives}
    assert [name for name, one in named.items() if one.less_unequal] == ["fair"]
    # Less unequal too, but shown to be worse.
    assert named["poor"].gap_change.high < 0
    assert named["poor"].performance_change.high < 0
    assert not named["bad"].on_front
    # Its performance is the same, so only the gap speaks against it.
    assert named["harsh"].performance_change.value == 0
    assert named["harsh"].gap_change.low > 0
    assert named["fair"].on_front


def test_nothing_on_the_front_is_beaten(found):
    points = [(one.performance.value, one.gap.value) for one in found.alternatives]
    for one, (high, low) in zip(found.alternatives, points, strict=True):
        beaten = any(a >= high and b <= low and (a, b) != (high, low) for a, b in points)
        assert one.on_front == (not beaten)


def test_what_is_said(found):
    assert "the chosen model's largest difference of a group to everyone else in true positive rate" in found.statement
    assert "(n 4,000 cases)" in found.statement
    assert "1 of them less unequal and not shown to be worse: “fair”" in found.statement
    assert "“poor”" not in found.statement
    assert "Nothing is replaced" in found.statement
    assert found.refused[0] == "Because."
    assert any("ThresholdOptimizer" in one for one in found.refused)


def test_a_smaller_gap_that_is_not_shown_says_so(made):
    y, codes, candidates = made
    own = candidates["chosen"]
    lucky = own.decision.copy()
    # Two more of the worst group, two fewer of another: smaller, and within what chance does.
    lucky[np.flatnonzero((codes == 1) & (y == 1) & (lucky == 0))[:2]] = 1
    lucky[np.flatnonzero((codes == 0) & (y == 1) & (lucky == 1))[:2]] = 0
    rng = np.random.default_rng(0)
    other = Candidate(own.expected + 1e-6 * rng.random(N), lucky)
    proposals = [Proposal("chosen", "chosen", "s", own), Proposal("lucky", "reduction", "s", other)]
    found = weighed(y, proposals, [grouping(codes)], np.arange(N), QUESTION, [], seed=0)
    one = found.alternatives[1]
    assert one.gap_change.value < 0
    if one.gap_change.high >= 0:
        assert "(that it is less unequal is not shown)" in found.statement
    else:
        assert "not shown)" not in found.statement


def test_models_are_compared_on_the_same_draws(made):
    """A model that is the same has no difference at all, however wide its own interval."""
    y, codes, candidates = made
    own = candidates["chosen"]
    _, again = compared(
        y,
        [own, own],
        [grouping(codes)],
        np.arange(N),
        primary="true_positive_rate",
        performance="roc_auc",
        fewest=30,
        seed=0,
    )
    assert (again.gap_change.low, again.gap_change.high) == (0, 0)
    assert again.gap.high - again.gap.low > 0.02


def test_clusters_make_intervals_wider(made):
    y, codes, candidates = made
    own = candidates["chosen"]

    def width(clusters, rows):
        [one] = compared(
            y[rows],
            [Candidate(own.expected[rows], own.decision[rows])],
            [grouping(codes[rows])],
            clusters,
            primary="true_positive_rate",
            performance="roc_auc",
            fewest=30,
            seed=0,
        )
        return one.gap.high - one.gap.low

    four = np.repeat(np.arange(N // 4), 4)
    assert width(four, four) > 1.5 * width(np.arange(N), four)


def test_small_groups_have_no_say_and_none_large_enough_is_said(made):
    y, codes, candidates = made
    few = codes.copy()
    few[(few == 1) & (np.cumsum((few == 1) & (y == 1)) > 25)] = 2
    never = np.where(few == 1, 0, candidates["poor"].decision).astype(np.int8)
    values = values_of("true_positive_rate", y, candidates["poor"].expected, never)
    assert worst_group(values, [grouping(few)], 30).group != "Black"
    assert worst_group(values, [grouping(few)], 20).group == "Black"
    nobody = np.full(N, -1)
    found = weighed(
        y, [Proposal("chosen", "chosen", "s", candidates["chosen"])], [grouping(nobody)], np.arange(N), QUESTION, [], 0
    )
    assert found.alternatives == ()
    assert "no group is large enough to compare" in found.statement


def test_not_shown_worse_knows_which_way_is_better():
    worse_loss = Estimate(0.02, 0.01, 0.03)
    assert not not_shown_worse(worse_loss, "log_loss")
    assert not_shown_worse(worse_loss, "roc_auc")
    assert not not_shown_worse(Estimate(0.02, reason="fewer than 30 clusters"), "roc_auc")
