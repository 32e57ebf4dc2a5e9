"""The three kinds of column, kept apart by type: features X, protected columns P, and the target y.

An estimator takes `Features` and nothing else. `Features` refuses to be built with a protected column, and
`peel_ml.data.separation` refuses near-copies and encodings of one, so that no estimator can receive them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from peel_ml.keeping import Column, Flags, Frame, Integers

FeatureKind = Literal["category", "number", "cyclic", "flag"]


@dataclass(frozen=True)
class Features:
    """Columns an estimator may see.

    Parameters
    ----------
    frame : polars.DataFrame
        One row a case: categories and flags as text or boolean, numbers as numbers.
    kinds : dict of str to FeatureKind
        For each column how it is encoded; its keys are exactly the frame's columns, in order.
    protected : frozenset of str
        Names of the use case's protected columns; none of them may be in `frame`.

    Raises
    ------
    ValueError
        A protected column is in `frame`, or `kinds` does not match its columns.
    """

    frame: Frame
    kinds: dict[str, FeatureKind]
    protected: frozenset[str]

    def __post_init__(self) -> None:
        leaked = self.protected & set(self.frame.columns)
        if leaked:
            raise ValueError(f"protected columns among the features: {sorted(leaked)}")
        if list(self.kinds) != self.frame.columns:
            raise ValueError(f"kinds name {list(self.kinds)}, the frame has {self.frame.columns}")

    def rows(self, index: NDArray[np.int64]) -> Features:
        """Return these rows, in this order."""
        return Features(self.frame[index], self.kinds, self.protected)

    def __len__(self) -> int:
        return self.frame.height


@dataclass(frozen=True)
class ProtectedFrame:
    """Protected columns of the same rows, one text column a declared measure (named as the measure).

    No cell is null: what is not known is one of `peel_ml.results.codes.MISSING_CODES`.
    """

    frame: Frame

    def rows(self, index: NDArray[np.int64]) -> ProtectedFrame:
        """Return these rows, in this order."""
        return ProtectedFrame(self.frame[index])


@dataclass(frozen=True)
class Part:
    """One part of the split. Every member has the same number of rows in the same order."""

    name: str
    features: Features
    protected: ProtectedFrame
    target: Flags
    """1 for the declared positive value, else 0; shape (n,)."""
    time: Column
    """Date or datetime of each row (naive London time); integers 0..n-1 where the use case has no time."""
    clusters: Integers
    """Rows with the same number belong together (one event, one person); 0..n-1 where nothing is declared."""
    slices: Frame
    """Text columns the audit slices by, for example object, power, borough and quarter; no nulls."""

    def __len__(self) -> int:
        return len(self.target)

    def rows(self, index: NDArray[np.int64]) -> Part:
        """Return these rows, in this order."""
        return Part(
            self.name,
            self.features.rows(index),
            self.protected.rows(index),
            self.target[index],
            self.time[index],
            self.clusters[index],
            # A frame without columns has no rows to gather.
            self.slices[index] if self.slices.width else self.slices,
        )


def joined(name: str, first: Part, second: Part) -> Part:
    """Return both parts as one; clusters stay apart where they were apart and joined where they were joined."""
    return Part(
        name,
        Features(
            pl.concat([first.features.frame, second.features.frame]), first.features.kinds, first.features.protected
        ),
        ProtectedFrame(pl.concat([first.protected.frame, second.protected.frame])),
        np.concatenate([first.target, second.target]),
        pl.concat([first.time, second.time]),
        np.concatenate([first.clusters, second.clusters]),
        pl.concat([first.slices, second.slices]),
    )


@dataclass(frozen=True)
class Parts:
    """The split: learn on `training`, score `validation` as often as wanted, open `held_out` with ``--final``."""

    training: Part
    validation: Part
    held_out: Part
    rule: str
    """One plain sentence: how the rows were divided."""
