"""Records and cards with words from outside exchanged everywhere they stand, sentences too."""

from __future__ import annotations

import json
from typing import Any, TypeVar

from peel_ml.cards import card
from peel_ml.cards.card import Card
from peel_ml.results import audit, record

R = TypeVar("R", record.RunRecord, audit.AuditRecord, Card)


def relabelled(given: R, words: dict[str, str]) -> R:
    """Return a record or a card with every one of these words exchanged, wherever it stands."""
    home: Any = (
        record if isinstance(given, record.RunRecord) else audit if isinstance(given, audit.AuditRecord) else card
    )
    exchanged: R = home.loads(json.dumps(_exchanged(json.loads(home.dumps(given)), words)))
    return exchanged


def _exchanged(part: Any, words: dict[str, str]) -> Any:
    if isinstance(part, str):
        for old, new in words.items():
            part = part.replace(old, new)
        return part
    if isinstance(part, list):
        return [_exchanged(one, words) for one in part]
    if isinstance(part, dict):
        return {name: _exchanged(one, words) for name, one in part.items()}
    return part
