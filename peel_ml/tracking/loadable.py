"""The code of a logged model ("models from code"): MLflow runs this file when the model is loaded.

It is stored beside the model's text and a copy of `peel_ml`; nothing is pickled. Import it nowhere.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
from mlflow.models import set_model
from mlflow.pyfunc.model import PythonModel

from peel_ml.data.parts import Features
from peel_ml.modelling.bag import FittedModel
from peel_ml.modelling.encoding import EncodedColumn


class DeclaredColumnsModel(PythonModel):
    """Takes the declared features as a data frame and gives calibrated probabilities."""

    def load_context(self, context: Any) -> None:
        """Read the model's text and the declared features."""
        folder = Path(context.artifacts["model"])
        self.fitted = FittedModel.from_json((folder / "model.json").read_text(encoding="utf-8"))
        self.protected = frozenset(json.loads((folder / "protected.json").read_text(encoding="utf-8")))

    def predict(self, context: Any, model_input: pd.DataFrame,
                params: dict[str, Any] | None = None) -> pd.DataFrame:
        """Return one column ``probability``, one row a row of `model_input`."""
        columns = self.fitted.encoder.columns
        frame = pl.DataFrame({column.name: _column(model_input[column.name], column) for column in columns})
        features = Features(frame, {column.name: column.kind for column in columns}, self.protected)
        return pd.DataFrame({"probability": self.fitted.predict(features)}, index=model_input.index)


def _column(values: pd.Series, column: EncodedColumn) -> pl.Series:
    missing = values.isna().to_numpy()
    if column.levels is None:
        return pl.Series(values.astype("float64").to_numpy()).fill_nan(None)
    return pl.Series([None if gone else str(value) for value, gone in zip(values, missing, strict=True)],
                     dtype=pl.String)


set_model(DeclaredColumnsModel())
