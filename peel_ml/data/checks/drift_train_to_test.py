"""Code ``drift-train-to-test``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from peel_ml.checking import Found, Outcome, Passed, Skipped
from peel_ml.data.checks.reading import PROVENANCE_COLUMNS, declared_columns
from peel_ml.data.checks.view import DataView
from peel_ml.data.checks.wording import listing, percent
from peel_ml.data.levels import Levels, crossed, levels_of
from peel_ml.keeping import Table
from peel_ml.results.findings import Fact

MOVED = 0.10
"""Total variation that is worth a warning: a tenth of the rows would have to change their level …"""
NOISE = 3.0
"""… beyond this many times what two samples of these sizes differ by."""
RATE = 0.03
"""A target's rate counts when it moves by three points …"""
CLEAR = 4.0
"""… and this many standard errors."""
LEVEL_SHARE = 0.005
"""A level that is gone or new counts from this share …"""
LEVEL_ROWS = 15.0
"""… when this many rows of it would have been expected."""
MAX_LEVELS = 60
SAMPLE = 5000
"""Rows that show whether a column holds a few labels or free text."""
BINS = 10
MIN_ROWS = 100
_TO_VALIDATION, _TO_HELD_OUT = "From training to validation", "From training to held-out"


@dataclass(frozen=True)
class _Drift:
    column: str
    moved: float
    """Total variation: half the sum of the absolute differences of shares, 0 to 1."""
    gone: tuple[tuple[str, float], ...]
    new: tuple[tuple[str, float], ...]
    rates: tuple[float, float] | None = None
    """For a target: its positive rate before and after."""

    def __str__(self) -> str:
        if self.rates is not None:
            return f"{self.column} is positive in {percent(self.rates[1])} against {percent(self.rates[0])}"
        said = [f"no {_quoted(label)} ({percent(share)} before)" for label, share in self.gone]
        said += [f"{_quoted(label)} is new ({percent(share)})" for label, share in self.new]
        if self.moved >= MOVED or not said:
            said.insert(0, f"{percent(self.moved)} of rows moved")
        return f"{self.column}: {listing(said, 3)}"


def check(view: DataView) -> Outcome:
    """Find columns whose distribution differs between training and later parts, or from a second frame.

    Rule: total variation of at least ten points and three times its noise for these sample sizes; or a level
    of some size that is gone or new; or a target whose rate moves by three points and four standard errors.
    The target of a held-out period that is not opened is not read.
    A model is then judged, or used, on other data than it learnt from.
    """
    pairs = _pairs(view)
    if not pairs:
        return Skipped("No split is declared and no second file is given to compare with (--against).")
    said: list[str] = []
    evidence: list[dict[str, Fact]] = []
    looked = 0
    for pair in pairs:
        if min(pair.before, pair.after) < MIN_ROWS:
            continue
        columns = [column for column in _columns(view) if column in pair.columns]
        if pair.name == _TO_HELD_OUT and not view.held_out_opened:
            columns = [column for column in columns if column != view.target]
        looked += len(columns)
        drifts = [
            drift
            for column in columns
            if (drift := _compared(column, pair.counts(column), column == view.target)) is not None
        ]
        if drifts:
            drifts.sort(key=lambda drift: (drift.rates is None, -drift.moved))
            said.append(f"{pair.name}: {listing([str(drift) for drift in drifts], 6)}")
            evidence += [_evidence(pair, drift) for drift in drifts]
    if said:
        return Found(f"The data differs. {'. '.join(said)}.", _FIX, tuple(evidence))
    if not looked:
        return Skipped(f"Fewer than {MIN_ROWS} rows on one side, or no column to compare.")
    return Passed(f"{looked} comparisons, none beyond the limits.")


_FIX = (
    "Find out whether the world changed or the record did. If the record did (a partial publication, new "
    "labels), do not compare across it; if the world did, retrain, and rely on the later scores."
)


@dataclass(frozen=True)
class _Counts:
    """One column on both sides: rows of each level before and after, shape (2, levels)."""

    rows: NDArray[np.float64]
    has_null: bool
    labels: tuple[str, ...]
    """Empty where the levels are bins of a number."""


@dataclass(frozen=True)
class _Pair:
    """Two sets of rows that are compared."""

    name: str
    before: int
    after: int
    columns: frozenset[str]
    """Those that both sides have."""
    counts: Callable[[str], _Counts | None]
    """Of one of `columns`; ``None`` for times, ids and free text."""


def _pairs(view: DataView) -> list[_Pair]:
    pairs = []
    if view.part is not None:
        parts = levels_of(view.part)
        sizes = dict(zip(parts.labels, np.bincount(parts.codes, minlength=parts.count).tolist(), strict=True))
        tables: dict[str, NDArray[np.float64]] = {}
        for name, part in ((_TO_VALIDATION, "validation"), (_TO_HELD_OUT, "held_out")):
            if sizes.get(part):
                pairs.append(_within(name, view, parts, ("training", part), tables))
    if view.against is not None:
        pairs.append(_between("From this file to the one it is compared with", view.frame, view.against))
    return pairs


def _within(
    name: str, view: DataView, parts: Levels, sides: tuple[str, str], tables: dict[str, NDArray[np.float64]]
) -> _Pair:
    """Compare two parts of the split; `tables` keeps the counts of text columns by part for the next pair."""
    frame = view.frame
    numbers = [parts.labels.index(side) for side in sides]
    first, second = (np.flatnonzero(parts.codes == number) for number in numbers)

    def counts(column: str) -> _Counts | None:
        values = frame[column]
        if values.dtype != pl.String:
            return _counts(values[first], values[second])
        if _many(values[first[:SAMPLE]]) or _many(values[second[:SAMPLE]]):
            return None
        # The other checks have worked out the levels of text already.
        levels = view.levels[column]
        if column not in tables:
            tables[column] = crossed(parts, levels)
        rows = tables[column][numbers]
        there = rows.sum(0) > 0
        if there.sum() > 2 * MAX_LEVELS:
            return None
        labels = tuple(levels.labels[code] for code in np.flatnonzero(there))
        return _Counts(rows[:, there], levels.has_null and bool(there[0]), labels)

    return _Pair(name, len(first), len(second), frozenset(frame.columns), counts)


def _between(name: str, first: Table, second: Table) -> _Pair:
    def counts(column: str) -> _Counts | None:
        return _counts(first[column], second[column])

    return _Pair(name, first.height, second.height, frozenset(first.columns) & frozenset(second.columns), counts)


def _counts(first: pl.Series, second: pl.Series) -> _Counts | None:
    levels = _levels(first, second)
    if levels is None:
        return None
    side = Levels(np.repeat([0, 1], [len(first), len(second)]), 2, False, False, ("", ""))
    return _Counts(crossed(side, levels), levels.has_null, levels.labels)


def _many(values: pl.Series) -> bool:
    return values.n_unique() > MAX_LEVELS


def _columns(view: DataView) -> list[str]:
    declared = declared_columns(view)
    if view.target is not None and view.target in view.frame.columns:
        declared = [view.target, *declared]
    return declared or [name for name in view.frame.columns if name not in PROVENANCE_COLUMNS and name != view.time]


def _compared(column: str, counts: _Counts | None, is_target: bool) -> _Drift | None:
    if counts is None:
        return None
    first, second = counts.rows
    n, m = int(first.sum()), int(second.sum())
    p, q, both = first / n, second / m, first + second
    if is_target and len(p) == 2 and not counts.has_null:
        error = np.sqrt((both[1] / (n + m)) * (both[0] / (n + m)) * (1 / n + 1 / m))
        gap = abs(q[1] - p[1])
        if gap >= RATE and gap > CLEAR * error:
            return _Drift(column, float(gap), (), (), (float(p[1]), float(q[1])))
        return None
    moved, noise = float(np.abs(p - q).sum() / 2), _noise(both / (n + m), n, m)
    gone = _lost(counts.labels, p, second, m) if counts.labels else ()
    new = _lost(counts.labels, q, first, n) if counts.labels else ()
    if (moved >= MOVED and moved >= NOISE * noise) or gone or new:
        return _Drift(column, moved, gone, new)
    return None


def _levels(first: pl.Series, second: pl.Series) -> Levels | None:
    """Return the levels of both, one after the other; ``None`` for times, ids and free text."""
    if first.dtype.is_numeric() and second.dtype.is_numeric():
        if first.dtype.is_integer() and first.n_unique() > len(first) / 2:
            return None
        return levels_of(pl.concat([first.cast(pl.Float64), second.cast(pl.Float64)]), BINS)
    if not {first.dtype, second.dtype} <= {pl.String, pl.Boolean}:
        return None
    if _many(first.head(SAMPLE)) or _many(second.head(SAMPLE)):
        return None
    levels = levels_of(pl.concat([first.cast(pl.String), second.cast(pl.String)]))
    return levels if levels.count <= 2 * MAX_LEVELS else None


def _noise(share: NDArray[np.float64], n: int, m: int) -> float:
    """Return the total variation expected between two samples of one distribution."""
    return float(np.sqrt(2 / np.pi) * np.sqrt(share * (1 - share) * (1 / n + 1 / m)).sum() / 2)


def _lost(
    labels: tuple[str, ...],
    share: NDArray[np.float64],
    there: NDArray[np.float64],
    n: int,
) -> tuple[tuple[str, float], ...]:
    lost = (there == 0) & (share >= LEVEL_SHARE) & (share * n >= LEVEL_ROWS)
    codes = np.flatnonzero(lost)
    largest_first = codes[np.argsort(-share[codes], kind="stable")]
    return tuple((labels[code], float(share[code])) for code in largest_first.tolist())


def _quoted(label: str) -> str:
    return f'"{label}"' if label else "blank"


def _evidence(pair: _Pair, drift: _Drift) -> dict[str, Fact]:
    row: dict[str, Fact] = {
        "column": drift.column,
        "comparison": pair.name,
        "rows_before": pair.before,
        "rows_after": pair.after,
        "moved": round(drift.moved, 4),
        "levels_gone": len(drift.gone),
        "levels_new": len(drift.new),
    }
    if drift.rates is not None:
        row |= {"rate_before": round(drift.rates[0], 4), "rate_after": round(drift.rates[1], 4)}
    return row
