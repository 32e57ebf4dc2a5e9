"""What an explanation needs of a model and of its rows; it knows neither LightGBM nor the data floor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol, Self, TypeVar, runtime_checkable

import numpy as np
import polars as pl
from numpy.typing import NDArray


class Table(Protocol):
    """Feature columns and how each is encoded."""

    @property
    def frame(self) -> pl.DataFrame:
        """One row a case."""
        ...

    @property
    def kinds(self) -> Mapping[str, str]:
        """For each column: category, number, cyclic or flag."""
        ...


class Grouped(Protocol):
    """Protected columns of the same rows: text, no nulls."""

    @property
    def frame(self) -> pl.DataFrame:
        """One column a declared measure."""
        ...


F = TypeVar("F", bound=Table)
F_co = TypeVar("F_co", bound=Table, covariant=True)
F_contra = TypeVar("F_contra", bound=Table, contravariant=True)


class Cases(Protocol[F_co]):
    """Rows with their outcome, time and groups."""

    @property
    def features(self) -> F_co:
        """What the model sees."""
        ...

    @property
    def protected(self) -> Grouped:
        """What it does not see."""
        ...

    @property
    def target(self) -> NDArray[np.int8]:
        """1 for the positive outcome, shape (n,)."""
        ...

    @property
    def clusters(self) -> NDArray[np.int64]:
        """Rows with one number belong together, shape (n,)."""
        ...

    @property
    def time(self) -> pl.Series:
        """When, sortable."""
        ...

    def rows(self, index: NDArray[np.int64]) -> Self:
        """Return these rows, in this order."""
        ...


class Explainable(Protocol[F_contra]):
    """A model whose raw score is a sum of contributions."""

    def raw(self, features: F_contra) -> NDArray[np.float64]:
        """Return log-odds, shape (n,)."""
        ...

    def contributions(self, features: F_contra) -> NDArray[np.float64]:
        """Return SHAP values in log-odds, shape (n, p + 1), the base value last."""
        ...


@runtime_checkable
class Bagged(Protocol):
    """A model that is the plain average of members; lets their agreement be measured."""

    def member_contributions(self, features: Any) -> Iterator[NDArray[np.float64]]:
        """Yield each member's contributions, shape (n, p + 1)."""
        ...


@runtime_checkable
class Measured(Protocol):
    """A model that says how large its trees are; lets the cost of its explanation be bounded."""

    @property
    def leaves(self) -> tuple[int, ...]:
        """Leaves of each tree of every member."""
        ...
