from peel_ml.checking import Found, Passed, Skipped
from peel_ml.evaluation.checks.miscalibrated import miscalibrated
from peel_ml.results.estimate import Estimate


def test_fires_for_a_slope_and_says_which_way(view):
    found = miscalibrated(view(slope=Estimate(0.7, 0.6, 0.8)))
    assert isinstance(found, Found)
    assert "too extreme" in found.sentence
    assert [row["figure"] for row in found.evidence] == ["slope"]
    assert "too timid" in miscalibrated(view(slope=Estimate(1.4, 1.2, 1.6))).sentence


def test_fires_for_a_calibration_error(view):
    found = miscalibrated(view(ece=Estimate(0.04, 0.025, 0.055)))
    assert isinstance(found, Found)
    assert [row["figure"] for row in found.evidence] == ["ece"]
    assert "0.040" in found.sentence


def test_is_quiet_for_what_is_small_or_not_shown(view):
    assert isinstance(miscalibrated(view()), Passed)
    assert isinstance(miscalibrated(view(slope=Estimate(0.95, 0.93, 0.97))), Passed)  # shown, but small
    assert isinstance(miscalibrated(view(slope=Estimate(0.7, 0.3, 1.1))), Passed)  # large, but not shown
    assert isinstance(miscalibrated(view(ece=Estimate(0.04, 0.015, 0.06))), Passed)


def test_without_intervals_it_cannot_tell(view):
    nothing = Estimate(0.7, reason="12 clusters")
    outcome = miscalibrated(view(slope=nothing, ece=nothing))
    assert isinstance(outcome, Skipped)
    assert "12 clusters" in outcome.reason
