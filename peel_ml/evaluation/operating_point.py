"""Where a score becomes a decision: chosen on development rows, reported on the evaluated ones."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from peel_ml.errors import BadRequest, Problem
from peel_ml.evaluation import declaration
from peel_ml.evaluation.clusters import Clusters, effective_rows, intra_cluster_correlation
from peel_ml.evaluation.intervals import FEW_CLUSTERS, MIN_OUTCOMES, MIN_SCORE_CLUSTERS, quantile_of, share, wilson
from peel_ml.evaluation.metrics import Floats
from peel_ml.results.estimate import Estimate
from peel_ml.results.scores import OperatingPoint, ThresholdPoint

CAPACITIES = (0.05, 0.10, 0.20, 0.30, 0.50)
"""Shares of cases looked at for which the share of positives found is given."""
THRESHOLDS = 19
"""Thresholds for which it is given what they would flag and find."""
EDGE = 0.01
NET_BENEFIT_THRESHOLDS = tuple(round(0.01 * step, 2) for step in range(1, 100))


def operating_point(
    declared: declaration.OperatingPoint,
    y: Floats,
    p: Floats,
    clusters: Clusters,
    development: tuple[Floats, Floats] | None,
    *,
    today: Floats | None = None,
) -> OperatingPoint:
    """Choose a threshold by the declared rule and report what it does on the evaluated rows.

    Parameters
    ----------
    declared : peel_ml.evaluation.declaration.OperatingPoint
        The rule. An enforcement audit has none, and this is not called.
    y, p : ndarray of shape (n,)
        Outcomes and probabilities of the evaluated rows.
    clusters : Clusters
        Of the evaluated rows.
    development : tuple of ndarray or None
        Outcomes and out-of-fold probabilities of the rows the model was fitted on; what ``capacity`` and
        ``cost`` choose on, so that the evaluated rows have no say in the threshold.
    today : ndarray of shape (n,), optional
        Scores of the same rows by today's method. A constant score ranks nobody and is left out.

    Returns
    -------
    peel_ml.results.scores.OperatingPoint
        Shares carry Wilson intervals on the effective number of rows, with the threshold taken as fixed.

    Raises
    ------
    BadRequest
        The rule lacks its number, or its development scores.
    """
    threshold = choose(declared, development)
    flagged = p >= threshold
    precision = _share_among(y, flagged, clusters, "no row is flagged")
    recall = _share_among(flagged.astype(np.float64), y > 0, clusters, "no row is positive")
    return OperatingPoint(
        declared.rule,
        threshold,
        _share_among(flagged.astype(np.float64), np.ones(len(y), bool), clusters, "there are no rows"),
        precision,
        recall,
        tuple((capacity, captured(y, p, clusters, capacity)) for capacity in CAPACITIES),
        net_benefit(y, p),
        declared.rationale,
        today_at_capacity=()
        if today is None or today.min() == today.max()
        else tuple((capacity, captured(y, today, clusters, capacity)) for capacity in CAPACITIES),
        thresholds=thresholds(y, p),
    )


def choose(declared: declaration.OperatingPoint, development: tuple[Floats, Floats] | None) -> float:
    """Return the threshold at or above which a case is flagged.

    ``threshold``: as declared. ``capacity``: the lowest score that flags no more than the declared share of
    development rows. ``cost``: the score with the lowest cost (needless looks + cost ratio x missed cases) on
    development rows; the higher of two equal ones.

    Examples
    --------
    >>> scores = np.array([0.1, 0.2, 0.3, 0.9]), np.array([0.1, 0.2, 0.3, 0.9])
    >>> choose(declaration.OperatingPoint(rule="capacity", capacity=0.25, rationale="one team"), scores)
    0.9
    """
    number = {"threshold": declared.threshold, "capacity": declared.capacity, "cost": declared.cost_ratio}
    key = {"threshold": "threshold", "capacity": "capacity", "cost": "cost_ratio"}[declared.rule]
    value = number[declared.rule]
    problems = []
    if value is None:
        problems.append(
            Problem(
                f"operating_point has the rule '{declared.rule}' but no '{key}'.",
                f"Add operating_point.{key} to usecase.yaml.",
            )
        )
    if declared.rule != "threshold" and development is None:
        problems.append(
            Problem(
                f"The rule '{declared.rule}' needs the scores of the development rows.",
                "Declare operating_point.rule: threshold, or tune with folds.",
            )
        )
    if problems or value is None:
        raise BadRequest("The operating point cannot be chosen.", problems)
    if declared.rule == "threshold" or development is None:
        return value
    y, p = development
    levels, counts = np.unique(p, return_counts=True)
    flagged = np.cumsum(counts[::-1])[::-1]
    # One level above every score: flag nobody.
    levels, flagged = np.append(levels, np.nextafter(levels[-1], 2.0)), np.append(flagged, 0)
    if declared.rule == "capacity":
        # A share computed in floating point may exceed the capacity it equals.
        return float(levels[np.argmax(flagged <= value * len(p) * (1 + 1e-12))])
    positives = np.append(np.bincount(np.searchsorted(levels, p), y, minlength=len(levels))[:-1], 0.0)
    found = np.cumsum(positives[::-1])[::-1]
    cost = (flagged - found) + value * (y.sum() - found)
    return float(levels[len(cost) - 1 - np.argmin(cost[::-1])])


def captured(y: Floats, p: Floats, clusters: Clusters, capacity: float) -> Estimate:
    """Return the share of positives among the highest-scored `capacity` of rows.

    Rows tied at the edge count in part, as if the ones looked at were drawn at random among them.
    """
    if y.sum() == 0:
        return Estimate(None, reason="no row is positive")
    room = capacity * len(p)
    edge = np.sort(p)[::-1][max(0, int(np.ceil(room - 1e-9)) - 1)]
    above, at = p > edge, p == edge
    looked_at = above + at * np.clip((room - above.sum()) / at.sum(), 0.0, 1.0)
    positive = y > 0
    value = float(looked_at[positive].mean())
    own = clusters.subset(positive)
    if own.count < MIN_SCORE_CLUSTERS:
        return Estimate(value, reason=FEW_CLUSTERS)
    rows = effective_rows(looked_at[positive], own, intra_cluster_correlation(looked_at[positive], own))
    low, high = wilson(value, rows, quantile_of(own.count))
    return Estimate(value, low, high)


def thresholds(y: Floats, p: Floats) -> tuple[ThresholdPoint, ...]:
    """Return what evenly spaced thresholds would give, over the range that all but 1% of scores on either side take.

    Examples
    --------
    >>> y, p = np.repeat([0.0, 1.0], 50), np.linspace(0.0, 1.0, 100)
    >>> [point.threshold for point in thresholds(y, p)][::9]
    [0.01, 0.5, 0.99]
    """
    first, last = np.quantile(p, (EDGE, 1 - EDGE))
    positives = float(y.sum())
    points = []
    for threshold in np.unique(np.round(np.linspace(first, last, THRESHOLDS), 3)):
        flagged = p >= threshold
        count, found = int(flagged.sum()), float(y[flagged].sum())
        points.append(
            ThresholdPoint(
                float(threshold),
                count / len(p),
                found / count if count >= MIN_OUTCOMES else None,
                found / positives if positives else None,
            )
        )
    return tuple(points)


def net_benefit(y: Floats, p: Floats) -> tuple[tuple[float, float, float], ...]:
    """Return (threshold, net benefit of the model, net benefit of flagging everybody) from 0.01 to 0.99.

    Net benefit = true positives / n - false positives / n x threshold / (1 - threshold): found cases a row,
    less the needless looks in the exchange rate the threshold stands for (Vickers and Elkin 2006).
    """
    rows, positives = len(y), float(y.sum())
    curve = []
    for threshold in NET_BENEFIT_THRESHOLDS:
        rate = threshold / (1 - threshold)
        flagged = p >= threshold
        found = float(y[flagged].sum())
        curve.append(
            (
                threshold,
                (found - (float(flagged.sum()) - found) * rate) / rows,
                (positives - (rows - positives) * rate) / rows,
            )
        )
    return tuple(curve)


def _share_among(indicator: Floats, among: NDArray[np.bool_], clusters: Clusters, empty: str) -> Estimate:
    if not among.any():
        return Estimate(None, reason=empty)
    own = clusters.subset(among)
    return share(indicator[among], own, intra_cluster_correlation(indicator[among], own))
