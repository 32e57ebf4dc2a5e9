"""The labels of every column as published: such changes come from the recording, not from the world."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from peel_ml.data.checks.reading import PROVENANCE_COLUMNS
from peel_ml.data.checks.vocabulary_break import MAX_LABELS
from peel_ml.data.checks.wording import percent, plain_column
from peel_ml.monitoring.columns import BINS, PUBLISHER, TOO_FEW_ROWS, quoted
from peel_ml.monitoring.frames import Table
from peel_ml.monitoring.limits import FEW, SHOWN, Limits
from peel_ml.monitoring.measured import Measured, untold
from peel_ml.monitoring.report import Figure
from peel_ml.monitoring.sides import Sides
from peel_ml.monitoring.usual import share_change


def vocabulary(sides: Sides, limits: Limits) -> Iterator[Measured]:
    """Watch the labels of every column as published: such changes come from the recording, not from the world."""
    frames = sides.raw
    used = set(sides.columns)
    # The outcome is watched by its rate, and where a held-out period is not opened it is not read at all.
    skipped = PROVENANCE_COLUMNS | {sides.case.classification.target.column}
    for name in frames.before.columns:
        if name in skipped or name not in frames.after.columns or not _few_labels(sides, name):
            continue
        title = f"Labels as published: {plain_column(name)}"
        table = frames.table(name, BINS)
        if min(table.before.sum(), table.after.sum()) < FEW:
            yield untold("vocabulary", name, title, limits.jump, TOO_FEW_ROWS, blocking=name in used)
            continue
        yield _labels(sides, name, title, table, limits, blocking=name in used)


def _few_labels(sides: Sides, name: str) -> bool:
    first, second = sides.raw.before[name], sides.raw.after[name]
    kinds = {first.dtype, second.dtype}
    if not kinds <= {pl.String, pl.Boolean, pl.Null} or kinds == {pl.Null}:
        return False
    return max(first.n_unique(), second.n_unique()) <= MAX_LABELS


def _labels(sides: Sides, name: str, title: str, table: Table, limits: Limits, *, blocking: bool) -> Measured:
    rows = table.before.sum(1)
    total, of = float(rows.sum()), float(table.after.sum())
    found: list[tuple[float, float, str]] = []
    p, hidden = 1.0, False
    for level, label in enumerate(table.labels):
        ones, now = table.before[:, level], float(table.after[level])
        base, share = float(ones.sum()) / total, now / of
        low, high = min(base, share), max(base, share)
        turned = high - low >= limits.jump and high >= limits.fold * low
        gone = now == 0 and base >= limits.level and base * of >= limits.level_rows
        new = ones.sum() == 0 and share >= limits.level and now >= limits.level_rows
        if not (turned or gone or new):
            continue
        change = share_change(ones, rows, now, of, sides.clustered)
        # One column asks once for each of its labels.
        p = min(p, change.p * len(table.labels))
        shown = quoted(label) if max(ones.sum(), now) >= SHOWN else "a label"
        few = any(0 < part < SHOWN for part in (float(ones.sum()), now))
        said = f"{shown} {'is (nearly) gone' if share < base else 'has come up'}"
        if not few:
            said = f"{shown} {percent(base)} before and {percent(share)} now"
        found.append((high - low, change.p, said))
        hidden = hidden or few
    if not found:
        sentence = f"{plain_column(name)}: no label came, went or changed tenfold."
        return Measured("vocabulary", name, title, sentence, limits.jump, "", p=1.0, blocking=blocking)
    found.sort(key=lambda one: (one[1], -one[0]))
    listed = "; ".join(said for _, _, said in found[:4]) + (f"; and {len(found) - 4} more" if len(found) > 4 else "")
    return Measured(
        "vocabulary",
        name,
        title,
        f"{plain_column(name)}: {listed}.",
        limits.jump,
        PUBLISHER,
        # A label of some size that is gone or new counts below the limit on moves too.
        moved=max(limits.jump, *(moved for moved, _, _ in found)),
        reach=0.0,
        p=min(1.0, p),
        figures=()
        if hidden
        else (Figure("largest move of a label's share", now=round(max(one[0] for one in found), 4)),),
        blocking=blocking,
    )
