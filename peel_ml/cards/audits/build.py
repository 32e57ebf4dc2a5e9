"""From an audit's record to its page: the same card without the sections that need the model."""

from __future__ import annotations

from peel_ml.cards.audits import audited, closing, opening, rates
from peel_ml.cards.audits.declared import declaration_of
from peel_ml.cards.card import SCHEMA_VERSION, Body, Card, RunPart
from peel_ml.cards.completing import completed
from peel_ml.cards.content import Fact, Section
from peel_ml.cards.sections.evidence import evidence_of
from peel_ml.cards.sections.groups.section import TITLE, core
from peel_ml.cards.words import number
from peel_ml.results.audit import AuditRecord, to_json
from peel_ml.results.versions import AUDIT, refuse_no_numbers


def build_audit(record: AuditRecord) -> Card:
    """Return the card of an audit.

    Parameters
    ----------
    record : AuditRecord
        A finished audit. A prohibited use stands under its heading everywhere: page, title, summary, figures.

    Returns
    -------
    Card
        The same card for the same record; its body holds no id, clock or machine.

    Raises
    ------
    PeelError
        A figure of the record is infinite or not a number.
    """
    refuse_no_numbers(to_json(record), AUDIT)
    declaration = declaration_of(record)
    evidence = evidence_of(record, declaration)
    body = Body(
        use_case=record.audited.file or "a table",
        title=f"Disparity audit of {record.audited.file or 'a table'}",
        synthetic=record.audited.data_class == "D0",
        publisher="PEEL ML",
        evaluated_on="audited_rows",
        status=opening.status(record),
        summary=opening.summary(record),
        decision_sheet=opening.sheet(record, evidence),
        key_facts=opening.tiles(record, evidence),
        checks=opening.checks(record, evidence),
        sections=(
            audited.section(record),
            rates.section(record, declaration),
            Section("groups", TITLE, tuple(core(evidence))),
            closing.limits(evidence),
            closing.sign_off(record),
            closing.annex(record),
        ),
        kind="audit",
        banner=record.heading if record.prohibited else "",
    )
    return Card(SCHEMA_VERSION, completed(body, {}), _run(record))


def _run(record: AuditRecord) -> RunPart:
    tracked = record.mlflow
    return RunPart(
        (
            Fact("Run", record.run_id),
            Fact("Started", record.started_at),
            Fact("Command", record.command),
            Fact(
                "MLflow",
                "Not tracked"
                if tracked.run_id is None
                else f"experiment {tracked.experiment_id}, run {tracked.run_id}",
            ),
            Fact(
                "Time taken",
                "; ".join(f"{stage} {number(seconds, 1)} s" for stage, seconds in record.timings.items())
                or "Not measured",
            ),
        )
    )
