"""What can only be added when the whole card is written: the meaning of words where they come first, reading grades."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from peel_ml.cards import glossary
from peel_ml.cards.card import Body
from peel_ml.cards.sections import annex_reading


def completed(body: Body, declaration: Mapping[str, Any]) -> Body:
    """Return the body with both; `declaration` tells generated sentences from declared ones."""
    before = glossary.strings((body.banner, body.title, body.status, body.decision_sheet, body.key_facts, body.checks))
    sections = glossary.explained(before, body.sections)
    return replace(body, sections=annex_reading.added(body.decision_sheet, sections, declaration))
