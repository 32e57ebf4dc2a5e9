"""What can take a verdict away: chance among many comparisons, and people without a recorded group."""

import numpy as np
import pytest

from peel_ml.fairness.statistics.correction import holm
from peel_ml.results.codes import NOT_RECORDED


def exact(shares):
    """Make groups with exactly these positive shares: {name: (rows, positives)}."""
    groups = np.concatenate([np.repeat(name, n) for name, (n, _) in shares.items()])
    y = np.concatenate([np.r_[np.ones(x), np.zeros(n - x)] for n, x in shares.values()]).astype(np.int8)
    return y, np.full(len(y), 0.3), groups


def judged(assessment, group, missing="complete_case"):
    return next(
        row
        for row in assessment.rows
        if row.group == group and row.metric == assessment.metric and row.missing == missing
    )


def test_beyond_the_limit_by_chance_among_many_is_not_outside(judge):
    # 8.3 points over the others, 5 allowed: alone that is beyond chance, among 12 groups it is not.
    alone = judge(*exact({"odd": (1000, 383), "rest": (11_000, 3300)}), limit=0.05)
    assert judged(alone, "odd").verdict == "outside"
    many = judge(*exact({"odd": (1000, 383), **{f"g{index:02}": (1000, 300) for index in range(11)}}), limit=0.05)
    row = judged(many, "odd")
    assert row.difference_low > 0.05
    assert row.verdict == "cannot_tell"
    assert "among this many comparisons" in row.reason
    assert many.family == 12


@pytest.mark.parametrize(("positives", "verdict"), [(1600, "cannot_tell"), (1000, "outside")])
@pytest.mark.parametrize("turned", [False, True])
def test_outside_holds_only_if_every_allocation_gives_it(judge, positives, verdict, turned):
    # 600 people without a recorded group, all with the outcome: enough to narrow 12.5 points, not 27.5.
    y, expected, groups = exact({"a": (4000, positives), "b": (4000, 2100), NOT_RECORDED: (600, 600)})
    if turned:
        y = (1 - y).astype(np.int8)
    row = judged(judge(y, expected, groups, limit=0.05), "a")
    assert judged(judge(y[:8000], expected[:8000], groups[:8000], limit=0.05), "a").verdict == "outside"
    assert row.verdict == verdict
    assert ("could change the answer" in row.reason) == (verdict == "cannot_tell")
    assert row.bound_low < row.difference < row.bound_high


@pytest.mark.parametrize("turned", [False, True])
def test_within_holds_only_if_every_allocation_gives_it(judge, turned):
    # All without the outcome: given to the lower group they take it past the limit; given to the other they do not.
    y, expected, groups = exact({"a": (10_000, 2650), "b": (10_000, 3000), NOT_RECORDED: (400, 0)})
    if turned:
        y = (1 - y).astype(np.int8)
    found = judge(y, expected, groups, limit=0.05)
    assert judged(judge(y[:20_000], expected[:20_000], groups[:20_000], limit=0.05), "a").verdict == "within"
    assert judged(found, "a").verdict == "cannot_tell"
    # Counting them among everyone else is one allocation of many: alone it is no answer.
    beside = judged(found, "a", "as_group")
    assert abs(beside.difference) < abs(judged(found, "a").difference)
    assert beside.verdict == "cannot_tell"


@pytest.mark.parametrize("scale", ["difference", "ratio"])
def test_a_limit_on_either_scale_knows_the_missing(judge, scale):
    limit = 0.05 if scale == "difference" else 1.25
    y, expected, groups = exact({"a": (20_000, 6000), "b": (20_000, 6000), NOT_RECORDED: (100, 40)})
    found = judge(y, expected, groups, limit=limit, scale=scale)
    assert {judged(found, "a").verdict, judged(found, "b").verdict} == {"within"}
    y, expected, groups = exact({"a": (20_000, 6000), "b": (20_000, 6000), NOT_RECORDED: (9000, 3000)})
    row = judged(judge(y, expected, groups, limit=limit, scale=scale), "a")
    assert row.verdict == "cannot_tell"
    assert "of them would be enough" in row.reason


def test_who_cannot_belong_to_a_group_counts_among_the_others(judge):
    # Ethnicity is missing for men only, so no allocation touches women; but those men are everyone else.
    ethnicity = np.repeat(["a", "b", "a", "b", NOT_RECORDED], 4000).astype("<U20")
    sex = np.repeat(["Female", "Female", "Male", "Male", "Male"], 4000)
    y = np.concatenate([np.tile([1, 0, 0, 0], 4000), np.tile([1, 1, 1, 0], 1000)]).astype(np.int8)
    found = judge(
        y, np.full(20_000, 0.3), {"ethnicity": ethnicity, "sex": sex}, intersections=(("ethnicity", "sex"),), limit=0.05
    )
    row = judged(found, "a, Female")
    assert row.difference == pytest.approx(0.0)
    assert row.bound_low == row.bound_high == pytest.approx(0.25 - (3 * 0.25 + 0.75) / 4)
    assert row.verdict == "cannot_tell"


def test_holm_steps_down_and_stops():
    keys = [frozenset({(name,)}) for name in "abcd"]
    found = holm(np.array([0.012, 0.02, 0.03, 0.5]), keys, 0.05)
    assert found.rejected.tolist() == [True, False, False, False]
    assert found.level.tolist() == pytest.approx([0.0125, 0.05 / 3, 0.025, 0.05])
    assert holm(np.zeros(0), [], 0.05).family == 0
