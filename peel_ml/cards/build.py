"""From a run record to a card: one table of sections, walked in reading order."""

from __future__ import annotations

from collections.abc import Callable

from peel_ml.cards.audits.build import build_audit
from peel_ml.cards.card import SCHEMA_VERSION, Body, Card, RunPart
from peel_ml.cards.completing import completed
from peel_ml.cards.content import Fact, Section
from peel_ml.cards.declared import Declaration
from peel_ml.cards.fields import fields
from peel_ml.cards.recipe import recipe_of
from peel_ml.cards.replicating import command
from peel_ml.cards.sections import (
    alternatives,
    annex,
    assurance,
    at_a_glance,
    calibration,
    data,
    everything,
    group_answers,
    groups,
    limits,
    observed,
    opening,
    performance,
    proxies,
    purpose,
    reasons,
    shares,
    sign_off,
    withheld,
    world,
)
from peel_ml.cards.sections.evidence import evidence_of
from peel_ml.cards.sections.facts import declaration_of
from peel_ml.cards.settled import settled
from peel_ml.cards.studies.build import drawn_study
from peel_ml.cards.words import counted, number, spoken, times
from peel_ml.disclosure import INTERNAL, Published, View, controlled
from peel_ml.results.record import RunRecord
from peel_ml.results.recorded import Recorded, to_json
from peel_ml.results.studies.record import StudyRecord
from peel_ml.results.versions import RECORD, refuse_no_numbers
from peel_ml.results.withheld import Withheld

__all__ = ["SECTIONS", "build", "build_audit"]

SECTIONS: tuple[Callable[[RunRecord, Declaration], Section | None], ...] = (
    purpose.section,
    performance.section,
    observed.section,
    calibration.section,
    groups.section,
    reasons.section,
    proxies.section,
    alternatives.section,
    world.section,
    shares.section,
    data.section,
    limits.section,
    assurance.section,
    sign_off.section,
    annex.section,
)
"""Every section, in reading order; one that a run has nothing for is left out."""
SIGN_OFF = "sign-off"
"""Before it stands what disclosure control held back, which no section can know of."""


def build(record: Recorded, view: View = INTERNAL, previous: Published | None = None) -> Card:
    """Return the card of a run.

    Parameters
    ----------
    record : RunRecord
        A finished run. What is withheld or missing in it shows with its reason.
    view : View
        Whom the card is for. Nothing is drawn or said from a figure that has not passed disclosure control for it.
    previous : mapping, optional
        What was published of the use case before; what changed by a few people since is withheld.

    Returns
    -------
    Card
        The same card for the same record; its body is the same for every run that found the same.

    Raises
    ------
    BadRequest
        A public view of synthetic data, or a revision in which so few records changed that nothing can hide them.
    PeelError
        A figure of the record is infinite or not a number.
    """
    refuse_no_numbers(to_json(record), RECORD)
    return drawn(*controlled(settled(record), view, previous), view)


def drawn(record: Recorded, log: tuple[Withheld, ...], view: View) -> Card:
    """Return the card of a record that has passed disclosure control for this view, and its log."""
    if isinstance(record, StudyRecord):
        return drawn_study(record, log, view, _run(record))
    declaration = declaration_of(record)
    asked = fields(record, declaration, view)
    sections = [made for section in SECTIONS if (made := section(record, declaration)) is not None]
    before = next(at for at, one in enumerate(sections) if one.id == SIGN_OFF)
    sections.insert(before, withheld.section(log, view))
    titles = {"summary": "Summary", **{one.id: one.title for one in sections}}
    body = Body(
        use_case=record.use_case,
        title=declaration.text("title") or spoken(record.use_case),
        synthetic=record.data.synthetic,
        publisher=declaration.text("people.team") or "PEEL ML",
        evaluated_on=record.scores.evaluated_on,
        status=opening.status(record, declaration),
        summary=opening.summary(record, declaration),
        decision_sheet=opening.decision_sheet(record, declaration),
        key_facts=opening.key_facts(record, declaration),
        checks=at_a_glance.checks(record, declaration),
        sections=(*sections, everything.section(asked, titles)),
        view=view.name,
        objective=declaration.text("objective") or "",
        stage=declaration.text("stage") or "",
        headline=opening.headline(record, declaration),
        fields=asked,
        worst_verdict=group_answers.worst_verdict(evidence_of(record, declaration)),
        replicate=command(record),
        withheld=log,
        recipe=recipe_of(record),
    )
    return Card(SCHEMA_VERSION, completed(body, record.provenance.declaration), _run(record))


def _run(record: Recorded) -> RunPart:
    one = record.provenance
    return RunPart(
        (
            Fact("Run", one.run_id),
            Fact("Run key", one.run_key),
            Fact("Started", one.started_at),
            Fact("Command", one.command),
            Fact(
                "Machine",
                f"{one.platform}; {counted(one.threads, 'thread')} a fit, {counted(one.workers, 'fit')} at a time",
            ),
            Fact(
                "Held-out period",
                f"opened {times(record.held_out.openings)} by {counted(record.held_out.runs, 'run')} on this machine",
            ),
            Fact(
                "MLflow",
                "Not tracked"
                if record.mlflow.run_id is None
                else f"experiment {record.mlflow.experiment_id}, run {record.mlflow.run_id}",
            ),
            Fact(
                "Time taken",
                "; ".join(f"{stage} {number(seconds, 1)} s" for stage, seconds in sorted(record.timings.items()))
                or "Not measured",
            ),
        )
    )
