"""Each group's difference to everyone else, as the verdict engine measures it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from peel_ml.evaluation.intervals import FEW_CLUSTERS
from peel_ml.fairness.assessed import Assessed
from peel_ml.fairness.figures import too_few_clusters
from peel_ml.fairness.groups import Codes, Grouping
from peel_ml.fairness.metrics import OBSERVED_MINUS_EXPECTED, Values, values_of, worse_of
from peel_ml.fairness.statistics.clusters import Sums, sums
from peel_ml.fairness.statistics.comparison import Compared, Pairs, compare
from peel_ml.fairness.statistics.layout import Layout
from peel_ml.results.estimate import Estimate


@dataclass(frozen=True)
class Differences:
    """Comparisons of some groups of a grouping; the entries of `pairs` and `compared` follow `codes`."""

    codes: Codes
    pairs: Pairs
    compared: Compared

    def estimate(self, at: int) -> Estimate:
        """Return one difference with its interval."""
        value = float(self.compared.difference[at])
        if too_few_clusters(self.pairs.take(np.array([at]))):
            return Estimate(value, reason=FEW_CLUSTERS)
        return Estimate(value, float(self.compared.low[at]), float(self.compared.high[at]))


@dataclass(frozen=True)
class Plain:
    """One metric over one grouping: the rows with a recorded group, and every group's difference."""

    grouping: Grouping
    metric: str
    layout: Layout
    values: Values
    sums: Sums
    differences: Differences

    @classmethod
    def of(cls, rows: Assessed, grouping: Grouping, metric: str, layout: Layout) -> Plain:
        """Compare; a group is compared where it and everyone else have rows enough to be shown."""
        values = values_of(metric, rows.y, rows.expected, rows.decision)
        found = sums(layout, values)
        least = rows.policy.reliability.shown
        codes = np.flatnonzero((found.group.rows >= least) & (found.rest.rows >= least))
        pairs = Pairs(found.group.take(codes), found.rest.take(codes), found.correlation[codes])
        return cls(grouping, metric, layout, values, found, differences(rows, metric, codes, pairs))


def differences(rows: Assessed, metric: str, codes: Codes, pairs: Pairs) -> Differences:
    """Compare the two sides of every pair."""
    compared = compare(
        pairs,
        worse=worse_of(metric, rows.fairness),
        adjusted=metric == OBSERVED_MINUS_EXPECTED,
        tail=(1 - rows.policy.confidence) / 2,
    )
    return Differences(codes, pairs, compared)
