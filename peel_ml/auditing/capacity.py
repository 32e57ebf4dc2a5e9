"""Who is flagged when only so many can be: the highest scores, and never more than there is room for."""

from __future__ import annotations

import numpy as np
import polars as pl

from peel_ml.auditing.facts import as_number

_HELD = 1_000_000
"""Scores that are held at a time."""
_BINS = 4_096


def cut_at(frame: pl.LazyFrame, score: str, capacity: float) -> float:
    """Return the lowest score that flags no more rows than there is room for; infinite where ties leave none.

    Rows that share the score at the edge are all flagged or all not: which of them would be looked at is not known.
    The edge is closed in on bin by bin, so that memory stays bounded.

    Parameters
    ----------
    frame : polars.LazyFrame
        The rows; those without a score have no part.
    score : str
        The column; any scale, highest first.
    capacity : float
        A share below 1 of the rows with a score, or a number of rows from 1.

    Examples
    --------
    >>> cut_at(pl.LazyFrame({"s": [0.1, 0.2, 0.3, 0.9]}), "s", 2)
    0.3
    """
    numbers = frame.select(as_number(frame, score).alias("s")).drop_nulls()
    found = numbers.select(pl.len(), pl.col("s").min().alias("low"), pl.col("s").max().alias("high"))
    rows, low, high = found.collect(engine="streaming").row(0)
    # A share computed in floating point may exceed the capacity it equals.
    room = int(np.floor(capacity * rows * (1 + 1e-12))) if capacity < 1 else int(capacity)
    if room >= rows:
        return float(low)
    above, inside = 0, int(rows)
    while inside > _HELD and high > low:
        width = (high - low) / _BINS
        place = ((pl.col("s") - low) / width).floor().clip(0, _BINS - 1).cast(pl.Int32).alias("bin")
        within = numbers.filter(pl.col("s").is_between(low, high))
        counts = np.zeros(_BINS, dtype=np.int64)
        for at, count in within.group_by(place).agg(pl.len()).collect(engine="streaming").iter_rows():
            counts[at] = count
        higher = above + np.concatenate([np.cumsum(counts[::-1])[::-1][1:], [0]])
        # The highest bin at whose lower end there is no room left.
        edge = int(np.flatnonzero(higher + counts > room).max())
        edges = within.filter(place == edge).select(
            pl.len(), pl.col("s").min().alias("low"), pl.col("s").max().alias("high")
        )
        above = int(higher[edge])
        inside, low, high = edges.collect(engine="streaming").row(0)
    held = numbers.filter(pl.col("s").is_between(low, high)).group_by("s").agg(pl.len()).sort("s", descending=True)
    scores, counts = held.collect(engine="streaming").to_numpy().T
    fits = np.flatnonzero(above + np.cumsum(counts) <= room)
    if len(fits):
        return float(scores[fits[-1]])
    next_up = numbers.filter(pl.col("s") > high).select(pl.col("s").min()).collect(engine="streaming").item()
    return float("inf") if next_up is None else float(next_up)
