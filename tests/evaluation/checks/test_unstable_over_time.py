from peel_ml.checking import Found, NotApplicable, Passed, Skipped
from peel_ml.evaluation.checks.unstable_over_time import unstable_over_time
from peel_ml.results.estimate import Estimate


def months(*values, half):
    return [Estimate(value, value - half, value + half) for value in values]


def test_fires_when_months_differ_by_more_than_sampling_explains(view):
    found = unstable_over_time(view(months=months(0.62, 0.61, 0.55, 0.63, half=0.015)))
    assert isinstance(found, Found)
    assert "0.550 (2024-03)" in found.sentence
    assert "0.630 (2024-04)" in found.sentence


def test_is_quiet_when_sampling_explains_it_or_it_is_small(view):
    explained = unstable_over_time(view(months=months(0.62, 0.61, 0.57, 0.63, half=0.05)))
    assert isinstance(explained, Passed)
    assert "sampling can explain" in explained.reason
    assert isinstance(unstable_over_time(view(months=months(0.60, 0.62, half=0.001))), Passed)


def test_months_without_an_interval_do_not_count(view):
    scores = [Estimate(0.6, 0.5, 0.7), Estimate(None, reason="3 positive rows")]
    outcome = unstable_over_time(view(months=scores))
    assert isinstance(outcome, Skipped)
    assert "1 of 2 months" in outcome.reason


def test_rows_without_time_are_not_applicable(view):
    assert isinstance(unstable_over_time(view()), NotApplicable)
