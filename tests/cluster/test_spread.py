"""Fits that all workers make together, where the rows fit none of them alone."""

import numpy as np

from peel_ml.experiment import away
from peel_ml.experiment.learning import learn
from peel_ml.tuning.declaration import Tuning
from tests.modelling.made_part import made_part


def test_the_same_kind_of_model_comes_out_when_the_rows_fit_no_worker(cluster, tmp_path, monkeypatch):
    part, tuning = made_part(1200), Tuning(trials=1, folds=2, timeout_s=None)
    given = {"seed": 5, "threads": 1, "workers": 1, "grouped": False}
    here = learn(part, tuning, work=tmp_path / "here", **given)
    monkeypatch.setattr(away, "fits_one", lambda *_: False)
    together = learn(part, tuning, work=tmp_path / "together", cluster=cluster, **given)
    assert not together.tuning.repeatable
    assert len(together.model.members) == 2
    assert not (tmp_path / "together" / "shared").exists()
    first, second = here.model.predict(part.features), together.model.predict(part.features)
    assert np.corrcoef(first, second)[0, 1] > 0.95
    assert together.model.from_json(together.model.to_json()).digest == together.model.digest
