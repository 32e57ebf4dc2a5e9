"""The fitted model: an encoder, one boosted model a fold, and a calibrator; text through and through."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, TypeAdapter

from peel_ml.data.parts import Features
from peel_ml.modelling.calibration import IsotonicCalibration, LogisticCalibration
from peel_ml.modelling.encoding import Encoder, Matrix, features_only
from peel_ml.modelling.trees import Trees

if TYPE_CHECKING:
    from peel_ml.modelling.streaming import Rows

LEAVES = re.compile(r"^num_leaves=(\d+)$", re.MULTILINE)
CHUNK = 250_000
"""Rows encoded and scored at a time, so that memory does not grow with the number of rows."""


@dataclass(frozen=True)
class FittedModel:
    """Fold models averaged in log-odds, then calibrated.

    Parameters
    ----------
    encoder : Encoder
        How rows become numbers.
    members : tuple of Trees
        One model a fold, each fitted without that fold.
    calibrator : LogisticCalibration or IsotonicCalibration
        Learned on out-of-fold log-odds.
    threads : int
        Members scored at a time, one thread each; changes no figure.

    Notes
    -----
    Log-odds are averaged, not probabilities, so that SHAP values of the members average to those of the bag.
    """

    encoder: Encoder
    members: tuple[Trees, ...]
    calibrator: Annotated[LogisticCalibration | IsotonicCalibration, Field(discriminator="method")]
    threads: int = 1
    format: Literal["peel-ml-model/1"] = "peel-ml-model/1"

    @property
    def names(self) -> tuple[str, ...]:
        """Feature names, in the order of the columns of `contributions`."""
        return tuple(column.name for column in self.encoder.columns)

    @property
    def rounds(self) -> int:
        """Boosting rounds of all members together."""
        return sum(member.best_round for member in self.members)

    @property
    def leaves(self) -> tuple[int, ...]:
        """Leaves of each tree of every member: what an explanation's cost goes by."""
        return tuple(int(found) for member in self.members for found in LEAVES.findall(member.text))

    @property
    def digest(self) -> str:
        """SHA-256 over what decides a prediction: encoder, trees, calibrator."""
        parts = [self.encoder.to_json(), *(member.digest for member in self.members), repr(self.calibrator)]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def raw(self, features: Features) -> NDArray[np.float64]:
        """Return uncalibrated log-odds, shape (n,).

        Raises
        ------
        TypeError
            `features` is not `Features`.
        BadRequest
            The rows lack a feature of the model.
        """
        return self._chunked(features, self._raw)

    def score(self, matrix: Matrix) -> NDArray[np.float64]:
        """Return calibrated probabilities of rows that the model's own encoder made, shape (n,)."""
        return self.calibrator(self._raw(matrix))

    def _raw(self, matrix: Matrix) -> NDArray[np.float64]:
        return np.asarray(np.mean(list(self._each(lambda member: member.raw(matrix))), axis=0))

    def predict(self, features: Features) -> NDArray[np.float64]:
        """Return calibrated probabilities of the declared positive outcome, shape (n,), in 0..1."""
        return self.calibrator(self.raw(features))

    def predict_to(
        self, rows: Rows, to: Path, *, keep: Sequence[str] = (), protected: frozenset[str] = frozenset()
    ) -> int:
        """Write calibrated probabilities of any number of rows to a Parquet file; memory does not grow with them.

        Parameters
        ----------
        rows : LazyFrame or path
            A Parquet file, a folder of them, or any lazy frame of polars, with the features by name.
        to : Path
            The file to write, with the columns of `keep` and ``probability``, in the order of the rows. It is there
            when it is whole.
        keep : sequence of str
            Columns to write beside the probability, such as a reference number.
        protected : frozenset of str
            Names that no feature may have.

        Returns
        -------
        int
            Rows written.

        Raises
        ------
        BadRequest
            A column is missing, or holds text where training held numbers.
        """
        from peel_ml.modelling.streaming import scored_to

        kinds = {column.name: column.kind for column in self.encoder.columns}
        return scored_to(
            rows, to, lambda some: self.predict(Features(some, kinds, protected)), features=self.names, keep=keep
        )

    def contributions(self, features: Features) -> NDArray[np.float64]:
        """Return SHAP values of the bag in log-odds, shape (n, p + 1), the base value last."""
        total = np.zeros((len(features_only(features)), len(self.names) + 1))
        for member in self.member_contributions(features):
            total += member
        return total / len(self.members)

    def member_contributions(self, features: Features) -> Iterator[NDArray[np.float64]]:
        """Yield the SHAP values of one member after another, each of shape (n, p + 1)."""
        yield from self._each(lambda member: self._chunked(features, member.contributions))

    def _each(self, of: Callable[[Trees], NDArray[np.float64]]) -> Iterator[NDArray[np.float64]]:
        """Go through the members in their order, `threads` of them at a time: LightGBM lets other threads run.

        Not by LightGBM's own threads, which wait by spinning; and never one booster in two threads, which it
        does not allow.
        """
        with ThreadPoolExecutor(max(1, self.threads)) as pool:
            yield from pool.map(of, self.members)

    def _chunked(self, features: Features, score: Callable[[Matrix], NDArray[np.float64]]) -> NDArray[np.float64]:
        n = len(features_only(features))
        if n <= CHUNK:
            return score(self.encoder.transform(features))
        return np.concatenate(
            [
                score(self.encoder.transform(features.rows(np.arange(start, min(start + CHUNK, n)))))
                for start in range(0, n, CHUNK)
            ]
        )

    def to_json(self) -> str:
        """Return the whole model as JSON text; nothing is pickled."""
        return _adapter().dump_json(self).decode()

    @classmethod
    def from_json(cls, text: str | bytes) -> FittedModel:
        """Read what `to_json` wrote.

        Raises
        ------
        pydantic.ValidationError
            The text is not a model of this format.
        """
        return _adapter().validate_json(text)


@cache
def _adapter() -> TypeAdapter[FittedModel]:
    return TypeAdapter(FittedModel)
