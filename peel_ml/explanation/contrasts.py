"""Which features score a group differently from everyone else."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from peel_ml.results.explanation import GroupContrast

LEAST_GROUP = 30
"""Rows a group, and everyone else, must have in the sample."""


def group_contrasts(
    protected: pl.DataFrame, features: Sequence[str], contributions: NDArray[np.float64]
) -> tuple[GroupContrast, ...]:
    """Return the mean contribution in each group minus that in everyone else.

    Parameters
    ----------
    protected : polars.DataFrame
        One text column a measure; people not stated or not recorded are groups of their own.
    features : sequence of str
        Names of the columns of `contributions`.
    contributions : ndarray, shape (n, p)
        SHAP values in log-odds.

    Returns
    -------
    tuple of GroupContrast
        By measure and group, the largest contrast first. Groups below `LEAST_GROUP` rows are left out.
    """
    found = []
    for characteristic in protected.columns:
        values = protected[characteristic].to_numpy()
        for group in sorted(set(values.tolist())):
            inside = values == group
            n = int(inside.sum())
            if min(n, len(values) - n) < LEAST_GROUP:
                continue
            contrast = contributions[inside].mean(axis=0) - contributions[~inside].mean(axis=0)
            found += [
                GroupContrast(characteristic, str(group), features[i], float(contrast[i]), n)
                for i in np.argsort(-np.abs(contrast), kind="stable")
            ]
    return tuple(found)
