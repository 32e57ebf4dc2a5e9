"""The logged model as MLflow runs it: "models from code", so nothing is pickled.

The model's folder holds `SCRIPT`, a copy of `peel_ml` and the model's text; MLflow runs the script.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from peel_ml.data.parts import Features
from peel_ml.modelling.bag import FittedModel
from peel_ml.modelling.encoding import EncodedColumn

if TYPE_CHECKING:
    import pandas as pd
    from mlflow.pyfunc.model import PythonModel

SCRIPT = """from mlflow.models import set_model
from peel_ml.tracking.loadable import declared_columns_model

set_model(declared_columns_model())
"""


def declared_columns_model() -> PythonModel:
    """Return a model that takes the declared features as a data frame and gives calibrated probabilities."""
    import pandas as pd
    from mlflow.pyfunc.model import PythonModel

    class DeclaredColumnsModel(PythonModel):
        def load_context(self, context: Any) -> None:
            folder = Path(context.artifacts["model"])
            self.fitted = FittedModel.from_json((folder / "model.json").read_text(encoding="utf-8"))
            self.protected = frozenset(json.loads((folder / "protected.json").read_text(encoding="utf-8")))

        # MLflow reads these hints as values: text, which a __future__ import makes of them, it does not know.
        def predict(self, context, model_input, params=None):  # type: ignore[no-untyped-def]
            rows = features(model_input, self.fitted, self.protected)
            return pd.DataFrame({"probability": self.fitted.predict(rows)}, index=model_input.index)

        predict.__annotations__ = {"model_input": pd.DataFrame, "return": pd.DataFrame}  # noqa: RUF012

    return DeclaredColumnsModel()


def features(frame: pd.DataFrame, fitted: FittedModel, protected: frozenset[str]) -> Features:
    """Return the rows of a pandas frame as the features the model was fitted on; other columns are left."""
    columns = fitted.encoder.columns
    return Features(
        pl.DataFrame({column.name: _column(frame[column.name], column) for column in columns}),
        {column.name: column.kind for column in columns},
        protected,
    )


def _column(values: pd.Series, column: EncodedColumn) -> pl.Series:
    if column.levels is None:
        return pl.Series(values.astype("float64").to_numpy()).fill_nan(None)
    missing = values.isna().to_numpy()
    return pl.Series(
        [None if gone else str(value) for value, gone in zip(values, missing, strict=True)], dtype=pl.String
    )
