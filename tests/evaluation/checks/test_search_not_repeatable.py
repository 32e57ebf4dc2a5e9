from dataclasses import replace

import pytest

from peel_ml.checking import Found, NotApplicable, Passed
from peel_ml.evaluation.checks.search_not_repeatable import search_not_repeatable


@pytest.fixture
def searched(tuning):
    """Build the record of a search of 30 trials that made `made` of them."""

    def build(made, stopped_by):
        return replace(tuning({}, {}, [{}] * made), trials_requested=30, stopped_by=stopped_by)

    return build


def test_fires_when_time_ended_the_search_and_says_what_to_do(view, searched):
    found = search_not_repeatable(view(tuning=searched(12, "timeout")))
    assert isinstance(found, Found)
    assert "after 12 of 30 trials" in found.sentence
    assert "tuning.trials" in found.fix
    assert "tuning.timeout_s" in found.fix
    assert found.evidence == ({"trials_made": 12, "trials_requested": 30},)


def test_is_quiet_when_all_trials_were_made(view, searched):
    assert isinstance(search_not_repeatable(view(tuning=searched(30, "trials"))), Passed)


def test_no_search_is_not_applicable(view):
    assert isinstance(search_not_repeatable(view()), NotApplicable)


def test_fires_when_workers_shared_the_search(view, searched):
    found = search_not_repeatable(view(tuning=replace(searched(30, "trials"), shared=True)))
    assert isinstance(found, Found)
    assert "share one study" in found.sentence
    assert "without PEEL_STUDY_URI" in found.fix
