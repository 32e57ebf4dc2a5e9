"""Which card belongs to which kind of study: a table."""

from __future__ import annotations

from peel_ml.cards.studies import effects, panel, told
from peel_ml.cards.studies.changes import alarms as change_alarms
from peel_ml.cards.studies.changes import annex as change_annex
from peel_ml.cards.studies.changes import groups as change_groups
from peel_ml.cards.studies.changes import words as change_words
from peel_ml.cards.studies.changes import works as change_works
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
        change_words.found,
        change_words.tiles,
        change_works.works,
        change_groups.groups,
        change_alarms.sections,
        change_annex.annex,
    ),
    "causal": effects.CARD,
}
"""By the kind a use case declares."""
