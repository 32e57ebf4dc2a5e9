"""The loadable model: logged with signature and pinned requirements, registered under the use case's id.

Written through the client alone, step by step: save to a folder, create the logged model, upload, finish,
link to the run, register. MLflow's own ``log_model`` does the same through its global state.
"""

from __future__ import annotations

import json
import tempfile
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import peel_ml
from peel_ml.modelling.bag import FittedModel
from peel_ml.provenance import package_versions
from peel_ml.results.record import MlflowRun, RunRecord
from peel_ml.tracking.export import ModelExport

if TYPE_CHECKING:
    from mlflow import MlflowClient
    from mlflow.models import ModelSignature

REQUIRED = ("lightgbm", "mlflow", "numpy", "pandas", "polars", "pyarrow", "pydantic", "pyyaml", "scikit-learn")
"""What a loaded model imports; pinned to the versions it was made with."""

def requirements() -> list[str]:
    """Return the pinned requirements of a logged model."""
    return [f"{name}=={version}" for name, version in package_versions(REQUIRED).items()]


def signature(export: ModelExport) -> ModelSignature:
    """Return the signature: the declared features by name, in which values may be missing; a probability.

    What training held as text is text; numbers and flags (0 and 1) are numbers: MLflow's boolean and whole
    numbers refuse a missing value.
    """
    from mlflow.models import ModelSignature
    from mlflow.types import ColSpec, Schema

    columns = FittedModel.from_json(export.text).encoder.columns
    inputs = [ColSpec("double" if column.levels is None else "string", column.name) for column in columns]
    return ModelSignature(Schema(inputs), Schema([ColSpec("double", "probability")]))


def log_model(client: MlflowClient, run: MlflowRun, record: RunRecord, export: ModelExport) -> str:
    """Log and register the model, and return the registered version's number.

    A version already registered for this run (by an attempt that was cut off) is returned, not made twice.
    """
    from mlflow.entities import LoggedModelOutput
    from mlflow.exceptions import MlflowException

    name = record.use_case
    tags = {"use_case": name, "model_sha256": record.model.sha256, "data_class": record.data.class_,
            "SYNTHETIC": str(record.data.synthetic).lower()}
    try:
        client.create_registered_model(name)
    except MlflowException as error:
        if error.error_code != "RESOURCE_ALREADY_EXISTS":
            raise
    for version in client.search_model_versions(f"name = '{name}'"):
        if version.run_id == run.run_id:
            return str(version.version)
    logged = client.create_logged_model(str(run.experiment_id), name=name, source_run_id=run.run_id, tags=tags,
                                        model_type="classifier")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "model"
        _save(folder, run, logged.model_id, export)
        client.log_model_artifacts(logged.model_id, str(folder))
    client.finalize_logged_model(logged.model_id, "READY")
    client.log_outputs(str(run.run_id), [LoggedModelOutput(logged.model_id, step=0)])
    version = client.create_model_version(name, f"models:/{logged.model_id}", run_id=run.run_id, tags=tags,
                                          description=export.description, model_id=logged.model_id)
    return str(version.version)


def _save(folder: Path, run: MlflowRun, model_id: str, export: ModelExport) -> None:
    from mlflow import pyfunc
    from mlflow.models import Model

    parts = folder.parent / "parts"
    parts.mkdir()
    (parts / "model.json").write_text(export.text, encoding="utf-8")
    (parts / "protected.json").write_text(json.dumps(sorted(export.protected)), encoding="utf-8")
    package = Path(peel_ml.__path__[0])
    with warnings.catch_warnings():
        # MLflow asks for type hints on `predict`; the signature given here says more.
        warnings.filterwarnings("ignore", message=".*[Tt]ype hint.*", category=UserWarning)
        pyfunc.save_model(folder, python_model=str(Path(__file__).with_name("loadable.py")),
                          artifacts={"model": str(parts)}, code_paths=[str(package)], signature=signature(export),
                          pip_requirements=requirements(),
                          mlflow_model=Model(run_id=run.run_id, model_id=model_id))
