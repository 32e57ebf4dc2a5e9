"""What the columns hold: values that are missing, labels that come and go, distributions that move."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from peel_ml.data.checks.wording import percent, plain_column
from peel_ml.disclosure import MINIMUM, TOO_FEW
from peel_ml.monitoring.distributions import distribution_change
from peel_ml.monitoring.frames import Table
from peel_ml.monitoring.limits import FEW, SHOWN, Limits
from peel_ml.monitoring.measured import Measured, figure, points, untold, unwatched
from peel_ml.monitoring.report import Figure
from peel_ml.monitoring.sides import Sides
from peel_ml.monitoring.usual import share_change

BINS = 10
"""Numbers are compared in as many bins of equal size."""
MAX_LEVELS = 60
"""Columns with more values are ids or free text."""
TOO_FEW_ROWS = f"One side has fewer than {FEW} rows, too few to compare."

PUBLISHER = "Ask who publishes or records it what changed. Do not compare across the change until that is known."
_DRIFTED = (
    "Find out whether the world changed or the record did. If the world did, make a new run; if the record did, "
    "do not use results on these rows."
)


def missingness(sides: Sides, limits: Limits) -> Iterator[Measured]:
    """Watch the share without a value in every column that is used."""
    for name in sides.columns:
        title = f"Missing: {_words(sides, name)}"
        frames = sides.prepared
        if min(frames.before.height, frames.after.height) < FEW:
            yield untold("missing", name, title, limits.missing, TOO_FEW_ROWS)
            continue
        old, new = frames.missing(name)
        if name == sides.case.classification.target.column:
            # Of a held-out period that is not opened not even this is read.
            kept = sides.opened
            ones, rows = frames.by_month(old & kept), frames.by_month(kept)
        else:
            ones, rows = frames.by_month(old), frames.by_month(np.ones(len(old), bool))
        now, of = float(new.sum()), float(len(new))
        change = share_change(ones, rows, now, of, sides.clustered)
        shown = figure("share without a value", change, (ones.sum(), rows.sum()), (now, of))
        sentence = f"{_words(sides, name)} without a value: {_said(shown)}."
        yield Measured(
            "missing",
            name,
            title,
            sentence,
            limits.missing,
            PUBLISHER,
            moved=abs(change.change),
            reach=change.reach,
            p=change.p,
            figures=(shown,),
        )


def drift(sides: Sides, limits: Limits) -> Iterator[Measured]:
    """Watch the distribution of every feature and of every measured characteristic."""
    for name in sides.columns:
        if name == sides.case.classification.target.column:
            continue
        title = f"Distribution: {_words(sides, name)}"
        values = sides.prepared.before[name]
        if values.dtype == pl.String and max(values.n_unique(), sides.prepared.after[name].n_unique()) > MAX_LEVELS:
            yield unwatched("drift", title, f"It has more than {MAX_LEVELS} different values.", name)
            continue
        yield spread("drift", name, title, _words(sides, name), sides.prepared.table(name, BINS), sides, limits)


def spread(
    code: str, about: str, title: str, words: str, table: Table, sides: Sides, limits: Limits, blocking: bool = True
) -> Measured:
    """Return how far a distribution moved."""
    assert code in ("drift", "score-drift")
    before, after = table.before.sum(0), table.after
    if min(before.sum(), after.sum()) < FEW:
        return untold(code, about, title, limits.drift, TOO_FEW_ROWS)  # type: ignore[arg-type]
    found = distribution_change(table.before, after, sides.clustered)
    # Of two levels the movement of one is the movement of all.
    hidden = len(after) <= 2 and any(0 < rows < MINIMUM for rows in (*before, *after))
    shown = Figure(
        "share of rows that moved to another value",
        now=None if hidden else round(found.moved, 4),
        n_now=int(after.sum()),
        n_before=int(before.sum()),
        reason=TOO_FEW if hidden else None,
    )
    shares = after / after.sum() - before / before.sum()
    most = int(np.argmax(np.abs(shares)))
    said = TOO_FEW if hidden else f"{points(found.moved)} in 100 rows moved to another value"
    sentence = f"{words}: {said}."
    behind = (before[most], after[most], before.sum() - before[most], after.sum() - after[most])
    if table.labels and min(behind) >= SHOWN:
        sentence += (
            f" The largest move: {quoted(table.labels[most])} from {percent(before[most] / before.sum())} to "
            f"{percent(after[most] / after.sum())}."
        )
    return Measured(
        code,  # type: ignore[arg-type]
        about,
        title,
        sentence,
        limits.drift,
        _DRIFTED,
        moved=found.moved,
        reach=found.reach,
        p=found.p,
        figures=(shown,),
        blocking=blocking,
    )


def _words(sides: Sides, name: str) -> str:
    declared = sides.case.data.columns.get(name)
    return (declared.name if declared is not None else None) or plain_column(name)


def _said(shown: Figure) -> str:
    if shown.now is None or shown.before is None:
        return "too few rows to print"
    return f"{percent(shown.now)} now against {percent(shown.before)} before"


def quoted(label: str) -> str:
    """Return a label as it stands in a sentence."""
    return f'"{label}"' if label else "blank"
