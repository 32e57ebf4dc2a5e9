"""All renderings of a card, as bytes."""

from __future__ import annotations

from collections.abc import Mapping

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


def named(files: Mapping[str, bytes], stem: str, forms: tuple[str, ...]) -> dict[str, bytes]:
    """Return renderings under another name, and only some of them.

    Examples
    --------
    >>> named({"card.json": b"{}", "card.html": b"<p>", "card.md": b"#"}, "public", ("json", "html"))
    {'public.json': b'{}', 'public.html': b'<p>'}
    """
    return {f"{stem}.{form}": files[f"card.{form}"] for form in forms}
