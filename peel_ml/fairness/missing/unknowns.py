"""Who among the people without a recorded group might belong to which group."""

from __future__ import annotations

import numpy as np

from peel_ml.fairness.groups import Grouping
from peel_ml.fairness.metrics import Rows
from peel_ml.fairness.missing.allocations import Scale, Unknown, coarse, enlarged
from peel_ml.fairness.statistics.intervals import Arm

NOBODY = Unknown(np.zeros(0), np.zeros(0))


class Unknowns:
    """Rows without a recorded group, sorted once for a grouping and metric, and picked for each group.

    Parameters
    ----------
    grouping : Grouping
    rows : Rows
    metric : str
    scale : Scale
    """

    def __init__(self, grouping: Grouping, rows: Rows, metric: str, scale: Scale) -> None:
        self.scale, self._grouping = scale, grouping
        index = grouping.without_group
        values = rows.values(metric, index)
        index = index[values.eligible]
        value, expected = values.value[values.eligible], values.expected[values.eligible]
        count = np.ones(len(index)) if rows.weights is None else rows.weights[index].astype(np.float64)
        if len(index) and not expected.any():
            # Nothing was expected: people of whom the same is known and who had the same outcome are alike.
            known = grouping.known(index)
            _, first, place = np.unique(known * 2 + value.astype(np.int64), return_index=True, return_inverse=True)
            count = np.bincount(place.reshape(-1), count).astype(np.float64)
            index, value, expected = index[first], value[first], expected[first]
        unknown = Unknown(value * count, expected * count, count)
        order = scale.order(unknown)
        self._index, self._unknown = index[order], unknown.at(order)

    def of(self, code: int) -> tuple[Unknown, Unknown]:
        """Return the rows that might belong to the group, in the scale's order, and those that cannot."""
        if not len(self._unknown):
            return NOBODY, NOBODY
        may = self._grouping.may_be(code, self._index)
        return coarse(self._unknown.at(np.flatnonzero(may))), self._unknown.at(np.flatnonzero(~may))


def added(arm: Arm, unknown: Unknown) -> Arm:
    """Return the side with all these rows added."""
    return enlarged(arm, unknown, np.array([len(unknown)]), forward=True) if len(unknown) else arm
