"""What the experiment hands over for a loadable model."""

from __future__ import annotations

import json
from dataclasses import dataclass


@dataclass(frozen=True)
class ModelExport:
    """A fitted model as text, with what a caller must give it.

    Parameters
    ----------
    text : str
        ``FittedModel.to_json()``: encoder, trees and calibration. Nothing is pickled.
    protected : frozenset of str
        Names of the protected columns; the model refuses a feature among them.
    """

    text: str
    protected: frozenset[str]

    def files(self) -> dict[str, bytes]:
        """Return the model's files: the same bytes in the run's folder, where they are frozen, and in MLflow."""
        return {"model.json": self.text.encode(), "protected.json": json.dumps(sorted(self.protected)).encode()}
