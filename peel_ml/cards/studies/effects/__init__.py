"""How an estimate of an effect is told."""

from __future__ import annotations

from peel_ml.cards.content import Section
from peel_ml.cards.declared import Declaration
from peel_ml.cards.studies.effects import annex, events, found, groups, surface, works, wrong
from peel_ml.cards.studies.kind import KindCard
from peel_ml.results.studies.record import StudyRecord


def sections(record: StudyRecord, declaration: Declaration) -> tuple[Section, ...]:
    """Return the sections that have something to say."""
    made = (events.section, wrong.section, surface.section)
    return tuple(one for section in made if (one := section(record, declaration)) is not None)


CARD = KindCard(
    "Shows an effect, or rules one out",
    found.found,
    found.tiles,
    works.blocks,
    groups.blocks,
    sections,
    annex.blocks,
)
