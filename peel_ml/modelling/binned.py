"""Rows put into LightGBM's bins once, and as often as wanted fitted on: a fit takes its rows from them.

Bins say how finely a column is cut. They are made from the values of the features of all rows, those that a fold
holds back included, and from no outcome: nothing of what is to be predicted reaches a fit that way.
"""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from peel_ml.modelling.encoding import EncodedRows, Matrix
from peel_ml.modelling.trees import FIXED

if TYPE_CHECKING:
    import lightgbm


class Binned:
    """The bins of all rows, made when they are first asked for.

    Parameters
    ----------
    source : Matrix or EncodedRows
        The rows; `EncodedRows` are handed over as Arrow columns, which gives the same bins without a matrix.
    seed : int
        Draws the rows that decide where bins end, where there are more than LightGBM looks at (200,000).
    threads : int
        Threads that put rows into bins; changes nothing else.

    Notes
    -----
    For the tables of `benchmarks.made`, a fifth of the time of a search was spent on making the same bins for each
    fit.
    """

    def __init__(self, source: Matrix | EncodedRows, seed: int, threads: int) -> None:
        self.source, self.seed, self.threads = source, seed, threads
        self._lock = Lock()
        self._all: lightgbm.Dataset | None = None

    def rows(self, index: NDArray[np.int64], y: NDArray[np.int8]) -> lightgbm.Dataset:
        """Return these rows with their 0/1 target, ready for a fit.

        Parameters
        ----------
        index : ndarray of int, shape (m,)
            Row numbers, rising.
        y : ndarray, shape (m,)
            The target of these rows.
        """
        part = self._binned().subset([])
        # Not through `subset`, which makes a Python list of them.
        part.used_indices = np.ascontiguousarray(index, np.int32)  # type: ignore[assignment]
        return part.construct().set_label(y)

    def _binned(self) -> lightgbm.Dataset:
        with self._lock:
            if self._all is None:
                import lightgbm as lgb

                names, categorical = self.source.names, self.source.categorical
                self._all = lgb.Dataset(
                    self.source.values if isinstance(self.source, Matrix) else self.source.table(),
                    np.zeros(len(self.source), np.float32),
                    feature_name=[f"f{i}" for i in range(len(names))],
                    categorical_feature=list(categorical),
                    params={**FIXED, "seed": self.seed, "num_threads": self.threads},
                ).construct()
            return self._all
