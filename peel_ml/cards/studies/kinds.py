"""Which card belongs to which kind of study: a table."""

from __future__ import annotations

from peel_ml.cards.studies import told
from peel_ml.cards.studies.forecast import areas, found, months
from peel_ml.cards.studies.hotspots.card import or_else
from peel_ml.cards.studies.kind import KindCard

KINDS: dict[str, KindCard] = {
    "count_forecast": or_else(
        KindCard(
            "Better than simple methods",
            found.found,
            found.tiles,
            months.blocks,
            told.nothing,
            areas.sections,
            told.nothing,
        )
    ),
    "regression": KindCard(
        "Predicts better than simple methods",
        told.found,
        told.tiles,
        told.nothing,
        told.nothing,
        told.no_sections,
        told.nothing,
    ),
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
