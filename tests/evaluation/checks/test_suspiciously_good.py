from peel_ml.checking import Found, Passed, Skipped
from peel_ml.evaluation.checks.suspiciously_good import suspiciously_good
from peel_ml.results.estimate import Estimate


def test_fires_above_what_records_can_give(view):
    found = suspiciously_good(view(auc=Estimate(0.97, 0.96, 0.98)))
    assert isinstance(found, Found)
    assert "0.970" in found.sentence


def test_fires_above_what_the_use_case_holds_plausible(view):
    found = suspiciously_good(view(auc=Estimate(0.78), plausible_auc=0.75))
    assert isinstance(found, Found)
    assert "0.75" in found.sentence


def test_is_quiet_below(view):
    assert isinstance(suspiciously_good(view(auc=Estimate(0.78))), Passed)
    assert isinstance(suspiciously_good(view(auc=Estimate(0.75), plausible_auc=0.75)), Passed)


def test_without_a_figure_it_cannot_tell(view):
    outcome = suspiciously_good(view(auc=Estimate(None, reason="one outcome")))
    assert isinstance(outcome, Skipped)
    assert "one outcome" in outcome.reason
