"""All renderings of a card, as bytes."""

from __future__ import annotations

from peel_ml.cards.card import Card, dumps
from peel_ml.cards.html import to_html
from peel_ml.cards.markdown import to_markdown


def render(card: Card) -> dict[str, bytes]:
    """Return ``card.json``, ``card.html`` and ``card.md``; the same bytes for the same card.

    The HTML and the Markdown depend on the body alone: two runs that found the same give the same pages.
    """
    return {
        "card.json": dumps(card).encode(),
        "card.html": to_html(card).encode(),
        "card.md": to_markdown(card).encode(),
    }
