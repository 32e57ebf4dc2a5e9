"""Feature repair that needs no group to decide: the features that give it away most are left out.

Repair in the sense of Feldman et al. (2015) moves each person's features by the distribution of their own group,
and so has to know the group of everybody it decides about. That is refused. What is left is what is the same for
everybody.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from peel_ml.data.parts import Features
from peel_ml.evaluation.clusters import Clusters
from peel_ml.fairness.groups import Grouping
from peel_ml.fairness.mitigation.groups import pooled
from peel_ml.fairness.proxies.report import single_features
from peel_ml.fairness.proxies.scores import folds_of, steps


def giving_away(
    features: Features,
    grouping: Grouping,
    clusters: NDArray[np.int64],
    rows: NDArray[np.int64],
    *,
    smallest: int,
    most: int,
    seed: int,
) -> tuple[str, ...]:
    """Return the features that are shown to give a characteristic away on these rows, the strongest first.

    Parameters
    ----------
    features, grouping, clusters
        Of a whole part.
    rows : ndarray of int
        Rows to look at: those that choose, never those that judge.
    smallest : int
        Rows a group needs.
    most : int
        Features to return at most; one feature always stays.
    """
    groups = pooled(grouping, rows, smallest) - 1
    kept = np.flatnonzero(groups >= 0)
    if not len(kept) or groups.max() < 1:
        return ()
    some, own = features.rows(rows[kept]), clusters[rows[kept]]
    levels = {name: steps(some.frame[name], kind) for name, kind in some.kinds.items()}
    found = single_features(levels, groups[kept], folds_of(own, seed), Clusters.of(own, len(own)))
    shown = [one.feature for one in found if one.auc.low is not None and one.auc.low > 0.5]
    return tuple(shown[: min(most, len(features.kinds) - 1)])
