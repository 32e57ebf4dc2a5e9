import pytest

from peel_ml.checking import Found, NotApplicable, Passed
from peel_ml.evaluation.checks.search_at_the_edge import search_at_the_edge


@pytest.mark.parametrize(
    ("value", "bounds", "side"),
    [
        (0.299, (0.01, 0.3), "high"),
        (255, (15, 255), "high"),
        (15, (15, 255), "low"),
        (0.00105, (0.001, 10.0), "low"),
        (9.9, (0.001, 10.0), "high"),
    ],
)
def test_fires_at_either_end(view, tuning, value, bounds, side):
    found = search_at_the_edge(view(tuning=tuning({"setting": value}, {"setting": bounds})))
    assert isinstance(found, Found)
    assert f"at the {side} end" in found.sentence
    assert found.evidence[0]["setting"] == "setting"


@pytest.mark.parametrize(
    ("value", "bounds"),
    [
        (0.1, (0.01, 0.3)),
        (0.02, (0.001, 10.0)),  # near the bottom on a plain scale, but not on the log scale such a range has
        (1.0, (0.5, 1.0)),  # a share cannot go further
        (0, (0, 10)),  # nor can a zero
        (1e-8, (1e-8, 10.0)),  # which is as good as zero
        ("gbdt", ("gbdt", "dart")),
        (True, (False, True)),
    ],
)
def test_is_quiet_inside_and_at_bounds_that_cannot_move(view, tuning, value, bounds):
    searched = tuning({"setting": value}, {"setting": bounds})
    assert isinstance(search_at_the_edge(view(tuning=searched)), Passed)


def test_two_choices_are_no_range(view, tuning):
    trials = [{"leaves": 31 if index % 2 else 63} for index in range(6)]
    searched = tuning({"leaves": 63}, {"leaves": (31, 63)}, trials)
    assert isinstance(search_at_the_edge(view(tuning=searched)), Passed)


def test_no_search_is_not_applicable(view):
    assert isinstance(search_at_the_edge(view()), NotApplicable)
