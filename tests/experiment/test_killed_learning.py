"""Learning in a child process that is killed at random moments gives what unbroken learning gives."""

import itertools
import json
import random
import subprocess
import sys
from time import sleep

import pytest

from peel_ml.experiment.learning import PLANS, learn
from peel_ml.modelling import fold_fits
from peel_ml.tuning.declaration import Tuning
from tests.modelling.made_part import made_part

TUNING = Tuning(trials=10, folds=3, timeout_s=None)
CHILD = """
import sys
from pathlib import Path
from tests.experiment.test_killed_learning import learned
learned(Path(sys.argv[1]), workers=int(sys.argv[2]))
"""


def learned(work, workers=1):
    return learn(made_part(1500), TUNING, seed=5, threads=1, workers=workers, work=work, grouped=False)


def fingerprint(result):
    trials = [(trial.number, trial.state, trial.value, trial.params, trial.reason) for trial in result.tuning.trials]
    facts = [trials, dict(result.tuning.best_params), result.tuning.best_value, result.fold_values]
    return json.dumps(facts), result.model.digest, result.fixed.digest, result.oof.tobytes()


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return fingerprint(learned(tmp_path_factory.mktemp("whole")))


def kept(work):
    """Return the names of what is kept, whole values only."""
    return {path.parent.relative_to(work) for path in work.glob("*/[0-9a-f]*/value.json")}


@pytest.mark.parametrize("workers", [2, 3])
def test_the_workers_change_no_figure(whole, tmp_path, workers):
    assert fingerprint(learned(tmp_path, workers)) == whole


@pytest.mark.full
@pytest.mark.parametrize("workers", [1, 3])
def test_killed_at_random_moments_equals_unbroken(whole, tmp_path, workers):
    rng, before, alive, killed = random.Random(workers), set(), 0, 0
    for _ in range(40):
        child = subprocess.Popen([sys.executable, "-c", CHILD, str(tmp_path), str(workers)])
        # A kill comes some time after one or two more values are kept, so that moments of every stage are met.
        enough = len(before) + rng.randint(1, 2)
        while child.poll() is None and len(kept(tmp_path)) < enough:
            sleep(0.01)
        sleep(rng.uniform(0, 0.1))
        child.kill()
        ended = child.wait() == 0
        alive, killed = alive + ended, killed + (not ended)
        assert before <= kept(tmp_path)
        before = kept(tmp_path)
        if alive:
            break
    assert killed > 1
    assert {path.parts[0] for path in before} == {"trials", "fits"}
    assert fingerprint(learned(tmp_path, workers)) == whole


def test_what_is_kept_is_not_fitted_again(whole, tmp_path, monkeypatch):
    learned(tmp_path)

    def never(*given, **more):
        raise AssertionError("fitted again")

    monkeypatch.setattr(fold_fits, "boosted", never)
    assert fingerprint(learned(tmp_path)) == whole


def test_ctrl_c_ends_fits_that_run_side_by_side(tmp_path, monkeypatch):
    """The signal reaches the main thread alone; the fits of the others must hear of it."""
    real = fold_fits.boosted
    # Counting is one step. The first two trials end, whichever of two workers is quicker, and fits that are no trials.
    numbers = itertools.count()
    trial_rate = PLANS[TUNING.mode].search_rate

    def endless(*given, **more):
        return real(*given, **{**more, "max_rounds": 10**6, "early_stopping": 10**6})

    def interrupt(trial, best):
        raise KeyboardInterrupt

    def first_ends(*given, params, **more):
        is_trial = params["learning_rate"] == trial_rate
        fit = endless if is_trial and next(numbers) >= 2 else real
        return fit(*given, params=params, **more)

    monkeypatch.setattr(fold_fits, "boosted", first_ends)
    with pytest.raises(KeyboardInterrupt):
        learn(made_part(400), TUNING, seed=5, threads=1, workers=2, work=tmp_path, grouped=False, on_trial=interrupt)
    assert 1 <= sum(path.parts[0] == "trials" for path in kept(tmp_path)) <= 2
