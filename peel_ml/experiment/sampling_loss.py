"""What searching on a sample of the rows left to be had: the same setting fitted on the sample and on everything."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from peel_ml.data.parts import Part
from peel_ml.evaluation.clusters import Clusters
from peel_ml.evaluation.paired_area import area_difference
from peel_ml.experiment.laying import Laid
from peel_ml.results.space import Params
from peel_ml.results.tuning import Sampled

SLACK = 1.5
"""A model on all rows may take so many times the rounds that the sample's took: more rows bear more rounds, but each
round costs in proportion to the rows, and a fit has to end."""


def rounds_allowed(laid: Laid, settings: list[Params], rate: float) -> int:
    """Return the rounds that a fit on all rows may take, from the settings' own fits on the sample."""
    last = len(laid.searching.folds) - 1
    return round(SLACK * max(laid.searching.kept(one, last, rate).best_round for one in settings))


def measured(laid: Laid, part: Part, params: Params, rate: float, raw: NDArray[np.float64], max_rounds: int) -> Sampled:
    """Judge both models on the rows of the last fold, which neither was fitted on.

    Parameters
    ----------
    params : mapping
        The setting of the model that is kept.
    raw : ndarray of shape (n,)
        Log-odds of the models on all rows, each row by the one that was not fitted on it.
    max_rounds : int
        From `rounds_allowed`.
    """
    searching, valid = laid.searching, laid.keeping.folds[-1][1]
    last = len(searching.folds) - 1
    few = searching.scored(searching.kept(params, last, rate), valid)
    return Sampled(
        rows=laid.seen,
        of=len(part),
        rule=laid.rule,
        max_rounds=max_rounds,
        gain=area_difference(part.target[valid], raw[valid], few, Clusters.of(part.clusters[valid], len(valid))),
        judged_rows=len(valid),
    )
