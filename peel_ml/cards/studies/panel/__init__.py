"""How a regression on survey or panel measures is told."""

from __future__ import annotations

from peel_ml.cards.content import Section
from peel_ml.cards.declared import Declaration
from peel_ml.cards.studies import told
from peel_ml.cards.studies.kind import KindCard
from peel_ml.cards.studies.panel import annex, areas, linked, people, works
from peel_ml.results.studies.record import StudyRecord


def sections(record: StudyRecord, declaration: Declaration) -> tuple[Section, ...]:
    """Return the sections that have something to say."""
    made = (areas.section, linked.section, people.section)
    return tuple(one for section in made if (one := section(record, declaration)) is not None)


CARD = KindCard(
    "Predicts better than simple methods",
    works.found,
    works.tiles,
    works.blocks,
    told.nothing,
    sections,
    annex.blocks,
)
