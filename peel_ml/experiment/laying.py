"""The rows laid out for learning: on which the search runs, and on which the models that are kept are fitted.

Up to `SEARCHED_WHOLE` rows both are all of them. Beyond, the search runs on a sample, and what was lost by that is
measured (`peel_ml.experiment.sampling_loss`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from peel_ml.data.folds import Fold, group_folds, time_blocks
from peel_ml.data.parts import Part
from peel_ml.modelling.encoding import EncodedRows, Encoder
from peel_ml.modelling.fold_fits import FoldFits
from peel_ml.tuning.declaration import Tuning

SEARCHED_WHOLE = 1_000_000
"""Development rows up to which the search sees all of them."""
SAMPLE = 500_000
"""Rows that a search sees of more than that."""
BLOCKS = 20
"""Stretches of time, with equally many rows each, that keep their shares in a sample."""
PLACE = 0.01
"""Share of the sample from which on a cluster is no event or person but a place: its rows are drawn one by one."""

Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Laid:
    """Where to search and where to fit what is kept.

    Parameters
    ----------
    searching : FoldFits
        Folds of the rows that the search sees.
    keeping : FoldFits
        Folds whose models are kept; the very same where the search sees all rows.
    seen : int
        Rows that the search sees.
    rule : str
        How they were drawn; empty where they are all.
    """

    encoder: Encoder
    searching: FoldFits
    keeping: FoldFits
    seen: int
    rule: str

    @property
    def sampled(self) -> bool:
        """Whether the search sees a part of the rows only."""
        return self.searching is not self.keeping

    def elsewhere(self, made: Callable[[FoldFits], FoldFits]) -> Laid:
        """Return the same with the fits of the search made elsewhere.

        Where what is kept are fits on everything, and those are others, they stay here.
        """
        away = made(self.searching)
        return replace(self, searching=away, keeping=self.keeping if self.sampled else away)


def lay(
    part: Part,
    tuning: Tuning,
    *,
    seed: int,
    threads: int,
    workers: int,
    grouped: bool,
    folder: Path,
    go_on: Callable[[], None],
) -> Laid:
    """Lay out the rows.

    Parameters
    ----------
    part, tuning, seed, threads, workers, grouped
        As in `peel_ml.experiment.learning.learn`.
    folder, go_on
        As in `FoldFits`.

    Notes
    -----
    With many rows the first and the last fold's models are kept and no others: averaging makes up for the chance that
    is in a few rows, and with more than a million there is little of it. One such fit at a time, with all cores, as a
    second one beside it would take its memory again.
    """
    folds = group_folds(part, tuning.folds) if grouped else time_blocks(part, tuning.folds)
    encoder = Encoder.fit(part.features)
    if len(part) <= SEARCHED_WHOLE:
        matrix = encoder.transform(part.features)
        fits = FoldFits(matrix, part.target, folds, tuning.objective, seed, threads, folder, go_on)
        return Laid(encoder, fits, fits, len(part), "")
    seen, rule = drawn(part, SAMPLE, seed)
    few = [(train[seen[train]], valid[seen[valid]]) for train, valid in folds]
    ends: tuple[Fold, Fold] = folds[0], folds[-1]
    del folds
    rows = EncodedRows(encoder, part.features)
    searching = FoldFits(rows, part.target, few, tuning.objective, seed, threads, folder / "sample", go_on)
    keeping = replace(
        searching,
        folds=ends,
        threads=threads * workers,
        folder=folder / "all",
        stopping=(few[0][1], few[-1][1]),
    )
    return Laid(encoder, searching, keeping, int(seen.sum()), rule)


def drawn(part: Part, rows: int, seed: int) -> tuple[NDArray[np.bool_], str]:
    """Return which rows are drawn, about so many, and the rule in a sentence.

    Whole clusters are drawn at random within stretches of time and outcomes, so that both keep their shares. A
    cluster counts where its first row is, and as positive where any of its rows is.

    Parameters
    ----------
    part : Part
        All rows.
    rows : int
        Rows wanted, fewer than there are.
    """
    cluster = _clusters(part.clusters)
    whole = np.bincount(cluster).max() <= max(1, PLACE * rows)
    if not whole:
        cluster = np.arange(len(part))
    order = part.time.to_physical().rank("ordinal").to_numpy()
    of_rows = pl.DataFrame(
        {"cluster": cluster, "block": (order.astype(np.int64) - 1) * BLOCKS // len(part), "y": part.target}
    )
    units = (
        of_rows.group_by("cluster").agg(pl.col("block").min(), pl.col("y").max()).sort("cluster") if whole else of_rows
    )
    stratum = (units["block"] * 2 + units["y"]).to_numpy()
    rng, kept = np.random.default_rng([seed, len(part)]), np.zeros(len(units), dtype=np.bool_)
    for one in np.unique(stratum):
        inside = np.flatnonzero(stratum == one)
        kept[rng.permutation(inside)[: round(len(inside) * rows / len(part))]] = True
    together = "clusters whole" if whole else "rows one by one, as the clusters are places"
    return kept[cluster], f"drawn at random within {BLOCKS} stretches of time and either outcome, {together}"


def _clusters(numbers: NDArray[np.int64]) -> Rows:
    """Number the clusters from 0."""
    if np.array_equal(numbers, np.arange(len(numbers))):
        return numbers
    return np.unique(numbers, return_inverse=True)[1].astype(np.int64)
