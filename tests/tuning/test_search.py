import errno

import numpy as np
import optuna
import pytest

from peel_ml.errors import PeelError
from peel_ml.results.space import Parameter
from peel_ml.tuning.search import search
from peel_ml.tuning.workers import Workers

SPACE = (
    Parameter("size", "int", 1, 100, log=True),
    Parameter("share", "float", 0, 1),
    Parameter("way", "choice", choices=("left", "right")),
)
FIXED = ({"size": 3, "share": 0.5, "way": "left"}, {"size": 99, "share": 0.5, "way": "right"})


class Killed(BaseException):
    """What a kill looks like from inside: no `except Exception` sees it."""


def objective(params, report):
    for step in (10, 20, 30):
        report.step(step, -abs(params["share"] - 0.3) * step)
    if params["size"] > 80:
        raise ValueError("too large")
    return -abs(params["share"] - 0.3) - params["size"] / 100


def searched(path, function=objective, **given):
    return search(
        function,
        SPACE,
        **{"fixed": FIXED, "trials": 20, "seed": 1, "folder": path, **given},
    )


def told(result):
    return [(trial.number, trial.state, trial.value, trial.params, trial.reason) for trial in result.trials]


def test_the_fixed_settings_come_first_and_the_best_wins(tmp_path):
    result = searched(tmp_path)
    assert [trial.params for trial in result.trials[:2]] == list(FIXED)
    assert result.best_value == max(trial.value for trial in result.trials if trial.value is not None)
    assert result.completed + result.pruned + result.failed == 20 == len(result.trials)
    assert result.pruned > 0
    assert result.space == {"size": (1, 100), "share": (0, 1), "way": ("left", "right")}


def test_a_failed_trial_is_kept_with_its_reason(tmp_path):
    result = searched(tmp_path)
    assert result.trials[1].state == "failed"
    assert result.trials[1].reason == "ValueError: too large"
    assert result.trials[1].value is None


def test_a_value_that_is_not_a_number_is_a_failure(tmp_path):
    result = searched(tmp_path, lambda params, report: float("nan") if params == FIXED[0] else 1.0, trials=3)
    assert [trial.state for trial in result.trials] == ["failed", "complete", "complete"]


def test_all_failed_is_an_error_with_the_reasons(tmp_path):
    def fail(params, report):
        raise OSError("no room")

    with pytest.raises(PeelError, match="All 4 trials of the search failed") as error:
        searched(tmp_path, fail, trials=4)
    assert "4 x OSError: no room" in str(error.value)


@pytest.mark.parametrize("deaths", [(1,), (2,), (13,), (2, 7, 20)])
def test_killed_and_taken_up_again_equals_unbroken(tmp_path, deaths):
    calls = 0

    def fragile(params, report):
        nonlocal calls
        calls += 1
        if calls in deaths:
            report.step(10, 0.0)
            raise Killed
        return objective(params, report)

    for _ in deaths:
        with pytest.raises(Killed):
            searched(tmp_path / "broken", fragile)
    assert told(searched(tmp_path / "broken", fragile)) == told(searched(tmp_path / "whole"))


REFUSED = [
    MemoryError(),
    ImportError("_fast.so: failed to map segment from shared object"),
    OSError(errno.ENOMEM, "Cannot allocate memory"),
    RuntimeError("can't start new thread"),
    AttributeError("partially initialized module 'pandas' has no attribute 'x' (most likely due to a circular import)"),
]


@pytest.mark.parametrize("refused", REFUSED, ids=lambda error: type(error).__name__)
def test_a_trial_that_ran_out_of_memory_is_no_result_and_is_made_again(tmp_path, refused):
    short = iter([False, False, True])

    def hungry(params, report):
        if next(short, False):
            raise refused
        return objective(params, report)

    with pytest.raises(type(refused)):
        searched(tmp_path, hungry)
    assert told(searched(tmp_path)) == told(searched(tmp_path / "unbroken"))


def test_a_finished_search_is_not_run_again_and_a_longer_one_goes_on(tmp_path):
    first = searched(tmp_path, trials=5)

    def never(params, report):
        raise Killed

    assert told(searched(tmp_path, never, trials=5)) == told(first)
    assert told(searched(tmp_path, trials=20)) == told(searched(tmp_path / "other", trials=20))


def test_another_seed_proposes_other_trials(tmp_path):
    assert told(searched(tmp_path)) != told(searched(tmp_path / "other", seed=2))


def test_time_ends_it_after_at_least_one_trial(tmp_path):
    from time import sleep

    result = searched(tmp_path, lambda params, report: sleep(0.6) or 1.0, timeout_s=1)
    assert 1 <= len(result.trials) <= 2
    assert result.stopped_by == "timeout"


def test_on_trial_hears_of_each_trial_with_the_best_so_far(tmp_path):
    heard = []
    result = searched(tmp_path, on_trial=lambda trial, best: heard.append((trial, best)))
    assert [trial for trial, _ in heard] == list(result.trials)
    assert heard[-1][1] == result.best_value


def test_nothing_is_printed(tmp_path, capfd):
    searched(tmp_path)
    assert capfd.readouterr() == ("", "")


def test_a_space_with_crossed_bounds_is_refused():
    with pytest.raises(ValueError, match="bounds"):
        Parameter("size", "int", 5, 1)


@pytest.mark.parametrize("count", [2, 3, 8])
def test_the_workers_change_no_trial(tmp_path, count):
    """Trials of a batch end in another order when several run at a time."""
    from time import sleep

    def uneven(params, report):
        sleep(params["share"] / 100)
        return objective(params, report)

    together = searched(tmp_path / "together", uneven, workers=Workers(count))
    assert told(together) == told(searched(tmp_path / "alone"))


def test_a_trial_is_pruned_by_earlier_batches_alone(tmp_path):
    """Within the second batch each trial is worse than the one before it; none may know."""
    calls = 0

    def worse_and_worse(params, report):
        nonlocal calls
        calls += 1
        for step in (10, 20):
            report.step(step, -float(calls) if calls > 4 else -6.5)
        return 0.0

    result = searched(tmp_path, worse_and_worse, trials=8)
    # The median of the first batch is -6.5: the fifth and sixth are above it, the seventh and eighth below.
    assert [trial.state for trial in result.trials] == ["complete"] * 6 + ["pruned"] * 2


def test_a_search_that_ran_out_of_time_stays_ended(tmp_path):
    from time import sleep

    first = searched(tmp_path, lambda params, report: sleep(0.6) or 1.0, timeout_s=1)

    def never(params, report):
        raise Killed

    assert told(searched(tmp_path, never, timeout_s=1)) == told(first)


def test_a_damaged_trial_is_made_again(tmp_path):
    first = searched(tmp_path)
    (tmp_path / "00013" / "value.json").write_text("[")
    assert told(searched(tmp_path)) == told(first)


def test_proposals_are_those_of_optuna_s_own_density(monkeypatch):
    from optuna.samplers._tpe import _truncnorm

    from peel_ml.tuning import proposing

    def ends():
        rng = np.random.default_rng(0)
        study = optuna.create_study(direction="maximize", sampler=proposing.sampler_of(0, 0))
        settings = []
        for _ in range(40):
            trial = study.ask(proposing.distributions_of(SPACE))
            settings.append(trial.params)
            study.tell(trial, float(rng.normal()))
        return settings

    own = np.frompyfunc(_truncnorm._log_ndtr_single, 1, 1)
    values = np.concatenate([np.linspace(-40, 12, 2_001), [-1e3, 0.0, 50.0]])
    proposing._as_arrays()
    np.testing.assert_allclose(_truncnorm._log_ndtr(values), own(values).astype(float), rtol=1e-8, atol=1e-13)
    as_arrays = ends()
    monkeypatch.setattr(_truncnorm, "_log_ndtr", lambda a: own(a).astype(float))
    for one, other in zip(ends(), as_arrays, strict=True):
        assert (one["size"], one["way"]) == (other["size"], other["way"])
        assert one["share"] == pytest.approx(other["share"], rel=1e-9)
