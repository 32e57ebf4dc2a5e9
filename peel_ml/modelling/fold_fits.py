"""Fits on the folds of one part: each is a function of a setting, a fold and a learning rate, and can be kept."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from peel_ml.keeping import intact, keep, kept
from peel_ml.modelling.binned import Binned
from peel_ml.modelling.encoding import EncodedRows, Matrix
from peel_ml.modelling.objectives import OBJECTIVES
from peel_ml.modelling.space import always
from peel_ml.modelling.trees import OnRound, Trees, boosted
from peel_ml.results.space import Params

PATIENCE = 20
"""Rounds without a better value after which a fit stops, at `PATIENCE_RATE`; in proportion more at a lower rate."""
PATIENCE_RATE = 0.1
MAX_ROUNDS = 3000
"""No fit met it yet; it bounds one that never stops getting better."""


CHUNK = 250_000
"""Rows scored at a time where they are encoded for it."""


def patience(rate: float) -> int:
    """Return after how many rounds without a better value a fit stops.

    Examples
    --------
    >>> patience(0.1), patience(0.05)
    (20, 40)
    """
    return round(PATIENCE * PATIENCE_RATE / rate)


@dataclass(frozen=True)
class FoldFits:
    """Everything a fit needs beside its setting.

    Parameters
    ----------
    matrix, y : Matrix or EncodedRows, ndarray of shape (n,)
        The encoded part and its target.
    folds : sequence of (train, valid)
        Row numbers, rising.
    objective : str
        A name of `OBJECTIVES`.
    folder : Path
        Where `kept` keeps fits. It belongs to one part and its folds: rows are not in the name of a fit.
    go_on : callable
        Called after every round; what it raises ends the fit.
    max_rounds : int
        Rounds after which a fit ends that still gets better.
    stopping : sequence of row numbers, optional
        For each fold the rows that choose the number of rounds, where they are not all that it holds back.
    bins : Binned, optional
        The bins of `matrix`, where other folds of the same rows have made them.
    """

    matrix: Matrix | EncodedRows
    y: NDArray[np.int8]
    folds: Sequence[tuple[NDArray[np.int64], NDArray[np.int64]]]
    objective: str
    seed: int
    threads: int
    folder: Path
    go_on: Callable[[], None]
    max_rounds: int = MAX_ROUNDS
    stopping: Sequence[NDArray[np.int64]] | None = None
    bins: Binned | None = field(default=None, repr=False, compare=False)
    _busy: dict[str, Lock] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Also where `dataclasses.replace` gave other rows: bins of one matrix say nothing of another.
        if self.bins is None or self.bins.source is not self.matrix:
            object.__setattr__(self, "bins", Binned(self.matrix, self.seed, self.threads))

    @property
    def whole(self) -> Matrix:
        """All rows, encoded."""
        return self.matrix if isinstance(self.matrix, Matrix) else self.matrix.rows(np.arange(len(self.matrix)))

    def fit(self, params: Params, fold: int, rate: float, on_round: OnRound | None = None) -> Trees:
        """Fit on the fold's training rows; its own rows choose the number of rounds."""
        train, valid = self.folds[fold]
        if self.stopping is not None:
            valid = self.stopping[fold]
        assert self.bins is not None

        def each_round(number: int, value: float) -> None:
            self.go_on()
            if on_round is not None:
                on_round(number, value)

        return boosted(
            self.bins.rows(train, self.y[train]),
            self.bins.rows(valid, self.y[valid]),
            params={**always(len(train)), **params, "learning_rate": rate},
            max_rounds=self.max_rounds,
            early_stopping=patience(rate),
            seed=self.seed,
            threads=self.threads,
            on_round=each_round,
        )

    def kept(self, params: Params, fold: int, rate: float) -> Trees:
        """Return the fit; one that was made before is read, a new one is kept, and one under way is waited for."""
        facts = [dict(params), fold, len(self.folds), rate, self.seed, PATIENCE, self.max_rounds]
        name = hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:32]
        with self._busy.setdefault(name, Lock()):
            if not intact(self.folder / name):
                keep(self.folder / name, Trees, self.fit(params, fold, rate))
        trees: Trees = kept(self.folder / name, Trees)
        return trees

    def raw(self, trees: Trees, fold: int) -> NDArray[np.float64]:
        """Return the log-odds of the fold's own rows."""
        return self.scored(trees, self.folds[fold][1])

    def scored(self, trees: Trees, index: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the log-odds of these rows."""
        if isinstance(self.matrix, Matrix):
            return trees.raw(self.matrix.rows(index), self.threads)
        raw = np.empty(len(index))
        for start in range(0, len(index), CHUNK):
            part = index[start : start + CHUNK]
            raw[start : start + CHUNK] = trees.raw(self.matrix.rows(part), self.threads)
        return raw

    def score(self, trees: Trees, fold: int) -> float:
        """Return the objective on the fold's own rows, higher better."""
        return OBJECTIVES[self.objective].score(self.y[self.folds[fold][1]], self.raw(trees, fold))
