"""The data of a run as MLflow's dataset inputs: a digest and a shape, no rows and no path."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from peel_ml.results.recorded import Recorded

if TYPE_CHECKING:
    from mlflow.entities import DatasetInput

_LONGEST_DIGEST = 36
"""MLflow's limit; the full digest stands in the source and in the tag ``data_sha256``."""


def dataset_inputs(record: Recorded) -> list[DatasetInput]:
    """Return one input a part of the split; the held-out part only where the run opened it."""
    from mlflow.entities import Dataset, DatasetInput, InputTag

    data = record.data
    source = json.dumps(
        {"source": data.source, "sha256": data.sha256, "class": data.class_, "synthetic": data.synthetic}
    )
    columns = [
        {
            "name": column.name,
            "required": column.missing == 0,
            "type": "string" if column.dtype.lower().startswith(("str", "cat", "enum")) else "double",
        }
        for column in data.columns
    ]
    schema = json.dumps({"mlflow_colspec": columns})
    inputs = []
    for part in data.parts:
        if part.name == "held_out" and not record.final:
            continue
        period = None if part.period is None else f"{part.period.from_} to {part.period.to}"
        facts = {"num_rows": part.rows, "num_positives": part.positives, "period": period}
        profile = json.dumps({key: value for key, value in facts.items() if value is not None})
        name = f"{data.source} {part.name}".replace("_", " ")
        dataset = Dataset(name, data.sha256[:_LONGEST_DIGEST], "peel", source, schema, profile)
        inputs.append(DatasetInput(dataset, [InputTag("mlflow.data.context", part.name)]))
    return inputs
