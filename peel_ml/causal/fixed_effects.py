"""Two-way fixed effects: each area against itself over time, each period against all areas (pyfixest)."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from scipy.stats import f as fisher

from peel_ml.causal.fits import Fit

if TYPE_CHECKING:
    import pandas as pd

Errors = Literal["CRV1", "CRV3"]
ERRORS = {
    "CRV1": "cluster-robust sandwich (CRV1: Liang and Zeger 1986)",
    "CRV3": "cluster jackknife (CRV3: Bell and McCaffrey 2002; MacKinnon, Nielsen and Webb 2023)",
}


@contextmanager
def quiet() -> Iterator[None]:
    """Keep pyfixest's warnings on dropped singletons and its own plans off the reader's screen."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=UserWarning, module=r"pyfixest.*")
        warnings.filterwarnings("ignore", category=FutureWarning, module=r"pyfixest.*")
        warnings.filterwarnings("ignore", category=DeprecationWarning, module=r"pyfixest.*")
        yield


def regression(
    frame: pd.DataFrame,
    names: Sequence[str],
    *,
    outcome: str = "y",
    effects: Sequence[str] = ("area", "period"),
    errors: Errors = "CRV3",
    count_effects: bool = False,
) -> Any:
    """Return pyfixest's fit of an outcome on some columns, with fixed effects, weights and clusters.

    Parameters
    ----------
    frame : pandas.DataFrame
        With the columns, ``w`` and ``cluster``.
    names : sequence of str
        Regressors; the first is the one of interest.
    count_effects : bool
        Count each area's own level among the parameters, as a regression with one dummy for each area does. Not
        needed, because areas lie inside clusters, and by default not done.
    """
    import pyfixest as pf

    ssc = pf.ssc(k_fixef="full") if count_effects else pf.ssc()
    with quiet():
        return pf.feols(
            f"{outcome} ~ {' + '.join(names)} | {' + '.join(effects)}",
            data=frame,
            weights="w",
            vcov={errors: "cluster"},
            ssc=ssc,
        )


def fixed_effects(
    frame: pd.DataFrame,
    controls: Sequence[str] = (),
    *,
    treatment: str = "d",
    outcome: str = "y",
    errors: Errors = "CRV3",
    count_effects: bool = False,
) -> Fit:
    """Return the effect of the treatment, areas and periods held fixed.

    Parameters
    ----------
    frame : pandas.DataFrame
        Of a `Panel`.
    controls : sequence of str
        Columns held fixed as well.
    errors : {"CRV3", "CRV1"}
        ``CRV3`` is the one to trust with few clusters.

    Returns
    -------
    Fit
        Student's t with clusters minus 1 degrees of freedom.
    """
    fit = regression(frame, (treatment, *controls), outcome=outcome, errors=errors, count_effects=count_effects)
    clusters = int(frame["cluster"].nunique())
    return Fit(
        float(fit.coef()[treatment]),
        float(fit.se()[treatment]),
        clusters - 1,
        len(fit.resid()),
        int(frame["area"].nunique()),
        clusters,
        ERRORS[errors],
    )


def joint_p(values: Sequence[float], covariance: Any, freedom: float) -> float:
    """Return the p-value of "all of these are zero": Wald's statistic over their number, as F.

    Examples
    --------
    >>> round(joint_p([0.0, 0.0], np.eye(2), 30), 3)
    1.0
    """
    found = np.asarray(values, float)
    count = len(found)
    if not count:
        return 1.0
    statistic = float(found @ np.linalg.pinv(np.asarray(covariance, float)) @ found) / count
    return float(fisher.sf(statistic, count, max(freedom, 1)))
