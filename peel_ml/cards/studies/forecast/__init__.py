"""How a forecast of counts is told."""

from __future__ import annotations

from peel_ml.cards.studies import told
from peel_ml.cards.studies.forecast import areas, found, months
from peel_ml.cards.studies.kind import KindCard

CARD = KindCard(
    "Forecasts better than simple methods",
    found.found,
    found.tiles,
    months.blocks,
    told.nothing,
    areas.sections,
    told.nothing,
)
