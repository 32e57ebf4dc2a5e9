"""The comparisons of one grouping under one treatment of missing values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from peel_ml.fairness.groups import Grouping
from peel_ml.fairness.metrics import Rows
from peel_ml.fairness.statistics.clusters import Sums, correlation_with
from peel_ml.fairness.statistics.comparison import Pairs, joined
from peel_ml.fairness.statistics.correction import Key
from peel_ml.fairness.statistics.intervals import Arm
from peel_ml.fairness.statistics.tally import Tally
from peel_ml.results.fairness import MissingTreatment

Codes = NDArray[np.int64]


@dataclass(frozen=True)
class Entry:
    """One comparison: a group against everyone else, or against the reference."""

    block: int
    code: int
    missing: MissingTreatment
    against: str | None
    """The reference group; ``None`` for everyone else."""
    key: Key


@dataclass(frozen=True)
class Block:
    """One grouping under one treatment, and, once measured, what a metric comes to in it."""

    number: int
    grouping: Grouping
    missing: MissingTreatment
    levels: tuple[str, ...]
    tally: Tally
    metric: str = ""
    sums: Sums | None = None

    def measured(self, metric: str) -> Block:
        """Return the block with a metric's sums."""
        return replace(self, metric=metric, sums=self.tally.sums(metric))

    @property
    def counts(self) -> list[int]:
        """Rows in each group, whether or not they count for a metric."""
        return [int(rows) for rows in self.tally.cells.sum(axis=1)]

    @property
    def group(self) -> Arm:
        """The groups' own figures."""
        assert self.sums is not None
        return self.sums.group

    def _comparable(self) -> Codes:
        assert self.sums is not None
        return np.flatnonzero((self.sums.group.rows > 0) & (self.sums.rest.rows > 0))

    def _against_reference(self) -> Codes:
        reference = self.grouping.reference
        if reference is None or self.missing != "complete_case" or self.group.rows[reference] == 0:
            return np.zeros(0, dtype=np.int64)
        return np.array([code for code in self._comparable() if code != reference], dtype=np.int64)

    def entries(self) -> list[Entry]:
        """Return the comparisons in the order of `pairs`."""

        def entry(code: int, others: Sequence[str], against: str | None) -> Entry:
            name = self.grouping.name
            key = frozenset({(self.metric,), (name, self.levels[code]), (name, *others)})
            return Entry(self.number, code, self.missing, against, key)

        rest = [
            entry(int(code), [level for level in self.levels if level != self.levels[code]], None)
            for code in self._comparable()
        ]
        if self.grouping.reference is None:
            return rest
        reference = self.levels[self.grouping.reference]
        return rest + [entry(int(code), [reference], reference) for code in self._against_reference()]

    def pairs(self) -> Pairs:
        """Return both sides of every comparison."""
        assert self.sums is not None
        codes, found = self._comparable(), self.sums
        rest = Pairs(found.group.take(codes), found.rest.take(codes), found.correlation[codes])
        others = self._against_reference()
        if self.grouping.reference is None or not len(others):
            return rest
        reference = found.group.take(np.full(len(others), self.grouping.reference))
        shared = correlation_with(self.tally, found, self.grouping.reference)[others]
        return joined([rest, Pairs(found.group.take(others), reference, shared)])


def blocks_of(groupings: Sequence[Grouping], clusters: Codes | None, rows: Rows, *, due: bool) -> list[Block]:
    """Count every grouping once, and arrange it twice: recorded groups only, and each missing code as a group.

    Parameters
    ----------
    clusters : ndarray of shape (n,) or None
        ``None`` where no two rows share one.
    due : bool
        Whether a metric sets something against what was expected.
    """
    blocks: list[Block] = []
    for grouping in groupings:
        counted = Tally.of(grouping.all_codes, len(grouping.all_levels), clusters, rows, due=due)
        recorded = counted.first(len(grouping.levels))
        blocks.append(Block(len(blocks), grouping, "complete_case", grouping.levels, recorded))
        blocks.append(Block(len(blocks), grouping, "as_group", grouping.all_levels, counted))
    return blocks
