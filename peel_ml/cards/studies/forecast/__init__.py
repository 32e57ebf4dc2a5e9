"""How a forecast of counts is told, and how a question about the top areas is."""

from __future__ import annotations

from peel_ml.cards.studies import told
from peel_ml.cards.studies.forecast import areas, found, held, months
from peel_ml.cards.studies.hotspots.card import or_else
from peel_ml.cards.studies.kind import KindCard

CARD = or_else(
    KindCard(
        "Better than simple methods",
        found.found,
        found.tiles,
        months.blocks,
        held.blocks,
        areas.sections,
        told.nothing,
    )
)
