"""One look at new data: every signal, decided together, and what follows from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from peel_ml import __version__
from peel_ml.disclosure import MINIMUM
from peel_ml.errors import BadRequest, Problem
from peel_ml.experiment.material import row_parts
from peel_ml.modelling.bag import FittedModel
from peel_ml.monitoring import columns, groups, outcomes, publication, scoring, verdicts, vocabulary
from peel_ml.monitoring.declared import monitors
from peel_ml.monitoring.limits import LIMITS, MONTHS, Limits
from peel_ml.monitoring.measured import Measured, decided, rejected
from peel_ml.monitoring.report import SCHEMA_VERSION, STATES, ErrorRate, MonitoringReport, Side
from peel_ml.monitoring.sides import Material, Sides, period_of, sides, with_target
from peel_ml.results.record import RunRecord
from peel_ml.usecase.load import from_resolved
from peel_ml.usecase.model import UseCase

Suspend = Callable[[str, str], None]
"""Told the reason and the report's digest when the look calls for a suspension."""

NO_MODEL = "An enforcement audit releases no model, so there is nothing to score new rows with."
NOT_GIVEN = "No model was given to score the new rows with."
METHOD = (
    "Holm's step-down correction over all tests of the look; each test allows for how much its figure swings between "
    "the months of the reference, and a breach must also lie beyond its limit."
)


def watch(
    record: RunRecord,
    new: Material,
    reference: Material,
    *,
    at: str,
    model: FittedModel | None = None,
    suspend: Suspend | None = None,
    limits: Limits = LIMITS,
) -> MonitoringReport:
    """Hold new data against the data a run was made from, and against the run's own figures.

    Parameters
    ----------
    record : RunRecord
        Of a finished run, approved or not.
    new, reference : Material
        The new rows, and the rows the run was made from, prepared by the use case: `peel_ml.monitoring.reading`.
    at : str
        When it is looked, ISO 8601, UTC.
    model : FittedModel, optional
        The released model. Refused for an enforcement audit, which releases none.
    suspend : callable, optional
        Called once with the reason and the digest of the report where a declared monitor or a blocking signal is
        breached. It may only suspend.
    limits : Limits
        What counts as a change where the declaration names no limit.

    Returns
    -------
    MonitoringReport

    Raises
    ------
    BadRequest
        There are no new rows; a model is given that is not the run's, or for an enforcement audit.
    """
    case = from_resolved(record.provenance.declaration)
    _refuse(record, case, model)
    # The verdicts on groups hold an error rate of their own; half each keeps the sum.
    alpha = limits.alpha if model is None else limits.alpha / 2
    both = sides(case, reference, with_target(case, new), opened=record.final)
    scored = None if model is None else scoring.Scored(record, both, model)
    found = [*_of_rows(both, limits), *_of_scores(record, both, scored, reference, limits)]
    clear = rejected(found, alpha)
    signals = [decided(one, beyond) for one, beyond in zip(found, clear, strict=True)]
    if scored is not None:
        signals += verdicts.fairness(scored, alpha)
    held = monitors(case.monitors, signals, _by_name(found, clear))
    suspends = any(one.state == "breach" for one in held) or any(
        signal.state == "breach" and signal.blocking for signal in signals
    )
    report = MonitoringReport(
        schema_version=SCHEMA_VERSION,
        peel_version=__version__,
        use_case=record.use_case,
        run_id=record.provenance.run_id,
        looked_at=at,
        data_class=record.data.class_,
        synthetic=record.data.synthetic,
        model_sha256=None if model is None else model.digest,
        breached="breach" in {*(signal.state for signal in signals), *(one.state for one in held)},
        suspends=suspends,
        counts={state: sum(signal.state == state for signal in signals) for state in STATES},
        new=_side(new, both.raw.after, both.prepared.after, both.time, len(both.new_months)),
        reference=_side(
            reference, both.raw.before, both.prepared.before, both.time, both.prepared.count if both.months else 0
        ),
        error_rate=ErrorRate(limits.alpha, sum(one.p is not None for one in found), METHOD),
        signals=tuple(signals),
        monitors=held,
        notes=tuple(_notes(new, both)),
    )
    if suspends and suspend is not None:
        suspend(reason_of(report), report.digest)
    return report


def reason_of(report: MonitoringReport) -> str:
    """Return why a look suspends, in one paragraph."""
    said = [f"{one.metric}: {one.sentence}" for one in report.monitors if one.state == "breach"]
    said += [signal.sentence for signal in report.breaches if signal.blocking]
    return " ".join(["Monitoring found a breach.", *dict.fromkeys(said)])


def _refuse(record: RunRecord, case: UseCase, model: FittedModel | None) -> None:
    problems = []
    if record.quick:
        problems.append(Problem("a quick run is no figure to hold anything against", "Run it without --quick."))
    if model is not None and case.decision.type == "enforcement_audit":
        problems.append(Problem("a model was given for an enforcement audit, which releases none", "Leave it out."))
    elif model is not None and model.digest != record.model.sha256:
        problems.append(Problem("the model given is not the one of the run: their digests differ", "Load the run's."))
    if problems:
        raise BadRequest("The run cannot be watched like this.", problems)


def _of_rows(both: Sides, limits: Limits) -> list[Measured]:
    return [
        publication.short_months(both, limits),
        publication.empty_days(both, limits),
        *columns.missingness(both, limits),
        *vocabulary.vocabulary(both, limits),
        *columns.drift(both, limits),
        outcomes.label_rate(both, limits),
        *groups.group_gaps(both, limits),
    ]


def _of_scores(
    record: RunRecord, both: Sides, scored: scoring.Scored | None, reference: Material, limits: Limits
) -> list[Measured]:
    if scored is None:
        audit = both.case.decision.type == "enforcement_audit"
        return list(scoring.not_scored(record, both, NO_MODEL if audit else NOT_GIVEN))
    return [
        scoring.score_drift(scored, _unseen(record, both, reference), limits),
        scoring.performance(scored, limits),
        scoring.calibration(scored, limits),
    ]


def _unseen(record: RunRecord, both: Sides, reference: Material) -> NDArray[np.bool_]:
    """Return which rows of the latest months of the reference the model did not learn from."""
    parts = row_parts(both.case, reference.frame).to_numpy()
    unseen = ~np.isin(parts, record.model.fitted_on)
    return unseen[both.kept]


def _by_name(found: list[Measured], clear: list[bool]) -> Mapping[str, tuple[Measured, bool]]:
    return {one.name: (one, beyond) for one, beyond in zip(found, clear, strict=True)}


def _side(material: Material, raw: pl.DataFrame, frame: pl.DataFrame, time: str | None, months: int) -> Side:
    files = tuple(replace(file, rows=_count(file.rows)) for file in material.raw.files)
    return Side(material.raw.sha256, files, _count(raw.height), _count(frame.height), period_of(frame, time), months)


def _count(rows: int | None) -> int | None:
    return rows if rows is not None and rows >= MINIMUM else None


def _notes(new: Material, both: Sides) -> list[str]:
    notes = list(new.raw.notes)
    if both.months:
        notes.append(f"New rows are held against the latest {MONTHS} months of the run's data, or all if fewer.")
    else:
        notes.append("The data has no months, so only chance and clusters are allowed for.")
    if both.left_out:
        few = both.left_out < MINIMUM
        notes.append(
            f"{'A few' if few else f'{both.left_out:,}'} rows of the run's own months stand in the new data too, and "
            "are left out."
        )
    return notes
