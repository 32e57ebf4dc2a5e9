"""Runs a use case from Python: ``peel_ml.run("stop-search-outcome")``."""

from __future__ import annotations

import importlib
import importlib.util
import logging
import secrets
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from peel_ml.errors import BadRequest, PeelError
from peel_ml.experiment.heard import Heard
from peel_ml.experiment.pace import Pace
from peel_ml.experiment.request import DEFAULT_SEED, Listener, LogTrials, RunRequest, Silence
from peel_ml.experiment.steps import Step, walk
from peel_ml.experiment.work import WorkFolder, claim, run_key
from peel_ml.logs import about, event
from peel_ml.results.record import MlflowRun
from peel_ml.results.recorded import Recorded
from peel_ml.settings import Settings, ensure_home, read_settings
from peel_ml.store import check_out, new_id, write_all
from peel_ml.tracking import fail_run, warm
from peel_ml.usecase.load import folder_of, load_use_case, location_of
from peel_ml.usecase.model import UseCase

QUICK_TRIALS = 6
"""Trials of a quick run: the fixed settings, and two that the search proposes."""

ROWS_TOGETHER = 2_000_000
"""With more rows to learn on and to be judged on, steps run one at a time: two at a time hold the memory of two."""


def run(
    use_case: str,
    *,
    data: str | Path | None = None,
    frame: Any = None,
    final: bool = False,
    seed: int = DEFAULT_SEED,
    quick: bool = False,
    trials: int | None = None,
    timeout: int | None = None,
    overrides: Mapping[str, str] | None = None,
    log_trials: LogTrials = "top10",
    out: str | Path | None = None,
    orchestrate: bool = True,
    cluster: str | None = None,
    settings: Settings | None = None,
    listener: Listener | None = None,
) -> Recorded:
    """Run one use case: from data to record, card and MLflow run.

    A run that was killed goes on when the same run is asked for again: finished steps and trials are kept, and
    it is the same run in MLflow.

    Parameters
    ----------
    use_case : str
        Its id, the name of its folder in ``usecases/``.
    data : path, optional
        Files in the declared source's layout; by default the declared location, or the embedded sample.
    frame : polars or pandas DataFrame, optional
        Rows in the columns the source would have read, instead of files.
    final : bool
        Open and score the held-out period; every opening is counted.
    quick : bool
        The inner loop: a fifth of the rows and `QUICK_TRIALS` trials unless `trials` says otherwise, without
        Prefect and without a card.
    seed : int
        Seed of everything that is drawn.
    trials, timeout : int, optional
        Configurations to try, and seconds after which no new one is begun.
    overrides : mapping, optional
        Dotted keys below tuning, split, operating_point or data to YAML values.
    log_trials : {"none", "top10", "all"}
        Which trials become child runs in MLflow.
    out : path, optional
        A new or empty folder that gets a copy of the record and the card.
    orchestrate : bool
        As a Prefect flow; ``False`` walks the same steps plainly and gives the same record. A quick run is
        always walked plainly.
    cluster : str, optional
        Address of a Dask scheduler, ``tcp://HOST:8786``: its workers make the fits. The figures are those of a run
        without it, unless ``PEEL_STUDY_URI`` names a database: then its workers share one study, and the search is not
        repeatable.
    settings : Settings, optional
        By default read from the environment.
    listener : Listener, optional
        Told how the run goes.

    Returns
    -------
    RunRecord or StudyRecord
        The latter of a use case whose rows are areas and periods.

    Raises
    ------
    BadRequest
        The request, the declaration or the data is wrong; every problem at once.
    PeelError
        The work failed.
    """
    settings = settings or read_settings()
    if quick and final:
        raise BadRequest("A quick run never opens the held-out period. Leave out --quick, or --final.")
    given = dict(overrides or {})
    if trials is None and quick and "tuning.trials" not in given:
        trials = QUICK_TRIALS
    if trials is not None:
        given["tuning.trials"] = str(trials)
    if timeout is not None:
        given["tuning.timeout_s"] = str(timeout)
    folder = folder_of(settings.usecases, use_case)
    case = load_use_case(folder, given)
    if data is not None and frame is not None:
        raise BadRequest("Both data and frame were given. Give one of them.")
    if out is not None:
        check_out(Path(out))
    declared = case.data.location if data is None else data
    path = None if frame is not None or declared == "sample" else location_of(folder, declared)
    ensure_home(settings.home)
    if cluster is not None:
        _check_cluster(case, cluster)
    server = _flows(settings.project).server.begin(settings.home) if orchestrate and not quick else None
    now = datetime.now(UTC)
    request = RunRequest(
        case=case,
        folder=folder,
        settings=settings,
        run_id=new_id(settings.runs, case.id, now, secrets.token_hex(3)),
        started_at=now.isoformat(timespec="seconds"),
        path=path,
        frame=_as_polars(frame),
        seed=seed,
        final=final,
        log_trials=log_trials,
        overrides={key: str(value) for key, value in given.items()},
        quick=quick,
        cluster=cluster,
    )
    work = claim(settings.work, run_key(request), request.run_id, request.started_at)
    request = replace(request, run_id=work.run_id, started_at=work.started_at)
    try:
        with about(run=work.run_id):
            event("run_started", use_case=case.id, run_key=work.run_key, final=final, quick=quick, resumed=work.resumed)
            values = _told(request, work, listener or Silence(), server)
            work.finish()
            event("run_finished", use_case=case.id)
    finally:
        work.release()
    record: Recorded = values["record"]
    if out is not None:
        write_all(Path(out), values["documents"])
    return record


def _check_cluster(case: UseCase, address: str) -> None:
    """See that the cluster can be used before anything is read or computed."""
    if case.studied is not None:
        raise BadRequest(
            f"--cluster spreads the search and the fits of a classification, and {case.id} is a {case.task.kind}: run "
            "it without."
        )
    from peel_ml.cluster import connect

    connect(address).close()


def steps_of(case: UseCase) -> tuple[Step, ...]:
    """Return the table of steps of a use case's kind."""
    if case.studied is None:
        from peel_ml.experiment.story import STEPS

        return STEPS
    from peel_ml.experiment.studies.story import STEPS as STUDY_STEPS

    return STUDY_STEPS


def _as_polars(frame: Any) -> pl.DataFrame | None:
    if frame is None or isinstance(frame, pl.DataFrame):
        return frame
    if isinstance(frame, pl.LazyFrame):
        return frame.collect()
    if type(frame).__module__.startswith("pandas"):
        return pl.from_pandas(frame)
    raise BadRequest(f"frame is a {type(frame).__name__}; expected a polars or pandas DataFrame.")


def _told(request: RunRequest, work: WorkFolder, listener: Listener, server: Any) -> dict[str, Any]:
    """Run the steps; an MLflow run that was opened is marked when the work ends early."""
    # Imported once Prefect's server is starting: both take seconds, and they overlap.
    from threadpoolctl import threadpool_limits

    from peel_ml.experiment.judging import Judged
    from peel_ml.experiment.resume import Progress, plain, resumable
    from peel_ml.experiment.story import WANTED

    table = steps_of(request.case)

    progress = Progress(work.path / "steps")
    if work.resumed:
        listener.taken_up(sum(step.keeps is not None and step.name in progress.seconds for step in table), len(table))
    opened: list[MlflowRun] = []
    """The MLflow run from its opening until it is written to its end: what ends early must be marked there."""
    rows = ROWS_TOGETHER + 1
    """Rows the run learns on and is judged on; too many until they are counted."""

    def at_a_time() -> int:
        return request.settings.workers if rows <= ROWS_TOGETHER else 1

    def started(step: Step) -> None:
        if step is table[0] and request.case.studied is not None:
            # The steps of a study follow one another: MLflow is imported while the first of them reads.
            warm(request.settings.tracking_uri)
        event("step_started", level=logging.DEBUG, step=step.name)
        heard.step_started(step.name, step.title)

    def finished(step: Step, seconds: float, taken: bool, value: Any) -> None:
        nonlocal rows
        if isinstance(value, Judged):  # never kept, and so always made
            rows = len(value.development.target) + len(value.evaluated.target)
        if isinstance(value, MlflowRun):
            opened.append(value)
        if step.name == "tracked":
            opened.clear()
        event("step_finished", step=step.name, seconds=seconds, kept=taken)
        heard.step_finished(step.name, seconds)

    pace = Pace(at_a_time, request.settings.workers)
    heard = Heard(listener, pace)
    given = {"request": request, "listener": heard, "work": work, "timings": progress.seconds}
    steps = resumable(table, progress, WANTED, started, finished)
    try:
        # Sums of many threads depend on how many there are: figures must not depend on cores, nor on what runs beside.
        with threadpool_limits(1, user_api="blas"):
            if server is None:
                values = walk(steps, given, pace=pace)
            else:
                flow = _flows(request.settings.project).run_use_case
                name = f"{request.case.id} {request.run_id}"
                values = flow.run_steps(steps, given, name=name, server=server, pace=pace)
        return {name: plain(values, name) for name in WANTED}
    except BaseException as error:
        if isinstance(error, BadRequest):
            # The same command would fail the same way: nothing of it is worth keeping.
            work.finish()
        else:
            kept = sum(progress.done(step) for step in table)
            error.add_note(f"Kept: {kept} of {len(table)} steps{heard.said}. The same command goes on from there.")
        if opened:
            _mark(opened[-1], request.settings.tracking_uri, error)
        raise


def _mark(run: MlflowRun, uri: str, error: BaseException) -> None:
    """Mark an MLflow run as ended early. What stopped the work may stop this too: the first reason is what counts."""
    stopped = isinstance(error, KeyboardInterrupt)
    reason = "Stopped by a person." if stopped else getattr(error, "summary", type(error).__name__)
    try:
        fail_run(run, uri, reason, "KILLED" if stopped else "FAILED")
    except PeelError:
        error.add_note("MLflow could not be told, and shows the run as running until then.")


class _Flows:
    """The checkout's flows, loaded by module name."""

    def __init__(self) -> None:
        self.server = importlib.import_module("flows.server")
        self.run_use_case = importlib.import_module("flows.run_use_case")


def _flows(project: Path) -> _Flows:
    if importlib.util.find_spec("flows") is None:
        sys.path.insert(0, str(project))
    return _Flows()


def has_flows(project: Path) -> bool:
    """Tell whether the checkout brings flows; without them the steps are walked plainly."""
    return (project / "flows" / "run_use_case.py").is_file()
