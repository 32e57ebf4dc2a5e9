"""The register as one HTML file in the card's look."""

from __future__ import annotations

from peel_ml.cards.html import page
from peel_ml.cards.register.content import Register


def to_html(register: Register) -> str:
    """Return the register as HTML: the same bytes for the same register, every word from outside escaped.

    Examples
    --------
    >>> "&lt;b&gt;" in to_html(Register("public", "<b>", ()))
    True
    """
    return page("register", register=register)
