"""Trials in batches and kept fits on two workers: the figures of one machine."""

import numpy as np

from peel_ml.experiment.learning import learn
from peel_ml.tuning.declaration import Tuning
from tests.modelling.made_part import made_part

TUNING = Tuning(trials=8, folds=2, timeout_s=None)
PART = made_part(600)


def learned(work, cluster=None):
    return learn(PART, TUNING, seed=5, threads=1, workers=2, work=work, grouped=False, cluster=cluster)


def test_two_workers_change_no_figure(cluster, tmp_path):
    here, there = learned(tmp_path / "here"), learned(tmp_path / "there", cluster)
    assert trials(there) == trials(here)
    assert any(trial.state == "pruned" for trial in there.tuning.trials)
    assert (there.model.digest, there.fixed.digest) == (here.model.digest, here.fixed.digest)
    assert there.model.threads == here.model.threads == 2
    np.testing.assert_array_equal(there.oof, here.oof)
    assert there.fold_values == here.fold_values
    assert there.tuning.repeatable


def trials(learned):
    return [(one.number, one.state, one.value, one.params, one.reason) for one in learned.tuning.trials]
