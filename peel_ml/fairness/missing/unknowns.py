"""Who among the people without a recorded group might belong to which group."""

from __future__ import annotations

import numpy as np

from peel_ml.fairness.blocks import Block
from peel_ml.fairness.groups import MISSING
from peel_ml.fairness.metrics import Values
from peel_ml.fairness.missing.allocations import Scale, Unknown, enlarged
from peel_ml.fairness.statistics.intervals import Arm


class Unknowns:
    """Rows without a recorded group, sorted once for a block and picked for each group."""

    def __init__(self, block: Block, values: Values, scale: Scale) -> None:
        self.scale, self._grouping = scale, block.grouping
        # Where the missing are a group of their own nobody is left to allocate.
        nobody = block.missing == "as_group"
        rows = np.flatnonzero((block.grouping.codes == MISSING) & values.eligible & (not nobody))
        unknown = Unknown(values.value[rows], values.expected[rows])
        order = scale.order(unknown)
        self._rows, self._unknown = rows[order], unknown.at(order)

    def of(self, code: int) -> tuple[Unknown, Unknown]:
        """Return the rows that might belong to the group, in the scale's order, and those that cannot."""
        if not len(self._unknown):
            return self._unknown, self._unknown
        may = self._grouping.may_be(code, self._rows)
        return self._unknown.at(np.flatnonzero(may)), self._unknown.at(np.flatnonzero(~may))


def added(arm: Arm, unknown: Unknown) -> Arm:
    """Return the side with all these rows added."""
    return enlarged(arm, unknown, np.array([len(unknown)]), forward=True) if len(unknown) else arm
