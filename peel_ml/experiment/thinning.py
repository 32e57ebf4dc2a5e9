"""The fifth of the rows that a quick run looks at."""

from __future__ import annotations

import numpy as np
import polars as pl

from peel_ml.keeping import Table

SHARE = 0.2
"""Of the rows, or of the events and people that rows belong to."""


def chosen(frame: Table, cluster: str | None, seed: int) -> pl.Series:
    """Return for each row whether it is one of the share that is kept; rows of one cluster stay together.

    Parameters
    ----------
    frame : polars.DataFrame or Stored
        The prepared rows.
    cluster : str or None
        The column whose equal values belong together; rows without a value stand for themselves.
    seed : int
        Of the run: the same seed draws the same rows.

    Examples
    --------
    >>> int(chosen(pl.DataFrame({"n": range(1000)}), None, seed=0).sum())
    200
    """
    rows = pl.int_range(frame.height, dtype=pl.Int64)
    if cluster is None:
        unit = pl.int_range(frame.height, dtype=pl.Int64, eager=True)
    else:
        own = pl.when(pl.col(cluster).is_null()).then(rows).otherwise(-1)
        unit = frame.select([cluster]).select(
            unit=pl.struct(cluster, own.alias("own")).rank("dense").cast(pl.Int64) - 1
        )["unit"]
    if not len(unit):
        return pl.Series([], dtype=pl.Boolean)
    units = int(unit.max()) + 1  # type: ignore[arg-type]
    kept = np.zeros(units, dtype=bool)
    kept[np.random.default_rng(seed).permutation(units)[: max(1, round(SHARE * units))]] = True
    return pl.Series(kept[unit.to_numpy()])
