"""What was measured of the split: which row fell where, and what two parts share."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import polars as pl

from peel_ml.data.dividing import EMBARGO, PARTS
from peel_ml.keeping import Table
from peel_ml.results.data import SplitRecord


def division(frame: Table, part: pl.Series, cluster: str | None, left_aside: Sequence[str]) -> SplitRecord:
    """Return the digest of the split and its overlap.

    Parameters
    ----------
    frame : polars.DataFrame or Stored
        The prepared rows.
    part : polars.Series of shape (n,)
        The part each row falls in.
    cluster : str or None
        Column whose equal values belong together.
    left_aside : sequence of str
        Columns that say how a case ended. They are not looked at: the held-out period may be closed.

    Examples
    --------
    >>> frame = pl.DataFrame({"who": [1, 1, 2, 3], "size": [5, 5, 6, 7]})
    >>> made = division(frame, pl.Series(["training", "held_out", "training", "validation"]), "who", ())
    >>> made.identical_rows, made.shared_clusters
    (2, 1)
    """
    labels = [*PARTS, EMBARGO]
    codes = part.cast(pl.String).replace_strict(labels, range(len(labels)), return_dtype=pl.UInt8).to_numpy()
    digest = hashlib.sha256(",".join(labels).encode() + b"\n" + np.ascontiguousarray(codes).tobytes())
    placed = pl.Series(part != EMBARGO)
    looked_at = frame.drop([name for name in left_aside if name in frame.columns])
    rows = pl.DataFrame({"row": looked_at.hash_rows(), "part": codes}).filter(placed) if looked_at.width else None
    shared = None
    if cluster is not None:
        by_cluster = pl.DataFrame({"cluster": frame[cluster], "part": codes}).filter(placed).drop_nulls()
        shared = by_cluster.unique().group_by("cluster").len().filter(pl.col("len") > 1).height
    return SplitRecord(digest.hexdigest(), 0 if rows is None else _in_two(rows), shared)


def _in_two(rows: pl.DataFrame) -> int:
    """Return how many rows have an equal one in another part."""
    repeated = rows.filter(pl.col("row").is_duplicated())
    return repeated.filter(pl.col("part").n_unique().over("row") > 1).height
