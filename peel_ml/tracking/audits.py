"""A finished audit in MLflow: what can be compared between audits, and its card."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from peel_ml.results.audit import AuditRecord
from peel_ml.results.headline import SEVERITIES, VERDICTS, headline, headline_rows
from peel_ml.results.record import MlflowRun
from peel_ml.tracking.described import CARD
from peel_ml.tracking.library import opened
from peel_ml.tracking.runs import OPEN_CLASSES, copy_artefacts

_LONGEST_PARAM = 500


def write_audit(run: MlflowRun, uri: str, record: AuditRecord, folder: Path) -> None:
    """Write a finished audit, and end its run. May be called again: nothing is doubled.

    Parameters
    ----------
    run : MlflowRun
        From `open_run`.
    uri : str
        Address of MLflow's store.
    record : AuditRecord
        The record; its `mlflow` names this run.
    folder : Path
        The audit's folder; its card, its figures and, up to class D1, its record are copied.

    Raises
    ------
    PeelError
        The store cannot be written.
    """
    with opened(uri, "writing the audit") as store:
        from mlflow.entities import Metric, Param, RunTag

        run_id = str(run.run_id)
        # One time for everything, as for a run: a figure written twice is the same figure.
        now_ms = int(store.get_run(run_id).info.start_time)
        with TemporaryDirectory() as scratch:
            copy_artefacts(Path(scratch), folder, with_record=record.audited.data_class in OPEN_CLASSES)
            store.log_artifacts(run_id, scratch)
        store.log_batch(
            run_id,
            metrics=[Metric(key, value, now_ms, 0) for key, value in metrics(record).items()],
            params=[Param(key, value) for key, value in params(record).items()],
            tags=[RunTag(key, value) for key, value in tags(record).items()],
        )
        store.set_terminated(run_id, "FINISHED")


def params(record: AuditRecord) -> dict[str, str]:
    """Return what was chosen before the figures."""
    audited, asked = record.audited, record.assessment
    chosen = {
        "label": audited.label,
        "decided_by": audited.decided_by,
        "column": audited.column,
        "threshold": audited.threshold,
        "capacity": audited.capacity,
        "protected": ", ".join(audited.protected),
        "intersections": "; ".join(" x ".join(crossed) for crossed in audited.intersections) or None,
        "controls": ", ".join(audited.controls) or None,
        "cluster": audited.cluster,
        "metric": asked.metric,
        "worse": asked.worse,
        "tolerance": f"{asked.tolerance.scale} {asked.tolerance.limit:g}",
    }
    return {key: str(value)[:_LONGEST_PARAM] for key, value in chosen.items() if value is not None}


def metrics(record: AuditRecord) -> dict[str, float]:
    """Return every figure worth comparing between audits; what is missing or withheld has no key."""
    return {key: float(value) for key, value in _figures(record) if value is not None and math.isfinite(value)}


def _figures(record: AuditRecord) -> Iterator[tuple[str, float | None]]:
    yield "data.rows", record.audited.rows
    yield "data.rows_used", record.audited.rows_used
    everybody = next((one for one in record.groups if one.group == "All"), None)
    for name in ("selection_rate", "fpr", "fnr", "tpr", "ppv", "npv", "accuracy"):
        yield name, getattr(everybody, name, None)
    said = headline(record)
    for verdict in VERDICTS:
        yield f"fairness.{verdict}", said.verdicts[verdict]
    for severity in SEVERITIES:
        yield f"findings.{severity}", said.findings[severity]
    for step, seconds in record.timings.items():
        yield f"seconds.{step.lower().replace(' ', '_')}", seconds


def tags(record: AuditRecord) -> dict[str, str]:
    """Return what audits are filtered and told apart by; ``submittable`` is false for ever on a prohibited use."""
    return {
        "peel_run": record.run_id,
        "kind": "audit",
        "purpose": record.purpose,
        "prohibited": str(record.prohibited).lower(),
        "submittable": str(record.submittable).lower(),
        "data_class": record.audited.data_class,
        "SYNTHETIC": str(record.audited.data_class == "D0").lower(),
        "evaluated_on": "everything",
        "verdict": headline(record).worst,
        "data_sha256": record.audited.sha256 or "none",
        "tolerance_agreed": str(record.tolerance_agreed).lower(),
        "findings": ", ".join(finding.code for finding in record.findings) or "none",
        "card": CARD,
        "peel_version": record.peel_version,
        "mlflow.source.name": "peel audit",
        "mlflow.source.type": "LOCAL",
        "mlflow.note.content": note(record),
    }


def note(record: AuditRecord) -> str:
    """Return the audit's description in Markdown."""
    said, judged = headline(record).verdicts, len(headline_rows(record.verdicts))
    run = record.mlflow
    card = f"#/experiments/{run.experiment_id}/runs/{run.run_id}/artifacts/{CARD}?workflowType=machine_learning"
    mark = "**SYNTHETIC DATA.** " if record.audited.data_class == "D0" else ""
    limit = "agreed" if record.tolerance_agreed else "not agreed"
    return "\n\n".join(
        [
            f"{mark}**{record.heading}** Not submitted for sign-off. [Open its page]({card}).",
            f"**Differences between groups:** {said['outside']} outside the limit, {said['cannot_tell']} cannot tell, "
            f"{said['within']} within it, of {judged} judged; the limit is {limit}.",
            f"{record.audited.rows_used:,} rows used of {record.audited.rows:,}, class {record.audited.data_class}.",
        ]
    )
