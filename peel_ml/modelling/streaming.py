"""Scores of more rows than fit into memory: read, scored and written a batch at a time."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from peel_ml.errors import BadRequest, Problem

BATCH = 100_000
"""Rows read and scored at a time."""
PROBABILITY = "probability"

Rows = pl.LazyFrame | str | Path


def scored_to(
    rows: Rows,
    to: Path,
    score: Callable[[pl.DataFrame], NDArray[np.float64]],
    *,
    features: Sequence[str],
    keep: Sequence[str] = (),
    batch: int = BATCH,
) -> int:
    """Write the score of each row to a Parquet file, in the rows' order; return how many there are.

    Parameters
    ----------
    rows : LazyFrame or path
        A Parquet file, a folder of them, or any lazy frame of polars.
    to : Path
        The file to write. It is there when it is whole; one that was there is replaced then.
    score : callable
        From rows to their probabilities.
    features : sequence of str
        Columns that `score` takes.
    keep : sequence of str
        Columns that are written beside the probability, such as a reference number.
    batch : int
        Rows in memory at a time, about.

    Raises
    ------
    BadRequest
        A column is missing, or one to keep has the name of the result.
    """
    import pyarrow.parquet as parquet

    lazy = rows if isinstance(rows, pl.LazyFrame) else pl.scan_parquet(rows)
    _check(lazy.collect_schema().names(), features, keep)
    to.parent.mkdir(parents=True, exist_ok=True)
    part, written = to.with_name(f".{to.name}.{os.getpid()}.part"), 0
    columns = list(dict.fromkeys([*keep, *features]))
    empty = _with(lazy.select(columns).limit(0).collect().select(keep), np.empty(0)).to_arrow()
    try:
        with parquet.ParquetWriter(part, empty.schema) as writer:
            # Batches as they are read: skipping to a row would read all those before it again.
            for some in lazy.select(columns).collect_batches(chunk_size=batch, maintain_order=True):
                for start in range(0, len(some), batch):
                    piece = some.slice(start, batch)
                    scored = _with(piece.select(keep), score(piece.select(features)))
                    writer.write_table(scored.to_arrow().cast(empty.schema))
                    written += len(piece)
        part.replace(to)
    finally:
        part.unlink(missing_ok=True)
    return written


def _with(kept: pl.DataFrame, scores: NDArray[np.float64]) -> pl.DataFrame:
    return pl.DataFrame([*kept.get_columns(), pl.Series(PROBABILITY, scores, pl.Float64)])


def _check(there: Sequence[str], features: Sequence[str], keep: Sequence[str]) -> None:
    problems = [Problem(f"no feature {name!r}") for name in features if name not in there]
    problems += [Problem(f"no column {name!r} to keep") for name in keep if name not in there]
    if PROBABILITY in keep:
        problems.append(Problem(f"a column to keep is called {PROBABILITY!r}, which is the name of the result"))
    if problems:
        raise BadRequest(f"These rows cannot be scored. They have the columns {', '.join(there)}.", problems)
