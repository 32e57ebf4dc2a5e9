"""A model that was verified and then loaded: it predicts, and carries what was approved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from peel_ml.assurance.ledger.entry import moment
from peel_ml.assurance.policy import Scope
from peel_ml.errors import BadRequest, FellShort, Problem
from peel_ml.modelling.bag import FittedModel
from peel_ml.modelling.safe import SafeModel
from peel_ml.modelling.trees import Trees

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

    from peel_ml.modelling.streaming import Rows


class NotApproved(FellShort):
    """The model may not be used for the scope; every reason by name."""


def now() -> datetime:
    """Return the time, UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class ApprovedModel:
    """A model that was verified and then loaded, with what was approved.

    Parameters
    ----------
    use_case, scope : str
    run_id, matter, manifest, approval_id : str
        Which run, and which approval of it.
    valid_until : str
        When the approval ends; after that `predict` refuses.
    conditions : tuple of str
        Conditions that nobody has recorded as met yet.
    features : tuple of str
        Columns that `predict` takes.
    notes : tuple of str
        What somebody ought to look at, such as an alias that was moved. None of it changed what was loaded.
    """

    use_case: str
    scope: Scope
    run_id: str
    matter: str
    manifest: str
    approval_id: str
    valid_until: str
    conditions: tuple[str, ...]
    features: tuple[str, ...]
    notes: tuple[str, ...]
    _model: SafeModel = field(repr=False)
    _clock: Callable[[], datetime] = field(default=now, repr=False)

    def predict(self, frame: pl.DataFrame | pd.DataFrame) -> NDArray[np.float64]:
        """Return the probability of the declared positive outcome of each row, shape (n,).

        Parameters
        ----------
        frame : polars.DataFrame or pandas.DataFrame
            The declared features by name; other columns are left alone.

        Raises
        ------
        BadRequest
            A feature is missing.
        NotApproved
            The approval has ended since the model was loaded. What else may have happened to it since, only loading
            it again tells.
        """
        self._still()
        missing = [name for name in self.features if name not in frame.columns]
        if missing:
            raise BadRequest(
                f"The frame lacks {len(missing)} of the {len(self.features)} features of {self.use_case}.",
                [Problem(f"no column {name!r}") for name in missing],
            )
        rows: Any = frame if type(frame).__module__.startswith("pandas") else frame.to_pandas()
        return _probabilities(self._model, self.features, rows)

    def predict_to(self, rows: Rows, to: Path, *, keep: Sequence[str] = ()) -> int:
        """Write the probabilities of any number of rows to a Parquet file; memory does not grow with the rows.

        Parameters
        ----------
        rows, to, keep
            As for `peel_ml.modelling.bag.FittedModel.predict_to`; `rows` has the declared features by name.

        Returns
        -------
        int
            Rows written.

        Raises
        ------
        BadRequest
            A feature, or a column to keep, is missing.
        NotApproved
            The approval has ended since the model was loaded, or ends before all rows are scored.
        """
        from peel_ml.modelling.streaming import scored_to

        self._still()
        # Batch by batch, so that the approval is looked at while a long table is scored.
        return scored_to(rows, to, self.predict, features=self.features, keep=keep)

    def _still(self) -> None:
        if moment(self.valid_until) <= self._clock():
            raise NotApproved(f"The approval of {self.use_case} for {self.scope} ended on {self.valid_until[:10]}.")


def features_of(model: SafeModel) -> tuple[str, ...]:
    """Return the columns that a model takes."""
    if isinstance(model.model, FittedModel):
        return model.model.names
    names = model.model.booster.feature_name() if isinstance(model.model, Trees) else model.model.feature_names_in_
    return tuple(map(str, names))


def _probabilities(model: SafeModel, features: tuple[str, ...], rows: pd.DataFrame) -> NDArray[np.float64]:
    from peel_ml.tracking.loadable import features as as_features

    if isinstance(model.model, FittedModel):
        return model.model.predict(as_features(rows, model.model, model.protected))
    chosen = rows[list(features)]
    if isinstance(model.model, Trees):
        return np.asarray(model.model.booster.predict(chosen.astype("float64"), num_threads=1), np.float64)
    return np.asarray(model.model.predict_proba(chosen)[:, 1], np.float64)
