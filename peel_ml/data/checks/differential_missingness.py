"""Code ``differential-missingness``."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from peel_ml.checking import Found, NotApplicable, Outcome, Passed, Skipped
from peel_ml.data.checks.reading import declared_columns, missing, patterns_of, says_missing, target_of
from peel_ml.data.checks.view import DataView
from peel_ml.data.checks.wording import listing, percent
from peel_ml.results.findings import Fact

GAP = 0.05
"""Difference of the missing shares that is worth a warning: five points."""
CLEAR = 4.0
"""Standard errors the difference must be from zero; many pairs are looked at."""
MIN_ROWS = 100
"""Rows a group, and the rest, must have."""


def check(view: DataView) -> Outcome:
    """Find columns that are missing more often for some than for others.

    Rule: the missing share of a protected column or feature differs by more than five points between the
    outcomes of the target, or between one protected group and the rest (those whose group is itself missing
    are left out). Rates among complete rows then describe other people than rates among all rows.
    """
    columns = declared_columns(view)
    if not view.protected:
        return Skipped("No protected columns are declared.")
    flags = {name: missing(view.levels, name) for name in columns}
    flags = {name: flag for name, flag in flags.items() if flag.any() and not flag.all()}
    if not flags:
        return NotApplicable("No declared column is blank in some rows and filled in others.")
    found: list[dict[str, Fact]] = []
    patterns, lacking = patterns_of(list(flags.values()))
    for by, (codes, labels) in _groupings(view).items():
        # Groups by patterns of blanks: one pass over the rows serves every column.
        counts = _counted(codes, max(len(labels), 2), patterns, lacking.shape[1])
        for name, lacks in zip(flags, lacking, strict=True):
            row = _widest(counts.sum(1), counts @ lacks, labels) if by != name else None
            if row is not None:
                found.append({"column": name, "by": by, **row})
    if not found:
        return Passed(
            f"No missing share differs by more than {GAP:.0%} between outcomes or groups; "
            f"{len(flags)} columns looked at."
        )
    found.sort(key=lambda row: -abs(float(str(row["missing_in_group"])) - float(str(row["missing_in_rest"]))))
    said = [
        f"{row['column']} is missing in {percent(float(str(row['missing_in_group'])))} of the rows where "
        f"{row['by']} is {row['group']} ({row['rows_of_group']:,} rows) against "
        f"{percent(float(str(row['missing_in_rest'])))} of the rest"
        for row in found
    ]
    return Found(
        f"What is missing is not missing alike: {listing(said, 3)}.",
        "Give each result for all rows and for complete rows, with missing as a group of its own, and "
        "the bounds that the missing allow. Never fill one column from another.",
        tuple(found),
    )


def _groupings(view: DataView) -> dict[str, tuple[NDArray[np.int64], list[str]]]:
    """Return for each way of grouping the group of each row (-1: none) and the names of the groups."""
    ways: dict[str, tuple[NDArray[np.int64], list[str]]] = {}
    target = target_of(view)
    if isinstance(target, tuple):
        known, y = target
        codes = np.full(len(known), -1, dtype=np.int64)
        # One group against the rest says it all for a yes or no.
        codes[known] = np.where(y == 1, 0, 1)
        ways[f"the target {view.target}"] = codes, ["positive"]
    for column in dict.fromkeys(view.protected.values()):
        if column not in view.frame.columns:
            continue
        levels = view.levels[column]
        if levels.binned:
            continue
        labels = list(levels.labels)
        gone = np.array([says_missing(label) for label in labels], dtype=bool)
        ways[column] = np.where(gone[levels.codes], -1, levels.codes), labels
    return ways


def _counted(codes: NDArray[np.int64], groups: int, patterns: NDArray[np.int64], count: int) -> NDArray[np.float64]:
    """Return the rows of each group and pattern, shape (groups, count); rows without a group are left out."""
    cells = np.bincount((codes + 1) * count + patterns, minlength=(groups + 1) * count)
    return cells.reshape(groups + 1, count)[1:].astype(np.float64)


def _widest(rows: NDArray[np.float64], blank: NDArray[np.float64], labels: list[str]) -> dict[str, Fact] | None:
    """Return the group whose blank share differs most from the rest's; both arguments one number a group."""
    rest, rest_blank = rows.sum() - rows, blank.sum() - blank
    overall = blank.sum() / max(rows.sum(), 1.0)
    enough = (rows >= MIN_ROWS) & (rest >= MIN_ROWS)
    with np.errstate(divide="ignore", invalid="ignore"):
        gap = blank / rows - rest_blank / rest
        error = np.sqrt(overall * (1 - overall) * (1 / rows + 1 / rest))
    clear = enough & (np.abs(gap) > GAP) & (np.abs(gap) > CLEAR * error)
    clear[len(labels) :] = False
    if not clear.any():
        return None
    group = int(np.where(clear, np.abs(gap), 0).argmax())
    return {
        "group": labels[group],
        "rows_of_group": int(rows[group]),
        "missing_in_group": round(float(blank[group] / rows[group]), 4),
        "missing_in_rest": round(float(rest_blank[group] / rest[group]), 4),
    }
