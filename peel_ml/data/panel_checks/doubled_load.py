"""Code ``doubled-load``."""

from __future__ import annotations

from collections import Counter

import polars as pl

from peel_ml.checking import Found, Outcome, Passed
from peel_ml.data.checks.view import months_of
from peel_ml.data.checks.wording import listing, percent, plural
from peel_ml.data.panel_checks.view import PanelView
from peel_ml.results.findings import Fact

REPEATED = 0.5
"""A year of which at least this share of raw rows stands there twice was loaded twice."""
ROWS = 20
"""… if it has at least this many rows."""
VALUES = 10
"""Two periods are one loaded twice where at least this many series hold the same values, and …"""
DIFFERENT = 5
"""… among them at least this many different ones, so that zeros and ones do not count."""


def check(view: PanelView) -> Outcome:
    """Find what was loaded twice: a file, a year of raw rows, a period, or a series and period.

    Rule: two files of one digest; a year half of whose raw rows repeat another in every column; two periods whose
    values agree in every series (10 or more, with 5 different values); the same series twice in one period.
    """
    said: list[str] = []
    evidence: dict[str, Fact] = {}
    same = [count for count in Counter(file.sha256 for file in view.files).values() if count > 1]
    if same:
        said.append(f"{sum(same)} files hold the same bytes as another")
        evidence["files_alike"] = sum(same)
    twice = view.dated.select(*view.keys, "period").is_duplicated()
    if twice.any():
        said.append(f"{plural(int(twice.sum()), 'row')} of the same series and period stand there more than once")
        evidence["rows_of_one_cell"] = int(twice.sum())
    for year, share in _years(view):
        said.append(f"{percent(share)} of the rows of {year} repeat another in every column")
        evidence[f"share_repeated_{year}"] = share
    copies = [] if twice.any() else _copies(view)
    if copies:
        pairs = [f"{view.name(one)} and {view.name(other)}" for one, other in copies]
        said.append(f"every series has the same value in {listing(pairs)}")
        evidence["periods_alike"] = len(copies)
    if not said:
        return Passed("No file, year, period or series is there twice.")
    return Found(
        f"{'; '.join(said)[:1].upper()}{'; '.join(said)[1:]}.",
        "Take one copy out in the cleaning, and say which. Added up, every figure of that time would be doubled.",
        (evidence,),
        breaks=tuple((view.month(other), "The same values as another period") for _, other in copies),
    )


def _years(view: PanelView) -> list[tuple[str, float]]:
    if view.raw is None:
        return []
    months = months_of(view.raw, view.time)
    if months is None:
        return []
    rows = pl.DataFrame({"year": months.str.slice(0, 4), "again": view.raw.is_duplicated()}).drop_nulls()
    by_year = rows.group_by("year").agg(pl.col("again").mean(), pl.len()).sort("year")
    # Where every year repeats, short rows are alike by nature and nothing was loaded twice.
    if by_year.filter(pl.col("again") < REPEATED).is_empty() and by_year.height > 1:
        return []
    found = by_year.filter((pl.col("again") >= REPEATED) & (pl.col("len") >= ROWS))
    return [(year, share) for year, share, _ in found.iter_rows()]


def _copies(view: PanelView) -> list[tuple[int, int]]:
    """Return pairs of periods whose series all have the same values."""
    if not view.keys:
        return []
    # Which periods may be alike is told by a hash of each cell, taken together in any order.
    cells = view.cells.with_columns(_hash=pl.struct(*view.keys, "total").hash(seed=0))
    by_period = (
        cells.group_by("period")
        .agg(pl.len(), pl.col("total").n_unique(), pl.col("_hash").bitwise_xor())
        .filter((pl.col("len") >= VALUES) & (pl.col("total") >= DIFFERENT))
        .sort("period")
    )
    seen: dict[tuple[int, int], int] = {}
    found = []
    for period, rows, _, together in by_period.iter_rows():
        first = seen.setdefault((rows, together), period)
        if first != period and _values(view, first).equals(_values(view, period)):
            found.append((first, period))
    return found


def _values(view: PanelView, period: int) -> pl.DataFrame:
    return view.cells.filter(pl.col("period") == period).select(*view.keys, "total")
