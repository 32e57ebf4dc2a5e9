"""Rows counted by group and stratum: everything a comparison of like with like needs, once for all groups."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import polars as pl

from peel_ml.fairness.groups import Codes
from peel_ml.fairness.metrics import Floats, Values
from peel_ml.fairness.statistics.layout import Layout


def strata_of(slices: pl.DataFrame, controls: Sequence[str]) -> Codes:
    """Return the stratum of each row: one for every combination of controls that occurs.

    Examples
    --------
    >>> slices = pl.DataFrame({"object": ["Drugs", "Tools", "Drugs"], "power": ["A", "A", "B"]})
    >>> strata_of(slices, ["object", "power"]).tolist()
    [0, 2, 1]
    """
    codes: Codes = np.zeros(slices.height, dtype=np.int64)
    for name in controls:
        # Numbered by name, so that figures do not depend on the order of rows.
        kind = pl.Enum(slices[name].unique().sort())
        levels = slices[name].cast(kind).to_physical().to_numpy().astype(np.int64)
        codes = codes * (int(levels.max(initial=0)) + 1) + levels
        codes = np.unique(codes, return_inverse=True)[1].astype(np.int64)
    return codes


class Counts(NamedTuple):
    """Sums over rows; of one shape."""

    rows: Floats
    ones: Floats
    expected: Floats
    spread: Floats
    """Of the expected share times one less it; 0 where nothing is expected."""
    residual: Floats
    """Of the value less what was expected."""
    squares: Floats
    """Of the squared residual."""

    def each(self, change: Callable[[Floats], Floats]) -> Counts:
        """Return every sum changed in one way."""
        return Counts(*(change(one) for one in self))

    def less(self, other: Counts) -> Counts:
        """Return what is left without the rows of `other`."""
        return Counts(*(one - two for one, two in zip(self, other, strict=True)))


@dataclass(frozen=True)
class Tied:
    """The rows that count for a metric and share a cluster with another row."""

    code: Codes
    stratum: Codes
    cluster: Codes
    residual: Floats
    clusters: int


@dataclass(frozen=True)
class Stratified:
    """One metric of one grouping by stratum."""

    counts: Counts
    """Shape (groups, strata)."""
    tied: Tied | None
    """``None`` where no two rows share a cluster."""
    alike: float
    """Correlation of two rows of one cluster, over all groups."""

    @classmethod
    def of(cls, layout: Layout, stratum: Codes, values: Values, alike: float) -> Stratified:
        """Count the rows of a layout that count for the metric."""
        strata = int(stratum.max(initial=0)) + 1
        counts, groups, crowd = values.eligible[layout.rows], layout.groups, layout.crowd
        use = layout.rows[counts]
        cell = layout.codes[counts] * strata + stratum[use]

        def table(weights: Floats | None) -> Floats:
            summed = np.bincount(cell, weights, minlength=groups * strata)
            return summed.astype(np.float64).reshape(groups, strata)

        ones, expected = values.value[use], values.expected[use]
        rows, positive = table(None), table(ones)
        if expected.any():
            residual = ones - expected
            sums = Counts(
                rows,
                positive,
                table(expected),
                table(expected * (1 - expected)),
                table(residual),
                table(residual**2),
            )
        else:
            nothing: Floats = np.zeros((groups, strata))
            sums = Counts(rows, positive, nothing, nothing, positive, positive)
        if crowd is None:
            return cls(sums, None, alike)
        kept = counts[crowd.rows]
        tied = layout.rows[crowd.rows[kept]]
        return cls(
            sums,
            Tied(
                layout.codes[crowd.rows[kept]],
                stratum[tied],
                crowd.cluster[crowd.pair[kept]],
                values.value[tied] - values.expected[tied],
                crowd.clusters,
            ),
            alike,
        )
