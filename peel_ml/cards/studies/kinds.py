"""Which card belongs to which kind of study: a table."""

from __future__ import annotations

from peel_ml.cards.studies import changes, effects, forecast, panel
from peel_ml.cards.studies.kind import KindCard

KINDS: dict[str, KindCard] = {
    "count_forecast": forecast.CARD,
    "regression": panel.CARD,
    "change_detection": changes.CARD,
    "causal": effects.CARD,
}
"""By the kind a use case declares."""
