"""A look as one table of steps, and the function that walks it; `flows.monitor` makes a Prefect task of every row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from peel_ml.errors import PeelError
from peel_ml.experiment.loading import load
from peel_ml.experiment.steps import Step, walk
from peel_ml.modelling.bag import FittedModel
from peel_ml.monitoring import reading
from peel_ml.monitoring.reading import Rows
from peel_ml.monitoring.report import MonitoringReport, dumps
from peel_ml.monitoring.sides import Material
from peel_ml.monitoring.watching import Suspend, reason_of, watch
from peel_ml.results.record import RunRecord
from peel_ml.results.recorded import of_people
from peel_ml.settings import Settings
from peel_ml.store import write_all


@dataclass(frozen=True)
class Asked:
    """One look as it was asked for.

    Parameters
    ----------
    run : str
        A run's id, a unique prefix of it, or a use case's id for its last run.
    data : path or DataFrame
        The new rows. Rows of the run's own months are left out.
    settings : Settings
        Where the use case lies, and where reports are kept.
    at : str
        When it is looked, ISO 8601, UTC.
    reference : path or DataFrame, optional
        The data the run was made from; by default where the use case declares it.
    model : FittedModel, optional
        The released model; without it, what needs scores is not watched.
    suspend : callable, optional
        Told the reason and the report's digest where the look calls for a suspension, after the report is kept.
    """

    run: str
    data: Rows
    settings: Settings
    at: str
    reference: Rows | None = None
    model: FittedModel | None = None
    suspend: Suspend | None = None


def _record(asked: Asked) -> RunRecord:
    return of_people(load(asked.run, asked.settings), "be monitored")


def _reference(asked: Asked, record: RunRecord) -> Material:
    return reading.reference_rows(record, asked.settings, asked.reference)


def _new(asked: Asked, record: RunRecord) -> Material:
    return reading.new_rows(record, asked.settings, asked.data)


def _report(asked: Asked, record: RunRecord, new: Material, reference: Material) -> MonitoringReport:
    return watch(record, new, reference, at=asked.at, model=asked.model)


def _kept(asked: Asked, report: MonitoringReport) -> Path:
    return keep(report, asked.settings)


def _told(asked: Asked, report: MonitoringReport, kept: Path) -> bool:
    """Tell the hook, once the report that it names is kept; return whether there was something to tell."""
    if not report.suspends or asked.suspend is None:
        return False
    asked.suspend(reason_of(report), report.digest)
    return True


STEPS: tuple[Step, ...] = (
    Step("record", _record, ("asked",), "Reading the record of the run", retries=1),
    Step("reference", _reference, ("asked", "record"), "Reading the data of the run", retries=2, timeout_s=1800),
    Step("new", _new, ("asked", "record"), "Reading the new data", retries=2, timeout_s=1800),
    Step("report", _report, ("asked", "record", "new", "reference"), "Comparing", timeout_s=1800),
    Step("kept", _kept, ("asked", "report"), "Keeping the report", retries=2),
    Step("told", _told, ("asked", "report", "kept"), "Suspending where it has to be", retries=2),
)
"""Everything a look does, in order."""


def keep(report: MonitoringReport, settings: Settings) -> Path:
    """Write a report to ``PEEL_HOME/monitoring/<use case>/<run id>/``, named by its time and digest.

    Raises
    ------
    PeelError
        It cannot be written.
    """
    name = f"{report.looked_at[:19].replace(':', '')}-{report.digest[:12]}.json"
    folder = settings.home / "monitoring" / report.use_case / report.run_id
    try:
        write_all(folder, {f".{name}": dumps(report).encode()})
        (folder / f".{name}").replace(folder / name)
    except OSError as error:
        raise PeelError(
            f"The report could not be written to {folder} ({error.strerror}). Free some space, or set PEEL_HOME to a "
            "folder you may write."
        ) from error
    return folder / name


def monitor(
    run: str,
    data: Rows,
    *,
    settings: Settings,
    reference: Rows | None = None,
    model: FittedModel | None = None,
    suspend: Suspend | None = None,
    at: str | None = None,
) -> MonitoringReport:
    """Look at new data with a finished run, keep the report, and call for a suspension where there is a breach.

    Parameters
    ----------
    run, data, settings, reference, model, suspend
        As in `Asked`.
    at : str, optional
        When it is looked, ISO 8601, UTC; by default now.

    Returns
    -------
    MonitoringReport

    Raises
    ------
    BadRequest
        There is no such run, the reference is not what it was made from, or the new data cannot be read.
    """
    looked = at or datetime.now(UTC).isoformat(timespec="seconds")
    asked = Asked(run, data, settings, looked, reference, model, suspend)
    report = walk(STEPS, {"asked": asked})["report"]
    assert isinstance(report, MonitoringReport)
    return report
