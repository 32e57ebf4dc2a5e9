"""The fifth of the rows that a quick run looks at."""

from __future__ import annotations

import numpy as np
import polars as pl

SHARE = 0.2
"""Of the rows, or of the events and people that rows belong to."""


def thinned(frame: pl.DataFrame, cluster: str | None, seed: int) -> pl.DataFrame:
    """Return a share of the rows in their order; rows of one cluster stay together.

    Parameters
    ----------
    frame : polars.DataFrame
        The prepared rows.
    cluster : str or None
        The column whose equal values belong together; rows without a value stand for themselves.
    seed : int
        Of the run: the same seed draws the same rows.

    Examples
    --------
    >>> thinned(pl.DataFrame({"n": range(1000)}), None, seed=0).height
    200
    """
    rows = pl.int_range(frame.height, dtype=pl.Int64)
    if cluster is None:
        unit = frame.select(unit=rows)["unit"]
    else:
        own = pl.when(pl.col(cluster).is_null()).then(rows).otherwise(-1)
        unit = frame.select(unit=pl.struct(cluster, own.alias("own")).rank("dense").cast(pl.Int64) - 1)["unit"]
    if not len(unit):
        return frame
    units = int(unit.max()) + 1  # type: ignore[arg-type]
    kept = np.zeros(units, dtype=bool)
    kept[np.random.default_rng(seed).permutation(units)[: max(1, round(SHARE * units))]] = True
    return frame.filter(pl.Series(kept[unit.to_numpy()]))
