"""The loadable model: logged with signature and pinned requirements, registered under the use case's id.

Written through the client alone, step by step: save to a folder, create the logged model, upload, finish,
link to the run, register. MLflow's own ``log_model`` does the same through its global state.
"""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from peel_ml.modelling.bag import FittedModel
from peel_ml.provenance import package_versions
from peel_ml.results.record import MlflowRun, RunRecord
from peel_ml.tracking.described import CardWords, model_note, registered_note
from peel_ml.tracking.export import ModelExport
from peel_ml.tracking.loadable import SCRIPT

if TYPE_CHECKING:
    from mlflow.models import ModelSignature

    from mlflow import MlflowClient

REQUIRED = ("lightgbm", "mlflow", "numpy", "pandas", "polars", "pyarrow", "pydantic", "pyyaml", "scikit-learn")
"""What a loaded model imports; pinned to the versions it was made with."""


def requirements() -> list[str]:
    """Return the pinned requirements of a logged model."""
    return [f"{name}=={version}" for name, version in package_versions(REQUIRED).items()]


def signature(export: ModelExport) -> ModelSignature:
    """Return the signature: the declared features by name, in which values may be missing; a probability.

    What training held as text must be text. Numbers and flags are of any type there, because MLflow's own
    refuse whole numbers for decimal ones and flags with a missing value; the model's encoder refuses text.
    """
    from mlflow.models import ModelSignature
    from mlflow.types import ColSpec, Schema, TensorSpec
    from mlflow.types.schema import AnyType

    columns = FittedModel.from_json(export.text).encoder.columns
    inputs: list[ColSpec | TensorSpec] = [
        ColSpec(AnyType() if column.levels is None else "string", column.name)  # type: ignore[no-untyped-call]
        for column in columns
    ]
    return ModelSignature(Schema(inputs), Schema([ColSpec("double", "probability")]))


def log_model(
    client: MlflowClient, uri: str, run: MlflowRun, record: RunRecord, export: ModelExport, words: CardWords
) -> str:
    """Log and register the model, and return the registered version's number.

    A version already registered for this run (by an attempt that was cut off) is returned, not made twice.
    """
    from mlflow.entities import LoggedModelOutput
    from mlflow.exceptions import MlflowException

    name = record.use_case
    tags = {
        "use_case": name,
        "peel_run": record.provenance.run_id,
        "model_sha256": record.model.sha256,
        "data_class": record.data.class_,
        "SYNTHETIC": str(record.data.synthetic).lower(),
    }
    try:
        client.create_registered_model(name, description=registered_note(name))
    except MlflowException as error:
        if error.error_code != "RESOURCE_ALREADY_EXISTS":
            raise
    for version in client.search_model_versions(f"name = '{name}'"):
        if version.run_id == run.run_id:
            return str(version.version)
    # One that an attempt began which was cut off is taken up: MLflow shows it as pending until then.
    begun = client.search_logged_models([str(run.experiment_id)], f"source_run_id = '{run.run_id}'", max_results=1)
    logged = next(iter(begun), None) or client.create_logged_model(
        str(run.experiment_id), name, source_run_id=run.run_id, tags=tags, model_type="classifier"
    )
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "model"
        _save(folder, run, logged.model_id, export)
        client.log_model_artifacts(logged.model_id, str(folder))
    client.finalize_logged_model(logged.model_id, "READY")
    outputs = client.get_run(str(run.run_id)).outputs
    if outputs is None or not outputs.model_outputs:  # MLflow refuses the same one a second time
        client.log_outputs(str(run.run_id), [LoggedModelOutput(logged.model_id, step=0)])
    # MLflow resolves models:/… of a database through its global tracking address, which nobody sets here; a
    # server resolves it by itself, and takes nothing else.
    served = uri.startswith(("http://", "https://"))
    source = f"models:/{logged.model_id}" if served else logged.artifact_location
    version = client.create_model_version(
        name,
        source,
        run_id=run.run_id,
        tags=tags,
        description=model_note(record, words),
        model_id=logged.model_id,
    )
    return str(version.version)


def _save(folder: Path, run: MlflowRun, model_id: str, export: ModelExport) -> None:
    with warnings.catch_warnings(), _unchecked_requirements():
        # MLflow 3.17 warns about its own type hints while it is imported. Rows as an example, which it
        # asks for, are what must not travel; the signature says enough.
        warnings.filterwarnings("ignore", message=".*(type hint|input example)", category=UserWarning)
        _write_folder(folder, run, model_id, export)


@contextmanager
def _unchecked_requirements() -> Iterator[None]:
    """Keep MLflow from reading the file list of every installed package, which takes a quarter of a second.

    It would warn of a requirement that is not installed; these are read off what is. Can go with an MLflow that
    looks at the packages it is asked about alone.
    """
    from mlflow.utils import environment

    name = "warn_dependency_requirement_mismatches"
    kept = getattr(environment, name, None)
    setattr(environment, name, lambda requirements: None)
    try:
        yield
    finally:
        setattr(environment, name, kept)


def _write_folder(folder: Path, run: MlflowRun, model_id: str, export: ModelExport) -> None:
    from mlflow.models import Model

    from mlflow import pyfunc

    parts = folder.parent / "parts"
    parts.mkdir()
    for name, content in export.files().items():
        (parts / name).write_bytes(content)
    script = folder.parent / "loadable.py"
    script.write_text(SCRIPT, encoding="utf-8")
    pyfunc.save_model(
        folder,
        python_model=str(script),
        artifacts={"model": str(parts)},
        code_paths=[str(Path(__file__).parents[1])],
        signature=signature(export),
        pip_requirements=requirements(),
        mlflow_model=Model(run_id=run.run_id, model_id=model_id),
    )
    _without_paths(folder / "MLmodel")


def _without_paths(described: Path) -> None:
    """Take the places of this machine out of the model's description; loading goes by the names alone."""
    import yaml

    document = yaml.safe_load(described.read_text(encoding="utf-8"))
    function = document["flavors"]["python_function"]
    function["model_code_path"] = Path(function["model_code_path"]).name
    for artifact in function["artifacts"].values():
        artifact["uri"] = Path(artifact["uri"]).name
    described.write_text(yaml.safe_dump(document), encoding="utf-8")
