import pytest

from peel_ml.checking import Found, Passed, Skipped
from peel_ml.evaluation.checks.no_better_than_baseline import no_better_than_baseline


@pytest.mark.parametrize(
    ("lift", "said"),
    [
        ((0.01, -0.005, 0.025), "is not shown to beat previous_process"),
        ((-0.02, -0.03, -0.01), "is worse than previous_process"),
        ((0.0, 0.0, 0.0), "is not shown to beat"),
    ],
)
def test_fires_when_the_interval_does_not_lie_above_zero(view, lift, said):
    found = no_better_than_baseline(view(lift=lift))
    assert isinstance(found, Found)
    assert said in found.sentence
    assert f"{lift[0]:+.3f}" in found.sentence


def test_is_quiet_when_the_model_is_better(view):
    assert isinstance(no_better_than_baseline(view(lift=(0.02, 0.001, 0.04))), Passed)


def test_without_an_interval_it_cannot_tell(view):
    assert isinstance(no_better_than_baseline(view(lift=(0.02, None, None))), Skipped)
