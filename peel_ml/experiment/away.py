"""Fits on the workers of a cluster: the same fits, from the same arrays, with the same figures.

`FarFits` is `FoldFits` whose work is done elsewhere. What leaves this machine is the encoded matrix, the outcome
and the folds, once; then settings go out, and trees and figures come back. Names of categories stay here: a matrix
holds their numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from peel_ml.cluster import Blocks, Cluster, Shared, arrays_of, share
from peel_ml.logs import event
from peel_ml.modelling.encoding import Matrix
from peel_ml.modelling.fold_fits import FoldFits, patience
from peel_ml.modelling.space import always
from peel_ml.modelling.spread import fit_spread, fits_one
from peel_ml.modelling.trees import OnRound, Trees
from peel_ml.results.space import Params, Space
from peel_ml.tuning.away import Sent, judged_there, sent
from peel_ml.tuning.making import make_trial
from peel_ml.tuning.search import Objective, Outcome, Report
from peel_ml.tuning.study import Study

HERE = ("matrix", "y", "folds", "folder", "go_on", "stopping")
"""What of `FoldFits` does not go with a job: the arrays go once, folders and stopping are this machine's."""

ObjectiveOf = Callable[[FoldFits, float], Objective]
"""Makes the objective of a search from the fits and the learning rate; a function of an installed module."""


@dataclass(frozen=True)
class Facts:
    """What a worker needs beside the arrays to make the fits."""

    key: str
    names: tuple[str, ...]
    categorical: tuple[int, ...]
    rest: tuple[tuple[str, Any], ...]
    """What else `FoldFits` holds: objective, seed, threads and the like."""


@dataclass(frozen=True, kw_only=True)
class FarFits(FoldFits):
    """Fits that the workers of a cluster make; `kept` keeps them here.

    Parameters
    ----------
    cluster : Cluster
    shared : Shared
        The arrays, as the workers have them.
    """

    cluster: Cluster
    shared: Shared

    @property
    def facts(self) -> Facts:
        """What goes with every job."""
        matrix = self.matrix
        # Without the columns' names: a worker has no use for them.
        names = tuple(f"f{index}" for index in range(len(matrix.names)))
        # What does not count in a comparison is what this machine has made of the rows: each worker makes its own.
        rest = tuple(
            (one.name, getattr(self, one.name)) for one in fields(FoldFits) if one.compare and one.name not in HERE
        )
        return Facts(self.shared.key, names, matrix.categorical, rest)

    def fit(self, params: Params, fold: int, rate: float, on_round: OnRound | None = None) -> Trees:
        """Fit on a worker; nobody here is told of single rounds."""
        trees: Trees = self._call("fit", _fit, dict(params), fold, rate)
        return trees

    def raw(self, trees: Trees, fold: int) -> NDArray[np.float64]:
        """Return the log-odds of the fold's own rows."""
        raw: NDArray[np.float64] = self._call("raw", _raw, trees, fold)
        return raw

    def score(self, trees: Trees, fold: int) -> float:
        """Return the objective on the fold's own rows, higher better."""
        return float(self._call("score", _score, trees, fold))

    def judged(self, of: ObjectiveOf, rate: float, params: Params, report: Report) -> Outcome:
        """Judge a trial of a search on a worker."""
        outcome, steps = self._call("trial", _judged, of, rate, sent(params, report))
        report.steps.update(steps)
        ended: Outcome = outcome
        return ended

    def make(self, of: ObjectiveOf, rate: float, study: Study, space: Space, number: int) -> None:
        """Have a worker make one trial of a study that all share."""
        self._call("trial", _made, of, rate, study, space, number)

    def _call(self, name: str, function: Callable[..., Any], *given: Any) -> Any:
        return self.cluster.call(name, function, self.shared.data, self.facts, *given, go_on=self.go_on)


@dataclass(frozen=True, kw_only=True)
class SpreadFits(FoldFits):
    """Fits that all workers of a cluster make together, one after another: the rows fit none of them alone.

    Parameters
    ----------
    cluster : Cluster
    blocks : Blocks
        The matrix and the outcome, a part on each worker.
    """

    cluster: Cluster
    blocks: Blocks

    def fit(self, params: Params, fold: int, rate: float, on_round: OnRound | None = None) -> Trees:
        """Fit on all workers; the fold's own rows choose the number of rounds, here."""
        train, valid = self.folds[fold]
        if self.stopping is not None:
            valid = self.stopping[fold]

        def each_round(number: int, value: float) -> None:
            self.go_on()
            if on_round is not None:
                on_round(number, value)

        # Two trainings at a time would wait for one another's workers.
        with _together, self.cluster._gone():
            return fit_spread(
                self.cluster.client,
                self.blocks.rows(train),
                categorical=self.matrix.categorical,
                params={**always(len(train)), **params, "learning_rate": rate},
                valid=(self.matrix.rows(valid), self.y[valid]),
                max_rounds=self.max_rounds,
                early_stopping=patience(rate),
                seed=self.seed,
                on_round=each_round,
            )


_together = Lock()


def far(fits: FoldFits, cluster: Cluster, folder: Path) -> FarFits | SpreadFits:
    """Return the same fits made by a cluster, once the data is there.

    Each fit is made by one worker where the matrix leaves it room (`peel_ml.modelling.spread.fits_one`), otherwise by
    all workers together.

    Parameters
    ----------
    fits : FoldFits
        As they would be made here.
    cluster : Cluster
    folder : Path
        For files that the workers read where they can; below the work folder.
    """
    given = {name: getattr(fits, name) for name in (one.name for one in fields(FoldFits) if one.init)}
    assert fits.stopping is None, "searches hold all of their folds' rows back"
    values = fits.whole.values
    if not fits_one(values.nbytes, cluster.memory_limit):
        event("fits_spread", bytes=values.nbytes, memory_limit=cluster.memory_limit)
        return SpreadFits(**given, cluster=cluster, blocks=Blocks(cluster, (values, fits.y)))
    shared = share(cluster, {"values": values, "y": fits.y, "folds": packed(fits.folds, len(fits.y))}, folder)
    return FarFits(**given, cluster=cluster, shared=shared)


def packed(folds: Sequence[tuple[NDArray[np.int64], NDArray[np.int64]]], rows: int) -> NDArray[np.uint8]:
    """Return folds as one bit a row, fold and side: a fortieth of their row numbers.

    Examples
    --------
    >>> folds = [(np.array([1, 2]), np.array([0])), (np.array([0]), np.array([1, 2]))]
    >>> [[side.tolist() for side in fold] for fold in unpacked(packed(folds, 3), 3)]
    [[[1, 2], [0]], [[0], [1, 2]]]
    """
    sides = np.zeros((len(folds), 2, rows), np.bool_)
    for number, fold in enumerate(folds):
        for side, index in enumerate(fold):
            sides[number, side, index] = True
    return np.packbits(sides, axis=2)


def unpacked(bits: NDArray[np.uint8], rows: int) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Return folds as row numbers, in order."""
    sides = np.unpackbits(np.asarray(bits), axis=2, count=rows).astype(np.bool_)
    return [(np.flatnonzero(train), np.flatnonzero(valid)) for train, valid in sides]


_making = Lock()


def _fits(data: Any, facts: Facts) -> FoldFits:
    """Return the fits of this worker: made from the arrays once, then kept until other arrays come."""
    with _making:
        if _held.facts != facts:
            arrays = arrays_of(data)
            y = np.asarray(arrays["y"])
            _held.fits = FoldFits(
                matrix=Matrix(np.asarray(arrays["values"]), facts.names, facts.categorical),
                y=y,
                folds=unpacked(arrays["folds"], len(y)),
                folder=Path(),
                go_on=_go_on,
                **dict(facts.rest),
            )
            _held.facts = facts
        assert _held.fits is not None
        return _held.fits


class _Held:
    facts: Facts | None = None
    fits: FoldFits | None = None


_held = _Held()


def _go_on() -> None:
    """Nobody stops a worker in the middle of a fit."""


def _fit(data: Any, facts: Facts, params: Params, fold: int, rate: float) -> Trees:
    return _fits(data, facts).fit(params, fold, rate)


def _raw(data: Any, facts: Facts, trees: Trees, fold: int) -> NDArray[np.float64]:
    return _fits(data, facts).raw(trees, fold)


def _score(data: Any, facts: Facts, trees: Trees, fold: int) -> float:
    return _fits(data, facts).score(trees, fold)


def _judged(data: Any, facts: Facts, of: ObjectiveOf, rate: float, trial: Sent) -> tuple[Outcome, dict[int, float]]:
    return judged_there(of(_fits(data, facts), rate), trial)


def _made(data: Any, facts: Facts, of: ObjectiveOf, rate: float, study: Study, space: Space, number: int) -> None:
    make_trial(study, number, space, of(_fits(data, facts), rate))
