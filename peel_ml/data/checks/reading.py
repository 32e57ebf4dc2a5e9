"""What several checks read from a view: blanks, the target as 0 and 1, person columns."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from peel_ml.checking import NotApplicable, Skipped
from peel_ml.data.checks.view import DataView
from peel_ml.data.levels import ColumnLevels
from peel_ml.results.codes import MISSING_CODES

PROVENANCE_COLUMNS = frozenset({"month", "force"})
"""Columns a source derives from file names: they say where a row comes from, not what it holds."""

_SAYS_MISSING = re.compile(
    r"(^|[-:]\s*)(not (stated|known|recorded|provided|specified)|unknown|refused|prefer not to say)"
    r"\s*(\([^)]*\))?$",
    re.IGNORECASE,
)
_PERSON = re.compile(r"(^|_)(gender|sex|age|ethnicity|race|ethnic)(_|$)")


def says_missing(label: str) -> bool:
    """Tell whether a label stands for "no value", in raw words or as a code.

    Examples
    --------
    >>> says_missing("Other ethnic group - Not stated"), says_missing("Not Stated (NS)"), says_missing("Male")
    (True, True, False)
    """
    label = label.strip()
    return not label or label in MISSING_CODES or _SAYS_MISSING.search(label) is not None


def missing(columns: ColumnLevels, name: str) -> NDArray[np.bool_]:
    """Return for each row whether it lacks a value: null, blank, not a number, or a label that says so."""
    if columns.frame.schema[name] != pl.String:
        return without_value(columns.frame[name]).to_numpy()
    # Decided once for each label, not for each row.
    levels = columns[name]
    return np.array([says_missing(label) for label in levels.labels], dtype=bool)[levels.codes]


def without_value(values: pl.Series) -> pl.Series:
    """Return for each row whether it is null or not a number."""
    return values.is_null() | values.is_nan().fill_null(False) if values.dtype.is_float() else values.is_null()


def patterns_of(flags: Sequence[NDArray[np.bool_]]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return which flags are set together, row by row.

    Returns
    -------
    patterns : numpy.ndarray
        Number of each row's pattern, 0 to one less than there are; shape (n,).
    set : numpy.ndarray
        1 where a pattern has a flag set, else 0; shape (flags, patterns).

    Examples
    --------
    >>> patterns, set_ = patterns_of([np.array([True, False, True]), np.array([True, False, False])])
    >>> patterns.tolist(), set_.tolist()
    ([2, 0, 1], [[0.0, 1.0, 1.0], [0.0, 0.0, 1.0]])
    """
    patterns = np.zeros(len(flags[0]), dtype=np.int64)
    held: NDArray[np.int64] = np.zeros((0, 1), dtype=np.int64)
    for flag in flags:
        patterns = 2 * patterns + flag
        # Numbered anew after each flag, so that the numbers stay small however many flags there are.
        there = np.flatnonzero(np.bincount(patterns))
        held = np.vstack([held[:, there // 2], there % 2])
        number = np.zeros(int(there[-1]) + 1, dtype=np.int64)
        number[there] = np.arange(len(there))
        patterns = number[patterns]
    return patterns, held.astype(np.float64)


def no_months(view: DataView) -> Skipped:
    """Return the reason why a check by month was not made."""
    named = f"the column {view.time!r} holds no dates" if view.time else "no time column is declared or found"
    return Skipped(f"The data cannot be told apart by month: {named}.")


def target_of(view: DataView) -> tuple[NDArray[np.bool_], NDArray[np.int64]] | Skipped | NotApplicable:
    """Return which rows have a target, and for those rows 0 or 1; or why there is none.

    Rows of a held-out period that this run does not open count as without a target.
    """
    if view.target is None:
        return Skipped("No target is declared.")
    if view.target not in view.frame.columns:
        return Skipped(f"The target {view.target!r} is not a column of the data.")
    values = view.frame[view.target]
    if values.dtype != pl.Boolean and not values.dtype.is_numeric():
        return NotApplicable(f"The target {view.target!r} is not a yes or no.")
    kept = ~without_value(values)
    if view.part is not None and not view.held_out_opened:
        kept &= view.part != "held_out"
    known = kept.to_numpy()
    numbers = values.filter(pl.Series(known)).cast(pl.Float64).to_numpy()
    if not np.isin(numbers, (0.0, 1.0)).all():
        return NotApplicable(f"The target {view.target!r} is a number, not a yes or no.")
    return known, numbers.astype(np.int64)


def person_columns(view: DataView) -> list[str]:
    """Return the columns that describe the person: those declared as protected and those named like it."""
    declared = set(view.protected.values())
    return [name for name in view.raw.columns if name in declared or _PERSON.search(name.lower())]


def declared_columns(view: DataView) -> list[str]:
    """Return the features and protected columns that are in the frame, each once."""
    names = dict.fromkeys([*view.features, *view.protected.values()])
    return [name for name in names if name in view.frame.columns and name != view.target]
