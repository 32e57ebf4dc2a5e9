"""The model that leaves a run, where one may."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from peel_ml.experiment.judging import Judged
from peel_ml.experiment.learning import Learned
from peel_ml.results.record import ModelRecord

if TYPE_CHECKING:
    from peel_ml.tracking import ModelExport

FOLDER = "model"
"""Where its files stand in the run's folder."""


def exported(model: ModelRecord, judged: Judged, learned: Learned) -> ModelExport | None:
    """Return the model for whoever loads it; None for an enforcement audit, which releases none."""
    from peel_ml.tracking import ModelExport

    if not model.released:
        return None
    # The machine's number of threads is no part of the model.
    return ModelExport(replace(learned.model, threads=1).to_json(), judged.development.features.protected)


def model_files(model: ModelRecord, judged: Judged, learned: Learned) -> dict[str, bytes]:
    """Return the files that are frozen with a submission, by their names in the run's folder; none of an audit."""
    export = exported(model, judged, learned)
    return {} if export is None else {f"{FOLDER}/{name}": content for name, content in export.files().items()}
