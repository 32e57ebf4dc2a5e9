"""Code ``not-a-person``."""

from __future__ import annotations

import numpy as np
import polars as pl

from peel_ml.checking import Found, NotApplicable, Outcome, Passed
from peel_ml.data.checks.reading import PROVENANCE_COLUMNS, missing, person_columns
from peel_ml.data.checks.view import DataView
from peel_ml.data.checks.wording import listing, percent, plural
from peel_ml.data.levels import ColumnLevels, Levels
from peel_ml.keeping import Table, first
from peel_ml.results.findings import Fact

MIN_FIELDS = 3
"""Person fields a source must have; with fewer, "nearly all missing" means nothing."""
MIN_ROWS = 20
MAX_LABELS = 40
LEVEL = 0.5
"""A kind of row is not a person when at least half of it lacks nearly all person fields …"""
ELSEWHERE = 0.1
"""… and at most a tenth of the other rows does."""
LIMIT = 0.01
"""Without such a kind: share of all rows lacking nearly all person fields that is worth a note."""


def check(view: DataView) -> Outcome:
    """Find rows that are not about a person among rows that are.

    Rule: a kind of row (a level of a column, such as "Vehicle search" of the type) half of which lacks all
    person fields but at most one; or, without such a kind, one row in a hundred that lacks them. Counted as
    people they dilute every rate.
    """
    fields = person_columns(view)
    if len(fields) < MIN_FIELDS:
        return NotApplicable(f"The data has {plural(len(fields), 'person field')}; {MIN_FIELDS} are needed to tell.")
    blanks = {name: missing(view.raw_levels, name) for name in fields}
    empty = np.sum(list(blanks.values()), axis=0) >= len(fields) - 1
    if empty.sum() < MIN_ROWS or empty.all():
        return Passed(
            f"{plural(int(empty.sum()), 'row')} of {len(empty):,} "
            f"{'lacks' if empty.sum() == 1 else 'lack'} nearly all of {len(fields)} person fields."
        )
    kind = _kind(view.raw_levels, set(fields), empty)
    if kind is None:
        share = float(empty.mean())
        said = (
            f"{plural(int(empty.sum()), 'row')} of {len(empty):,} ({percent(share)}) "
            f"lack nearly all of {len(fields)} person fields"
        )
        if share < LIMIT:
            return Passed(f"{said}, and no kind of row stands out.")
        return Found(f"{said}.", _FIX, ({"rows": int(empty.sum()), "share": round(share, 4)},))
    column, levels, level = kind
    these = levels.codes == level
    label = levels.labels[level]
    rows = int(these.sum())
    shares = {name: float(blank[these].mean()) for name, blank in blanks.items()}
    lacking = [f"{name} is missing in {percent(share)}" for name, share in shares.items()]
    said = (
        f'{plural(rows, "row")} of {len(empty):,} ({percent(rows / len(empty))}) have {column} "{label}" '
        f"and are not people: {listing(lacking, 6)}"
    )
    left = _left(view.frame, column, label)
    if left is not None:
        said += (
            f". {plural(left, 'such row')} {'is' if left == 1 else 'are'} left after cleaning"
            if left
            else (". None is left after cleaning")
        )
    evidence: list[dict[str, Fact]] = [
        {
            "column": column,
            "label": label,
            "rows": rows,
            "share": round(rows / len(empty), 4),
            "rows_left": left,
        }
    ]
    evidence += [{"column": name, "missing": round(share, 4)} for name, share in shares.items()]
    return Found(f"{said}.", _FIX, tuple(evidence))


_FIX = "Leave these rows out of every rate of people, as a counted step, and report them apart."


def _kind(
    columns: ColumnLevels,
    fields: set[str],
    empty: np.ndarray[tuple[int], np.dtype[np.bool_]],
) -> tuple[str, Levels, int] | None:
    for name in columns.frame.columns:
        if name in fields or name in PROVENANCE_COLUMNS or columns.frame.schema[name] != pl.String:
            continue
        if first(columns.frame, name, 5000).n_unique() > MAX_LABELS:
            continue
        levels = columns[name]
        if levels.count > MAX_LABELS:
            continue
        rows = np.bincount(levels.codes, minlength=levels.count).astype(float)
        lacking = np.bincount(levels.codes, weights=empty, minlength=levels.count)
        with np.errstate(divide="ignore", invalid="ignore"):
            inside, outside = lacking / rows, (lacking.sum() - lacking) / (rows.sum() - rows)
        found = (rows >= MIN_ROWS) & (inside >= LEVEL) & (outside <= ELSEWHERE)
        found[: int(levels.has_null)] = False
        if found.any():
            return name, levels, int(np.where(found, rows, 0).argmax())
    return None


def _left(frame: Table, column: str, label: str) -> int | None:
    if column not in frame.columns or frame.schema[column] != pl.String:
        return None
    return int((frame[column] == label).sum())
