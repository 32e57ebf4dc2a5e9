"""One MLflow run for one run: opened before the work, written once it is done, or marked as failed."""

from __future__ import annotations

import getpass
import json
import os
from collections.abc import Mapping
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from time import time_ns
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote

from peel_ml.disclosure import INTERNAL, controlled
from peel_ml.errors import BadRequest
from peel_ml.results.record import MlflowRun, RunRecord
from peel_ml.results.recorded import Recorded
from peel_ml.tracking import described
from peel_ml.tracking.described import CardWords
from peel_ml.tracking.export import ModelExport
from peel_ml.tracking.library import opened

if TYPE_CHECKING:
    from mlflow.entities import Run

    from mlflow import MlflowClient
    from peel_ml.tracking.trials import LogTrials

CARD_FILES = ("card.json", "card.html", "card.md")

FAILURE = "mlflow.note.content"
"""The tag that says why a run ended early; MLflow shows it as the run's description."""

LAUNCHED_BY = "mlflow.user"
"""MLflow's own tag for who launched a run; nobody decides on what they launched."""

OPEN_CLASSES = ("D0", "D1")
"""Data classes whose record may leave the run's folder; from D2 on only controlled views do."""


def open_run(uri: str, use_case: str, run_name: str, tags: Mapping[str, str], artifacts: Path | str) -> MlflowRun:
    """Open the one run, in the experiment ``peel/<use case>``, which is made where it is missing.

    Tried again after it was cut off, it takes up the MLflow run it had made: that of the same ``peel_run``.

    Parameters
    ----------
    uri : str
        Address of MLflow's store: sqlite, PostgreSQL or a server.
    use_case : str
        The use case's id.
    run_name : str
        What the run is called in lists.
    tags : mapping of str to str
        Known before the work starts; ``peel_run``, the run's id, is what an MLflow run is found again by.
    artifacts : Path or str
        Folder for the files of this experiment's runs, or its address (``s3://…``). A store on a server keeps its own
        place instead.

    Raises
    ------
    PeelError
        The store cannot be opened or written.
    """
    with opened(uri, "opening the run") as store:
        experiment_id = _experiment(store, uri, use_case, artifacts)
        run = _made_before(store, experiment_id, tags.get("peel_run"))
        if run is None:
            run = store.create_run(experiment_id, tags={LAUNCHED_BY: _user(), **tags}, run_name=run_name)
        else:
            _take_up(store, run)
        return MlflowRun(experiment_id, run.info.run_id)


def _user() -> str:
    """Return who launches it: MLflow's user where one is set, else the system's."""
    try:
        return os.environ.get("MLFLOW_TRACKING_USERNAME") or getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


def launched_by(run: MlflowRun, uri: str) -> str | None:
    """Return the user name of whoever launched a run; none where MLflow does not know.

    Raises
    ------
    PeelError
        The store cannot be read.
    """
    if run.run_id is None:
        return None
    with opened(uri, "reading who launched the run") as store:
        user: str | None = store.get_run(run.run_id).data.tags.get(LAUNCHED_BY)
        return user


def _made_before(store: MlflowClient, experiment_id: str, peel_run: str | None) -> Run | None:
    if peel_run is None:
        return None
    found = store.search_runs([experiment_id], f"tags.peel_run = '{peel_run}'", max_results=1)
    return found[0] if found else None


def _take_up(store: MlflowClient, run: Run) -> None:
    """Set an unfinished run going again; a finished one stays so, and is only written again."""
    if run.info.status == "FINISHED":
        return
    if FAILURE in run.data.tags:
        store.delete_tag(run.info.run_id, FAILURE)
    # MLflow has no way to clear the time at which it ended; `write_run` sets it anew.
    store.update_run(run.info.run_id, status="RUNNING")


def _experiment(store: MlflowClient, uri: str, use_case: str, artifacts: Path | str) -> str:
    from mlflow.exceptions import MlflowException

    name = f"peel/{use_case}"
    found = store.get_experiment_by_name(name)
    if found is None:
        served = uri.startswith(("http://", "https://"))
        root = artifacts if isinstance(artifacts, str) else artifacts.resolve().as_uri()
        if root.startswith("s3://") and not find_spec("boto3"):
            raise BadRequest("PEEL_ARTIFACTS names S3-compatible storage, which needs pip install 'peel-ml[server]'.")
        place = None if served else f"{root}/{quote(use_case)}"
        try:
            # The tag makes MLflow open the page for model training rather than the one for language models.
            kind = {"mlflow.experimentKind": "custom_model_development", "use_case": use_case}
            return str(store.create_experiment(name, artifact_location=place, tags=kind))
        except MlflowException as error:
            if error.error_code != "RESOURCE_ALREADY_EXISTS":
                raise
            found = store.get_experiment_by_name(name)
            assert found is not None
    if found.lifecycle_stage == "deleted":
        store.restore_experiment(found.experiment_id)
    return str(found.experiment_id)


def write_run(
    run: MlflowRun,
    uri: str,
    record: Recorded,
    folder: Path,
    model: ModelExport | None,
    log_trials: LogTrials,
    words: CardWords,
) -> None:
    """Write everything comparable about a finished run, and end it.

    May be called again after an attempt that was cut off: nothing is doubled.

    Parameters
    ----------
    run : MlflowRun
        From `open_run`.
    uri : str
        Address of MLflow's store.
    record : RunRecord
        The record; its `mlflow` names this run.
    folder : Path
        The finished run's folder; its card, its figures and, up to class D1, its record are copied.
    model : ModelExport or None
        The model, logged and registered; must be None for an enforcement audit.
    log_trials : {"none", "top10", "all"}
        Which trials become child runs. The history of all of them stands on the parent in any case.
    words : CardWords
        What the card says of itself, for the descriptions of the run and of the model.

    Raises
    ------
    PeelError
        The store cannot be written.
    ValueError
        A loadable model of an enforcement audit.
    """
    audit = described.decision_type(record) == "enforcement_audit"
    released = isinstance(record, RunRecord) and record.model.released
    if model is not None and (audit or not released):
        raise ValueError("An enforcement audit, or a model that is not released, leaves no loadable model.")
    with opened(uri, "writing the run") as store:
        _write(store, uri, run, record, folder, model, log_trials, words)


def _write(
    store: MlflowClient,
    uri: str,
    run: MlflowRun,
    record: Recorded,
    folder: Path,
    model: ModelExport | None,
    log_trials: LogTrials,
    words: CardWords,
) -> None:
    from mlflow.entities import Metric, Param, RunTag

    from peel_ml.tracking.inputs import dataset_inputs
    from peel_ml.tracking.trials import history, log_children

    # MLflow shows what an internal card shows; the record itself, where it may go, is a file.
    record, _ = controlled(record, INTERNAL)
    run_id = str(run.run_id)
    # One time for everything: a figure written twice, after an attempt that was cut off, is the same figure.
    now_ms = int(store.get_run(run_id).info.start_time)
    tags = described.tags(record, words)
    store.log_inputs(run_id, dataset_inputs(record))
    with TemporaryDirectory() as scratch:
        _gather(Path(scratch), folder, record)
        store.log_artifacts(run_id, scratch)
    if model is not None and isinstance(record, RunRecord):
        from peel_ml.tracking.models import log_model

        tags["model_version"] = log_model(store, uri, run, record, model, words)
    if record.tuning is not None:
        log_children(store, run, record.tuning, log_trials, now_ms)
    store.log_batch(
        run_id,
        metrics=[
            *(Metric(key, value, now_ms, 0) for key, value in described.metrics(record).items()),
            *(history(record.tuning, now_ms) if record.tuning is not None else ()),
        ],
        params=[Param(key, value) for key, value in described.params(record).items()],
        tags=[RunTag(key, value) for key, value in tags.items()],
    )
    store.set_terminated(run_id, "FINISHED", max(now_ms, time_ns() // 1_000_000))


def _gather(scratch: Path, folder: Path, record: Recorded) -> None:
    """Lay out the artefacts: card/, figures/, study/, model/, and the record where it may go."""
    copy_artefacts(scratch, folder, with_record=record.data.class_ in OPEN_CLASSES)
    if record.tuning is not None:
        _write_json(scratch / "study" / "search.json", asdict(record.tuning))
    # A description, not a model: for an enforcement audit it is all that leaves the run.
    _write_json(scratch / "model" / "description.json", asdict(record.model))


def copy_artefacts(scratch: Path, folder: Path, *, with_record: bool) -> None:
    """Lay out a finished folder's card and figures, and its record where it may go."""
    for name in CARD_FILES:
        _copy(folder / name, scratch / "card" / name)
    for figure in sorted((folder / "figures").glob("*")):
        _copy(figure, scratch / "figures" / figure.name)
    if with_record:
        _copy(folder / "record.json", scratch / "record.json")


def _copy(source: Path, target: Path) -> None:
    if source.is_file():
        target.parent.mkdir(parents=True, exist_ok=True)
        # Copied, not linked: MLflow moves nothing, and the run's own folder must stay as it was hashed.
        target.write_bytes(source.read_bytes())


def _write_json(path: Path, value: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def fail_run(run: MlflowRun, uri: str, reason: str, status: Literal["FAILED", "KILLED"] = "FAILED") -> None:
    """Mark the run as failed, or as killed where a person or the system stopped it.

    Parameters
    ----------
    run : MlflowRun
        From `open_run`.
    uri : str
        Address of MLflow's store.
    reason : str
        One sentence without row values, for example ``str(error)`` of a `PeelError`.
    status : {"FAILED", "KILLED"}
        How it ended.

    Raises
    ------
    PeelError
        The store cannot be written.
    """
    with opened(uri, "marking the run as failed") as store:
        store.set_tag(str(run.run_id), FAILURE, f"**{status.title()}.** {reason}"[:4000])
        # Never before it began: the clock may have been put back since.
        began = int(store.get_run(str(run.run_id)).info.start_time)
        store.set_terminated(str(run.run_id), status, max(began, time_ns() // 1_000_000))
