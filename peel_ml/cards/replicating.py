"""How anybody can make a card of published data again."""

from __future__ import annotations

from peel_ml.results.recorded import Recorded


def command(record: Recorded) -> str:
    """Return the command that derives the published card again; empty where others cannot have the data."""
    if record.data.synthetic or record.data.class_ != "D1" or record.data.declared_class != "D1":
        return ""
    return f"peel replicate model_cards/{record.use_case}/card.json --data PATH"
