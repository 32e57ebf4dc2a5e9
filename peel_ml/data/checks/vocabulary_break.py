"""Code ``vocabulary-break``."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from peel_ml.checking import Found, NotApplicable, Outcome, Passed
from peel_ml.data.checks.reading import PROVENANCE_COLUMNS, no_months
from peel_ml.data.checks.view import DataView
from peel_ml.data.checks.wording import listing, month_name, percent, plain_column
from peel_ml.data.levels import ColumnLevels, Levels, crossed, levels_of
from peel_ml.keeping import Table, first
from peel_ml.results.findings import Fact

MAX_LABELS = 40
"""Columns with more labels are free text, places or times, not a vocabulary."""
MIN_MONTH_ROWS = 200
"""Smaller months are not compared: five points are within their noise."""
EARLIER = 6
"""A month is held against the median of up to this many months before it."""
JUMP = 0.05
"""A label breaks when its share of the month moves by at least this much …"""
FOLD = 10.0
"""… and this many times: seasons move shares, they do not make labels come and go."""
COMPANION_FOLD = 5.0
"""In a month with a break, rarer labels that grow this many times are named as well."""
COMPANION_Z = 5.0
"""… when that is this many standard errors above what is expected."""
SHOWN_ROWS = 20
"""A label is printed only when a month holds this many rows of it."""


@dataclass(frozen=True)
class _Move:
    column: str
    month: str
    label: str | None
    """``None`` where it is not to be printed."""
    before: float
    after: float
    rows: int

    def __str__(self) -> str:
        label = "a label" if self.label is None else f'"{self.label}"' if self.label else "blank"
        return f"{label} {percent(self.before)} to {percent(self.after)}"


def check(view: DataView) -> Outcome:
    """Find months from which a column uses other words.

    Rule, on labels as published: a label that was (nearly) absent in the months before takes at least five
    points of a month, or one that took them is (nearly) gone, and the
    month after does not go back (an operation of one month is not a new word). Such a change comes from
    the recording system;
    a trend across it compares words, not events. Blank counts as a label, so it also shows when a column
    begins or ends.
    """
    month = view.raw_months
    if month is None:
        return no_months(view)
    rows = month.is_not_null()
    columns = view.raw_levels if rows.all() else ColumnLevels(view.raw.filter(rows))
    when = levels_of(month.filter(rows))
    enough = np.bincount(when.codes, minlength=when.count) >= MIN_MONTH_ROWS
    if enough.sum() < 2:
        return NotApplicable(f"Fewer than two months hold {MIN_MONTH_ROWS} rows or more.")
    names = [when.labels[code] for code in np.flatnonzero(enough)]
    tables: dict[str, tuple[Levels, NDArray[np.float64]]] = {}
    words = [name for name in view.raw.columns if name not in PROVENANCE_COLUMNS and _few(columns.frame, name)]
    columns.work_out(words)
    for name in words:
        levels = columns[name]
        if 2 <= levels.count <= MAX_LABELS:
            tables[name] = levels, crossed(when, levels)[enough]
    broke: dict[str, list[_Move]] = {}
    for name, (levels, counts) in tables.items():
        moves = _breaks(name, levels, counts, names)
        if moves:
            broke[name] = moves
    if not broke:
        return Passed(f"{len(tables)} columns keep their labels over {len(names)} months.")
    broken = {(name, moves[0].month) for name, moves in broke.items()}
    beside = [
        move
        for name, (levels, counts) in tables.items()
        for move in _companions(name, levels, counts, names, {month for _, month in broken})
        if (name, move.month) not in broken
    ]
    said = [
        f"{name} from {month_name(moves[0].month)} ({listing([str(move) for move in moves], 2)})"
        for name, moves in broke.items()
    ]
    sentence = f"Labels change from one month to the next: {listing(said, 8)}."
    if beside:
        extra = [f"{move.column} ({move}, {month_name(move.month)})" for move in beside]
        sentence += f" Rare labels grow with them: {listing(extra)}."
    evidence: list[dict[str, Fact]] = [
        {
            "column": move.column,
            "month": move.month,
            "label": move.label,
            "share_before": round(move.before, 4),
            "share_after": round(move.after, 4),
            "rows": move.rows,
        }
        for moves in [*broke.values(), beside]
        for move in moves
    ]
    return Found(
        sentence,
        "Map old and new labels to one vocabulary, each with its era, or start the data after the break. Do "
        "not read a change across it as a change in the world.",
        tuple(evidence),
        breaks=tuple(
            (moves[0].month, f"{plain_column(name)}: other words from here on") for name, moves in broke.items()
        ),
    )


def _few(rows: Table, name: str) -> bool:
    """Tell from the first rows whether a column holds a few labels."""
    return rows.schema[name] in (pl.String, pl.Boolean) and first(rows, name, 5000).n_unique() <= MAX_LABELS


def _before(shares: NDArray[np.float64], month: int) -> NDArray[np.float64]:
    return np.asarray(np.median(shares[max(0, month - EARLIER) : month], axis=0))


def _breaks(name: str, levels: Levels, counts: NDArray[np.float64], months_: list[str]) -> list[_Move]:
    """Return the moves of the first month with a break, largest first."""
    shares = counts / counts.sum(1, keepdims=True)
    if levels.count > 2 and (shares.max(1) > 0.999).all():
        return []  # another calendar, such as the name of the quarter
    for month in range(1, len(months_)):
        before, after = _before(shares, month), shares[month]
        moved = np.abs(after - before)
        turned = np.maximum(before, after) >= FOLD * np.minimum(before, after)
        found = np.flatnonzero((moved >= JUMP) & turned & _stays(shares, month, before))
        if len(found):
            ordered = found[np.argsort(-moved[found], kind="stable")]
            return [_move(name, levels, months_[month], counts, month, before, label) for label in ordered.tolist()]
    return []


def _stays(shares: NDArray[np.float64], month: int, before: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return for each label whether the month after is nearer to this month than to the months before."""
    if month + 1 == len(shares):
        return np.ones(len(before), dtype=bool)
    later = shares[month + 1]
    return np.asarray(np.abs(later - shares[month]) < np.abs(later - before))


def _companions(
    name: str, levels: Levels, counts: NDArray[np.float64], months_: list[str], broken: set[str]
) -> list[_Move]:
    shares = counts / counts.sum(1, keepdims=True)
    moves = []
    for month in range(1, len(months_)):
        if months_[month] not in broken:
            continue
        before = _before(shares, month)
        expected = np.maximum(before * counts[month].sum(), 1.0)
        grown = (counts[month] >= SHOWN_ROWS) & (counts[month] >= COMPANION_FOLD * expected)
        grown &= counts[month] > expected + COMPANION_Z * np.sqrt(expected)
        moves += [
            _move(name, levels, months_[month], counts, month, before, label)
            for label in np.flatnonzero(grown).tolist()
        ]
    return moves


def _move(
    name: str,
    levels: Levels,
    month_: str,
    counts: NDArray[np.float64],
    month: int,
    before: NDArray[np.float64],
    label: int,
) -> _Move:
    rows = counts[month, label]
    shown = counts[:, label].max() >= SHOWN_ROWS
    return _Move(
        name,
        month_,
        levels.labels[label] if shown else None,
        float(before[label]),
        float(rows / counts[month].sum()),
        int(rows),
    )
