"""Double machine learning: trees take out what controls explain of outcome and treatment, then the rest is compared.

The partially linear model of Chernozhukov et al. (2018) by doubleml, on columns from which areas and periods are taken
out first (the within-group approximation of Clarke and Polselli 2025), so that it estimates what two-way fixed effects
estimate. Folds and standard errors go by cluster (Chiang, Kato, Ma and Sasaki 2022).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from peel_ml.causal.fits import Fit
from peel_ml.causal.panel import Panel
from peel_ml.causal.within import codes, within
from peel_ml.modelling.nuisance import NUISANCE_FIXED, NUISANCE_SPACE, nuisance_learner
from peel_ml.results.space import Params
from peel_ml.results.tuning import TuningResult
from peel_ml.tuning.search import Report, search

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
FOLDS = 5
ERRORS = "cluster-robust, folds by cluster (Chiang, Kato, Ma and Sasaki 2022)"
ESTIMAND = "As two-way fixed effects, every row counting once, with controls in any form"
ASSUMES = (
    "Without the treatment, areas with like controls would have moved alike; the treatment does not change the controls"
)


@dataclass(frozen=True)
class DoubleFit:
    """The estimate, and what is left of outcome and treatment.

    Parameters
    ----------
    fit : Fit
    y, d : ndarray of shape (rows,)
        Out-of-fold residuals.
    tuning : TuningResult
        The search for the outcome's learner.
    """

    fit: Fit
    y: Floats
    d: Floats
    tuning: TuningResult


def double_ml(panel: Panel, *, trials: int, seed: int, folder: Path, threads: int = 1) -> DoubleFit:
    """Return the effect with controls taken out by tuned trees.

    Parameters
    ----------
    panel : Panel
        With at least one control.
    trials : int
        Settings tried for each of the two learners.
    seed : int
    folder : Path
        Where ended trials are kept.
    """
    import doubleml as dml

    frame = panel.frame
    area, period = codes(frame)
    names = ["y", "d", *panel.controls]
    taken = within(frame[names].to_numpy(float), area, period, np.ones(len(frame)))
    cluster = np.unique(frame["cluster"].to_numpy(), return_inverse=True)[1]
    # Controls as they are beside what is left of them: a bend in a control is not one in its departure from a mean.
    x = np.column_stack([taken[:, 2:], frame[list(panel.controls)].to_numpy(float)])
    tuned = {
        name: search(
            _objective(x, taken[:, place], cluster, seed, threads),
            NUISANCE_SPACE,
            fixed=NUISANCE_FIXED,
            trials=trials,
            seed=seed,
            folder=folder / name,
            objective_name="neg_mean_squared_error",
            folds=f"{FOLDS} folds by cluster",
        )
        for place, name in enumerate(("outcome", "treatment"))
    }
    columns = [f"c{i}" for i in range(x.shape[1])]
    table = _table(np.column_stack([taken[:, :2], x]), ["y", "d", *columns], cluster)
    data = dml.DoubleMLData(table, y_col="y", d_cols="d", x_cols=columns, cluster_cols="cluster")
    # doubleml draws its folds from numpy's global generator: they are given instead.
    found = dml.DoubleMLPLR(
        data,
        ml_l=nuisance_learner(tuned["outcome"].best_params, seed=seed, threads=threads),
        ml_m=nuisance_learner(tuned["treatment"].best_params, seed=seed, threads=threads),
        n_folds=FOLDS,
        draw_sample_splitting=False,
    )
    folds = _folds(cluster, seed)
    found.set_sample_splitting([folds], all_smpls_cluster=[_cluster_folds(folds, cluster)])
    found.fit()
    fit = Fit(
        float(found.coef[0]),
        float(found.se[0]),
        panel.clusters - 1,
        len(frame),
        panel.areas,
        panel.clusters,
        ERRORS,
    )
    left = [taken[:, i] - found.predictions[name][:, 0, 0] for i, name in enumerate(("ml_l", "ml_m"))]
    return DoubleFit(fit, left[0], left[1], tuned["outcome"])


def _table(taken: Floats, names: list[str], cluster: NDArray[np.int64]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(taken, columns=names).assign(cluster=cluster)


def _folds(cluster: NDArray[np.int64], seed: int) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Return rows to learn from and rows to take out of, for each fold of whole clusters."""
    count = int(cluster.max()) + 1
    place = np.random.default_rng(seed).permutation(np.arange(count) % FOLDS)[cluster]
    rows = np.arange(len(cluster))
    return [(rows[place != k], rows[place == k]) for k in range(FOLDS)]


def _cluster_folds(
    folds: list[tuple[NDArray[np.int64], NDArray[np.int64]]], cluster: NDArray[np.int64]
) -> list[tuple[list[NDArray[np.int64]], list[NDArray[np.int64]]]]:
    return [([np.unique(cluster[learnt])], [np.unique(cluster[left])]) for learnt, left in folds]


def _objective(
    x: Floats, target: Floats, cluster: NDArray[np.int64], seed: int, threads: int
) -> Callable[[Params, Report], float]:
    folds = _folds(cluster, seed + 1)

    def judged(params: Params, report: Report) -> float:
        lost = 0.0
        for step, (learnt, left) in enumerate(folds):
            learner = nuisance_learner(params, seed=seed, threads=threads).fit(x[learnt], target[learnt])
            lost += float(((target[left] - learner.predict(x[left])) ** 2).sum())
            report.step(step, -lost)
        return -lost / len(target)

    return judged
