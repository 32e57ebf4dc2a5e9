"""Which card belongs to which kind of study: a table."""

from __future__ import annotations

from peel_ml.cards.studies import panel, told
from peel_ml.cards.studies.kind import KindCard

KINDS: dict[str, KindCard] = {
    "count_forecast": KindCard(
        "Forecasts better than simple methods",
        told.found,
        told.tiles,
        told.nothing,
        told.nothing,
        told.no_sections,
        told.nothing,
    ),
    "regression": panel.CARD,
    "change_detection": KindCard(
        "Keeps to its rate of false alarms",
        told.found,
        told.tiles,
        told.nothing,
        told.nothing,
        told.no_sections,
        told.nothing,
    ),
    "causal": KindCard(
        "Shows an effect",
        told.found,
        told.tiles,
        told.nothing,
        told.nothing,
        told.no_sections,
        told.nothing,
    ),
}
"""By the kind a use case declares."""
