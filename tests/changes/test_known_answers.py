"""Calm series and planted changes whose truth is known, and of which the procedure knows nothing but their past."""

import numpy as np
import pytest

from benchmarks.calm_worlds import WORLDS, Truth, layout
from benchmarks.problem_book_changes import known_answer, rows, told
from peel_ml.changes.effort import Effort
from peel_ml.changes.methods import METHODS, SIMPLE
from peel_ml.changes.trials import delay, set_levels, share, trials

LEAN = Effort(sets=120, tuning=5, measuring=5)
WITHSTOOD = [truth for truth in WORLDS if not truth.drift and truth.rho < 0.7]


@pytest.mark.parametrize("truth", [WORLDS[1], WORLDS[4]], ids=lambda truth: truth.name)
def test_false_alarms_are_not_above_the_declared_rate(truth):
    found = known_answer(truth, layout(24), panels=5, effort=LEAN, seed=5)
    for name in METHODS:
        rate = share(found[name].false_alarm)
        assert rate.low <= 0.05, name
        assert rate.value <= 0.12, name


def test_a_plain_series_shows_what_a_change_of_its_size_must_show():
    found = known_answer(Truth("plain", mean=60.0), layout(24), panels=2, effort=LEAN, seed=2, change=1.0)
    for name in METHODS:
        assert found[name].found.mean() > 0.85, name
        assert 1 <= delay(found[name]).value < 3.5, name


def test_small_counts_hide_changes():
    small = known_answer(Truth("small", mean=1.0), layout(24), panels=2, effort=LEAN, seed=3)
    large = known_answer(Truth("large", mean=80.0), layout(24), panels=2, effort=LEAN, seed=3)
    assert small["control_chart"].found.mean() < 0.3 < 0.7 < large["control_chart"].found.mean()


def test_a_limit_that_is_too_low_would_be_seen():
    panel, truth = layout(24), WORLDS[2]
    tried = trials(truth.null(panel), panel, {**METHODS, **SIMPLE}, 0.05, 0.5, LEAN, 1)
    assert share(tried["on_last_year"].calm_as_used).low > 0.9
    assert tried["from_mean"].calm_as_used.mean() > 0.08


def test_the_level_follows_the_declared_rate():
    panel, random = layout(24), np.random.default_rng(0)
    null = WORLDS[2].null(panel)
    strict, loose = (set_levels(null, panel, METHODS, rate, LEAN, random) for rate in (0.02, 0.3))
    assert all(strict[name] < loose[name] for name in METHODS)


def test_panels_are_another_stream_than_those_that_set_the_level():
    panel = layout(20)
    null = WORLDS[2].null(panel)
    once = trials(null, panel, METHODS, 0.05, 0.5, Effort(60, 2, 2), 1)
    again = trials(null, panel, METHODS, 0.05, 0.5, Effort(60, 2, 2), 1)
    other = trials(null, panel, METHODS, 0.05, 0.5, Effort(60, 2, 2), 2)
    assert all((once[name].found == again[name].found).all() for name in METHODS)
    assert any((once[name].found != other[name].found).any() for name in METHODS)


@pytest.mark.full
@pytest.mark.parametrize("truth", WITHSTOOD, ids=lambda truth: truth.name)
def test_the_declared_rate_is_kept_in_every_world_that_is_withstood(truth):
    found = known_answer(truth, layout(), panels=15, effort=Effort(250, 10), seed=11)
    for name in METHODS:
        assert share(found[name].false_alarm).low <= 0.05, name


@pytest.mark.full
def test_the_table_of_known_answers_has_a_row_for_every_world_and_method():
    made = rows(panels=2, effort=Effort(60, 2))
    assert len(made) == (len(WORLDS) + 3) * len({**METHODS, **SIMPLE})
    assert sum(row.at_most is not None for row in told(made)) == len(WORLDS) + 3
