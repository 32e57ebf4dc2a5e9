"""How a search for changes is told."""

from __future__ import annotations

from peel_ml.cards.studies.changes import alarms, annex, groups, words, works
from peel_ml.cards.studies.kind import KindCard

CARD = KindCard(
    "Keeps to its rate of false alarms",
    words.found,
    words.tiles,
    works.works,
    groups.groups,
    alarms.sections,
    annex.annex,
)
