"""From a study's record to its card."""

from __future__ import annotations

from collections.abc import Callable

from peel_ml.cards.card import SCHEMA_VERSION, Body, Card, RunPart
from peel_ml.cards.completing import completed
from peel_ml.cards.content import Section
from peel_ml.cards.declared import Declaration
from peel_ml.cards.fields import fields
from peel_ml.cards.recipe import recipe_of
from peel_ml.cards.replicating import command
from peel_ml.cards.sections import (
    assurance,
    data,
    everything,
    group_answers,
    limits,
    purpose,
    sign_off,
    withheld,
)
from peel_ml.cards.sections.evidence import evidence_of
from peel_ml.cards.sections.facts import declaration_of
from peel_ml.cards.sections.opening import status, summary
from peel_ml.cards.studies import annex, groups, opening, works
from peel_ml.cards.studies.kinds import KINDS
from peel_ml.cards.words import spoken
from peel_ml.disclosure import View
from peel_ml.results.studies.record import StudyRecord
from peel_ml.results.withheld import Withheld

BEFORE: tuple[Callable[[StudyRecord, Declaration], Section], ...] = (purpose.section, works.section, groups.section)
"""Sections before those of the kind itself."""
AFTER: tuple[Callable[[StudyRecord, Declaration], Section], ...] = (
    data.section,
    limits.section,
    assurance.section,
)
"""Sections after them; sign-off and the annex end the card."""


def drawn_study(record: StudyRecord, log: tuple[Withheld, ...], view: View, run: RunPart) -> Card:
    """Return the card of a study that has passed disclosure control for this view."""
    declaration = declaration_of(record)
    asked = fields(record, declaration, view)
    sections = (
        *(section(record, declaration) for section in BEFORE),
        *KINDS[record.study].sections(record, declaration),
        *(section(record, declaration) for section in AFTER),
        withheld.section(log, view),
        sign_off.section(record, declaration),
        annex.section(record, declaration),
    )
    titles = {"summary": "Summary", **{one.id: one.title for one in sections}}
    body = Body(
        use_case=record.use_case,
        title=declaration.text("title") or spoken(record.use_case),
        synthetic=record.data.synthetic,
        publisher=declaration.text("people.team") or "PEEL ML",
        evaluated_on=record.scores.evaluated_on,
        status=status(record, declaration),
        summary=summary(record, declaration),
        decision_sheet=opening.decision_sheet(record, declaration),
        key_facts=opening.key_facts(record, declaration),
        checks=opening.checks(record, declaration),
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
    return Card(SCHEMA_VERSION, completed(body, record.provenance.declaration), run)
