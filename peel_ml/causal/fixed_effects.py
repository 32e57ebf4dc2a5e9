"""Two-way fixed effects: each area against itself over time, each period against all areas (pyfixest)."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.stats import f as fisher

from peel_ml.causal.fits import Fit
from peel_ml.causal.within import Floats, codes, within

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
    count_effects: bool = False,
) -> Any:
    """Return pyfixest's fit of an outcome on some columns, with fixed effects, weights and clusters (CRV1).

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
            vcov={"CRV1": "cluster"},
            ssc=ssc,
        )


def jackknife(frame: pd.DataFrame, names: Sequence[str], outcome: str = "y") -> Floats:
    """Return the covariance of the coefficients of two-way fixed effects by leaving out one cluster at a time (CRV3).

    Notes
    -----
    (g - 1) / g times the sum over g clusters of squared departures from the whole (MacKinnon, Nielsen and Webb 2023,
    equation 16). pyfixest has it too, fits once for each cluster, and takes fifty times as long.
    """
    cluster = np.unique(frame["cluster"].to_numpy(), return_inverse=True)[1]
    columns = frame[[outcome, *names]].to_numpy(float)
    area, period = codes(frame)
    weight = frame["w"].to_numpy(float)
    whole = _coefficients(columns, area, period, weight)
    count = int(cluster.max()) + 1
    apart = np.stack(
        [
            _coefficients(columns[keep], area[keep], period[keep], weight[keep]) - whole
            for keep in (cluster != one for one in range(count))
        ]
    )
    return np.asarray((count - 1) / count * apart.T @ apart)


def _coefficients(columns: Floats, area: NDArray[np.int64], period: NDArray[np.int64], weight: Floats) -> Floats:
    left = within(columns, area, period, weight) * np.sqrt(weight)[:, None]
    return np.asarray(np.linalg.lstsq(left[:, 1:], left[:, 0], rcond=None)[0])


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
    names = (treatment, *controls)
    fit = regression(frame, names, outcome=outcome, count_effects=count_effects)
    clusters = int(frame["cluster"].nunique())
    error = float(fit.se()[treatment]) if errors == "CRV1" else float(jackknife(frame, names, outcome)[0, 0]) ** 0.5
    return Fit(
        float(fit.coef()[treatment]),
        error,
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
