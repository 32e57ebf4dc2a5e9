"""Code ``incomplete-publication``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from statistics import median

import numpy as np
import polars as pl

from peel_ml.checking import Found, NotApplicable, Outcome, Passed
from peel_ml.data.checks.reading import PROVENANCE_COLUMNS, no_months
from peel_ml.data.checks.view import DataView, months_of
from peel_ml.data.checks.wording import listing, month_name, percent, plain_column, plural
from peel_ml.data.levels import Levels, crossed, levels_of
from peel_ml.keeping import Table, first
from peel_ml.results.findings import Fact

EARLIER = 12
"""A month is held against up to this many months before it …"""
ENOUGH = 3
"""… and against no fewer than this many."""
MIN_MONTH_ROWS = 200
MAX_LABELS = 40
"""Columns with more labels are free text, places or times, not categories."""
SAMPLE = 5000
"""Rows that show whether a column holds a few labels."""
USUAL = 0.004
"""A category belongs to every month when none of the months before had less of it than this share …"""
EXPECTED = 20.0
"""… and this many rows of it would have been expected."""
RENAMED = 0.5
"""Where labels that are new hold this share of what is missing, the labels changed, and nothing is left out."""
JUMP = 0.05
"""The share of an outcome counts when it lies this far from every month before."""
TOGETHER = 2
"""Categories of one column may have come to their end; a month that is not whole lacks some of several columns, or of
one while its outcomes jump."""


@dataclass(frozen=True)
class _Lost:
    column: str
    label: str
    usual: float

    def __str__(self) -> str:
        label = f'"{self.label}"' if self.label else "blank"
        return f"{label} in {plain_column(self.column).lower()} ({percent(self.usual)} before)"


@dataclass(frozen=True)
class _Jump:
    label: str
    usual: float
    now: float

    def __str__(self) -> str:
        return f'the outcome "{self.label}" has {percent(self.now)} of the rows ({percent(self.usual)} before)'


def check(view: DataView) -> Outcome:
    """Find months that lack whole categories which every month before had: part of them is not published yet.

    Rule: no row of categories of which each of up to twelve months before had at least 0.4%, where at least 20 were
    expected and no new label took its place; of two columns, or of one while the most common outcome moves by five
    points beyond every month before. A month published from two systems, of which one is late, looks like this: most
    rows are there, and those that are not are no random part.
    """
    if view.raw_months is None:
        return no_months(view)
    sides = list(_sides(view))
    said, evidence, breaks = [], [], []
    looked: set[str] = set()
    for month in _candidates(sides, view):
        looked.add(month)
        lost = _in_order(_lost_of(sides, month))
        jump = _jump(sides, month, view)
        if len({one.column for one in lost}) < TOGETHER and not (lost and jump):
            continue
        lacks = listing([str(one) for one in lost], 6)
        said.append(f"{month_name(month)} has no row of {lacks}" + (f", and {jump}" if jump else ""))
        rows: list[dict[str, Fact]] = [
            {"month": month, "column": one.column, "label": one.label, "usual_share": round(one.usual, 4)}
            for one in lost
        ]
        evidence += rows
        breaks.append((month, f"{plural(len(lost), 'category', 'categories')} missing"))
    if said:
        return Found(f"{'. '.join(said)}.", _FIX, tuple(evidence), breaks=tuple(breaks))
    if not looked:
        return NotApplicable(f"No month has {ENOUGH} months of {MIN_MONTH_ROWS} rows before it to be held against.")
    return Passed(f"None of {plural(len(looked), 'month')} lacks categories that the months before had.")


_FIX = (
    "Ask the publisher whether the month is complete, and read it again when it is. Until then leave it out: what is "
    "missing is no random part, so shares and rates of the month mean nothing."
)


def _lost_of(sides: list[_Side], month: str) -> list[_Lost]:
    """Return what is missing; of a column that is cleaned, in the words of the cleaned one."""
    published, cleaned = (list(_lost(side, month)) for side in sides)
    columns = {one.column for one in cleaned}
    return [*cleaned, *(one for one in published if one.column not in columns)]


def _in_order(lost: list[_Lost]) -> list[_Lost]:
    """Return the largest category of each column first, so that every column is named before the list is cut off."""
    largest = sorted(lost, key=lambda one: -one.usual)
    head = {one.column: one for one in reversed(largest)}.values()
    return [*(one for one in largest if one in head), *(one for one in largest if one not in head)]


@dataclass(frozen=True)
class _Side:
    """A frame's text columns, counted by month and label."""

    counts: dict[str, pl.DataFrame]
    """By column: ``month``, ``label`` (blank is empty text) and ``rows``."""
    sizes: dict[str, int]

    @cached_property
    def held(self) -> dict[str, dict[tuple[str, str], int]]:
        """By column the rows of each month and label."""
        return {
            name: {(month, label): rows for month, label, rows in table.iter_rows()}
            for name, table in self.counts.items()
        }

    @cached_property
    def labels(self) -> dict[str, list[str]]:
        """By column its labels."""
        return {name: sorted({label for _, label in held}) for name, held in self.held.items()}


def _sides(view: DataView) -> Iterator[_Side]:
    """Yield the rows as published, in which nothing is taken out, and the cleaned ones, whose words are one era's."""
    published = _side(view.raw, view.against_raw, view)
    yield published
    if view.untouched and view.against is None:
        yield replace(published, counts={name: one for name, one in published.counts.items() if name != view.target})
    else:
        yield _side(view.frame, view.against, view)


def _side(now: Table, before: Table | None, view: DataView) -> _Side:
    frames = [one for one in (before, now) if one is not None]
    dated = [(frame, months) for frame in frames if (months := months_of(frame, view.time)) is not None]
    words = [_words(frame, view.time) for frame in frames]
    names = [name for name in now.columns if all(name in one for one in words)]
    names = [name for name in names if _placed(*dated[0], name, SAMPLE).n_unique() <= 2 * MAX_LABELS]
    months = pl.concat([one.drop_nulls().cast(pl.String) for _, one in dated])
    counts = {}
    known = view.raw_levels if now is view.raw else view.levels
    if before is None:
        # Text is much to group by; its levels are known from other checks, or to them.
        known.work_out(names)
        when = levels_of(dated[0][1])
    for name in names:
        if before is None:
            table = _table(when, known[name])
            if table["label"].n_unique() <= MAX_LABELS:
                counts[name] = table
            continue
        labels = pl.concat([_placed(frame, one, name) for frame, one in dated]).fill_null("")
        table = pl.DataFrame({"month": months, "label": labels}).group_by("month", "label").len("rows")
        if table["label"].n_unique() <= MAX_LABELS:
            counts[name] = table
    sizes = dict(months.value_counts().iter_rows())
    return _Side(counts, {str(month): int(rows) for month, rows in sizes.items()})


def _table(months: Levels, labels: Levels) -> pl.DataFrame:
    """Return the rows by month and label; rows without a month are left out, and a blank label is empty text."""
    cells = crossed(months, labels)[int(months.has_null) :]
    month, label = np.nonzero(cells)
    named = months.labels[int(months.has_null) :]
    table = pl.DataFrame(
        {
            "month": [named[at] for at in month.tolist()],
            "label": [labels.labels[at] for at in label.tolist()],
            "rows": cells[month, label].astype(np.int64),
        },
        schema={"month": pl.String, "label": pl.String, "rows": pl.Int64},
    )
    return table.group_by("month", "label").agg(pl.col("rows").sum())


def _words(frame: Table, time: str | None) -> list[str]:
    other = {*PROVENANCE_COLUMNS, time, "date"}
    return [name for name, dtype in frame.schema.items() if dtype == pl.String and name not in other]


def _placed(frame: Table, months: pl.Series, name: str, most: int | None = None) -> pl.Series:
    """Return the labels of the rows whose month is known, of the first ones where only `most` are asked for."""
    if not months.null_count():
        return frame[name] if most is None else first(frame, name, most)
    labels = frame[name].filter(months.is_not_null())
    return labels if most is None else labels.head(most)


def _candidates(sides: list[_Side], view: DataView) -> list[str]:
    """Return the months to look at: of the file itself where it is held against another one."""
    months = sorted(month for month, rows in sides[0].sizes.items() if rows >= MIN_MONTH_ROWS)
    own = None if view.against is None or view.raw_months is None else set(view.raw_months.drop_nulls().unique())
    return [month for at, month in enumerate(months) if at >= ENOUGH and (own is None or month in own)]


def _earlier(side: _Side, month: str) -> list[str]:
    return sorted(one for one, rows in side.sizes.items() if one < month and rows >= MIN_MONTH_ROWS)[-EARLIER:]


def _shares(side: _Side, column: str, months: list[str]) -> dict[str, list[float]]:
    """Return for each label its share of each of the months."""
    held = side.held[column]
    return {
        label: [held.get((month, label), 0) / side.sizes[month] for month in months] for label in side.labels[column]
    }


def _lost(side: _Side, month: str) -> Iterator[_Lost]:
    """Yield the categories that each month before had, and this one lacks."""
    earlier = _earlier(side, month)
    if len(earlier) < ENOUGH or side.sizes.get(month, 0) < MIN_MONTH_ROWS:
        return
    for column in side.counts:
        shares = _shares(side, column, [*earlier, month])
        lost = [
            _Lost(column, label, median(one[:-1]))
            for label, one in sorted(shares.items())
            if one[-1] == 0 and min(one[:-1]) >= USUAL and median(one[:-1]) * side.sizes[month] >= EXPECTED
        ]
        new = sum(one[-1] for one in shares.values() if not any(one[:-1]))
        if lost and new < RENAMED * sum(one.usual for one in lost):
            yield from lost


def _jump(sides: list[_Side], month: str, view: DataView) -> _Jump | None:
    """Return how far the most common outcome lies from every month before; never of a period that is not opened."""
    side = sides[-1]
    earlier = _earlier(side, month)
    if "outcome" not in side.counts or len(earlier) < ENOUGH or side.sizes.get(month, 0) < MIN_MONTH_ROWS:
        return None
    if _closed(view, month):
        return None
    shares = _shares(side, "outcome", [*earlier, month])
    label, one = max(shares.items(), key=lambda item: median(item[1][:-1]))
    before, now = one[:-1], one[-1]
    if min(before) - JUMP < now < max(before) + JUMP:
        return None
    return _Jump(label, median(before), now)


def _closed(view: DataView, month: str) -> bool:
    if view.part is None or view.held_out_opened or view.months is None:
        return False
    return bool(((view.months.cast(pl.String) == month) & (view.part == "held_out")).any())
