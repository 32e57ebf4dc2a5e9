"""The finding that leaving records out turns an answer around; it needs both signs to be resolved."""

import numpy as np
import polars as pl
import pytest

from peel_ml.data.parts import ProtectedFrame
from peel_ml.fairness.checks import check_fairness
from peel_ml.results.codes import NOT_RECORDED


def made(sizes, seed=4, missing="age"):
    """Make groups a and b: `sizes` gives for (group, recorded) rows and their positive share."""
    rng = np.random.default_rng(seed)
    group = np.concatenate([np.repeat(name, n) for (name, _), (n, _) in sizes.items()])
    recorded = np.concatenate([np.repeat(known, n) for (_, known), (n, _) in sizes.items()])
    share = np.concatenate([np.repeat(rate, n) for n, rate in sizes.values()])
    y = (rng.random(len(group)) < share).astype(np.int8)
    return y, {"group": group, missing: np.where(recorded, rng.choice(["Female", "Male"], len(group)), NOT_RECORDED)}


def checked(judge, y, groups):
    expected = np.full(len(y), float(y.mean()))
    found = judge(y, expected, groups)
    findings, checks = check_fairness(
        found,
        y=y,
        expected=expected,
        decision=None,
        protected=ProtectedFrame(pl.DataFrame({k: list(v) for k, v in groups.items()})),
    )
    code = "missing-changes-the-answer"
    return (
        found,
        next((one for one in findings if one.code == code), None),
        {one.code: one.outcome for one in checks}[code],
    )


FLIP = {("a", True): (8000, 0.40), ("a", False): (4000, 0.05), ("b", True): (8000, 0.36), ("b", False): (400, 0.05)}


def test_a_resolved_turn_is_found(judge):
    found, finding, _ = checked(judge, *made(FLIP))
    turned = [
        one
        for one in found.sensitivity
        if one.shown and one.complete_shown and one.difference * one.complete_difference < 0
    ]
    assert {one.characteristic for one in turned} == {"group"}
    assert finding is not None
    assert "everybody with this group recorded" in finding.sentence
    assert all(row["first"] * row["second"] < 0 for row in finding.evidence)


@pytest.mark.parametrize("complete", [0.40, 0.395])
def test_a_difference_that_only_comes_or_goes_is_not(judge, complete):
    y, groups = made(FLIP | {("b", True): (8000, complete)})
    found, finding, outcome = checked(judge, y, groups)
    assert any(one.shown and not one.complete_shown for one in found.sensitivity)
    assert finding is None
    assert outcome == "passed"


def test_a_turn_in_a_small_file_is_not_resolved(judge):
    small = {key: (n // 20, rate) for key, (n, rate) in FLIP.items()}
    _, finding, outcome = checked(judge, *made(small))
    assert (finding, outcome) == (None, "passed")


def test_it_does_not_arise_where_everything_is_recorded(judge):
    found, finding, outcome = checked(judge, *made({("a", True): (500, 0.4), ("b", True): (500, 0.3)}))
    assert found.sensitivity == ()
    assert (finding, outcome) == (None, "not_applicable")
