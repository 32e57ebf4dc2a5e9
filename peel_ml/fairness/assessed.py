"""The rows an assessment is made on, and what was declared before: what every part of this floor takes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from peel_ml.data.census import ResidentTable
from peel_ml.data.declaration import Protected
from peel_ml.data.parts import ProtectedFrame
from peel_ml.fairness.declaration import Fairness
from peel_ml.fairness.groups import Grouping, groupings
from peel_ml.fairness.metrics import Floats
from peel_ml.fairness.policy import Policy


@dataclass(frozen=True)
class Assessed:
    """Rows with their outcomes, scores and decisions, and the question that is asked of them.

    Parameters
    ----------
    y : ndarray of shape (n,)
        Outcome, 0 or 1.
    expected : ndarray of shape (n,)
        Calibrated probability of the outcome.
    decision : ndarray of shape (n,) or None
        0 or 1 where scores become decisions.
    protected : ProtectedFrame
        One text column a measure; missing values as codes.
    clusters : ndarray of shape (n,)
        Rows with one number belong together.
    slices : polars.DataFrame
        Text columns to compare like with like by, for example object, power and area; may have no column.
    area : str or None
        The column of `slices` that holds areas.
    declared, fairness, decision_type, policy
        What was declared before the run, and the policy.
    unit, positive_words : str
        How sentences name rows (plural) and the positive outcome.
    residents : ResidentTable or None
        The counts of residents the rows are held against, where the use case declares that they belong to its rows.
    """

    y: NDArray[np.int8]
    expected: Floats
    decision: NDArray[np.int8] | None
    protected: ProtectedFrame
    clusters: NDArray[np.int64]
    slices: pl.DataFrame
    area: str | None
    declared: Protected
    fairness: Fairness
    decision_type: str
    policy: Policy
    unit: str = "records"
    positive_words: str = "a positive result"
    residents: ResidentTable | None = None

    def rows(self, index: NDArray[np.int64]) -> Assessed:
        """Return the same question about these rows alone."""
        return replace(
            self,
            y=self.y[index],
            expected=self.expected[index],
            decision=None if self.decision is None else self.decision[index],
            protected=self.protected.rows(index),
            clusters=self.clusters[index],
            # A frame without columns has no rows to gather.
            slices=self.slices[index] if self.slices.width else self.slices,
        )

    @cached_property
    def groupings(self) -> tuple[Grouping, ...]:
        """Every measure, then every declared intersection, as codes; made once for all who ask."""
        return tuple(groupings(self.declared, self.protected))
