"""Verdicts where the truth is known: several metrics, each judged once and corrected for together."""

import numpy as np
import pytest

from peel_ml.errors import BadRequest
from peel_ml.fairness.declaration import Fairness
from tests.fairness.made_groups import made, rows_of


def audited(judge, rng, **more):
    """Judge somebody else's classifier whose false positive rate is twice as high for b, and nothing else differs."""
    y, expected, groups = made(rng, {"a": 4000, "b": 4000}, {"a": 0.5, "b": 0.5})
    decision = (rng.random(8000) < np.where(y == 1, 0.6, np.where(groups == "b", 0.3, 0.15))).astype(np.int8)
    return judge(
        y,
        expected,
        groups,
        decision=decision,
        primary="false_positive_rate",
        worse="higher",
        kind="service",
        limit=0.1,
        **more,
    )


ALSO = ("false_negative_rate", "false_discovery_rate", "false_omission_rate")


def test_several_metrics_are_judged_in_one_family(judge, rng):
    alone = audited(judge, np.random.default_rng(1))
    found = audited(judge, np.random.default_rng(1), also_judged=ALSO)
    assert (alone.family, found.family) == (1, 4)
    assert found.metric == "false_positive_rate"
    verdicts = {
        row.metric: (row.verdict, row.primary)
        for row in found.rows
        if row.missing == "complete_case" and row.group == "b" and row.verdict != "not_judged"
    }
    assert verdicts == {
        "false_positive_rate": ("outside", True),
        "false_negative_rate": ("within", False),
        "false_discovery_rate": ("outside", False),
        "false_omission_rate": ("within", False),
    }
    assert {row.verdict for row in found.rows if row.metric == "accuracy"} == {"not_judged"}


def test_the_correction_is_over_all_judged_metrics(judge):
    """A difference that is shown alone, and not among four metrics of which three show nothing."""
    ones = {"a": 165, "b": 200}
    groups = np.repeat(["a", "b"], 1000)
    decision = np.concatenate([np.r_[np.ones(n), np.zeros(1000 - n)] for n in ones.values()]).astype(np.int8)
    given_ = {"decision": decision, "primary": "selection_rate", "worse": "higher", "kind": "service", "limit": 0.1}
    y, expected = np.tile([0, 1], 1000).astype(np.int8), np.full(2000, 0.5)

    def row(**more):
        return rows_of(judge(y, expected, groups, **given_, **more))["b"]

    assert 0.0125 < row().p_value < 0.05
    assert row().difference_shown
    assert not row(also_judged=("accuracy", "false_discovery_rate", "false_omission_rate")).difference_shown


def test_a_judged_metric_needs_its_decision(judge):
    with pytest.raises(BadRequest, match="cannot be judged without a decision"):
        judge([0, 1, 1, 0], [0.5] * 4, list("abab"), also_judged=("false_positive_rate",))


@pytest.mark.parametrize("also", [("precision",), ("accuracy", "accuracy")])
def test_a_metric_is_judged_once(also):
    with pytest.raises(ValueError, match="judged twice"):
        Fairness(primary="precision", worse="lower", also_judged=also)


@pytest.mark.parametrize("primary", ["precision", "false_negative_rate", "false_discovery_rate", "accuracy"])
def test_every_primary_has_a_verdict(judge, rng, primary):
    y, expected, groups = made(rng, {"a": 8000, "b": 8000}, {"a": 0.5, "b": 0.5})
    decision = (rng.random(16000) < 0.3 + 0.4 * y).astype(np.int8)
    found = judge(y, expected, groups, decision=decision, primary=primary, kind="service", limit=0.1)
    assert {row.verdict for row in rows_of(found).values()} == {"within"}
