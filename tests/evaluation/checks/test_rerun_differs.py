from dataclasses import replace

from peel_ml.checking import Found, Passed, Skipped
from peel_ml.evaluation.checks.rerun_differs import rerun_differs
from peel_ml.results.rerun import Rerun

SAME = Rerun(("roc_auc",), 0.0, 1e-6, agrees=True, same_model=True, refitted=2, members=5)


def test_a_metric_that_moves_is_found(view):
    moved = replace(SAME, largest_difference=0.0123, agrees=False, same_model=False)
    outcome = rerun_differs(replace(view(), rerun=moved))
    assert isinstance(outcome, Found)
    assert (
        outcome.sentence == "2 of 5 models fitted again from the same rows: a metric moved by 0.012, more than 1e-06."
    )
    assert outcome.evidence[0]["largest_difference"] == 0.0123


def test_the_same_figures_pass_whatever_the_text(view):
    for same in (True, False):
        outcome = rerun_differs(replace(view(), rerun=replace(SAME, same_model=same)))
        assert isinstance(outcome, Passed)
        assert ("same model text" in outcome.reason) is same


def test_a_run_without_a_second_fit_is_not_called_the_same(view):
    assert isinstance(rerun_differs(view()), Skipped)
    assert isinstance(
        rerun_differs(replace(view(), rerun=replace(SAME, agrees=None, largest_difference=None))), Skipped
    )
