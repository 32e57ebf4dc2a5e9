"""The register as one HTML file in the card's look."""

from __future__ import annotations

from peel_ml.cards.html import page
from peel_ml.cards.register.content import Register

STYLE = (
    ".book{list-style:none;padding:0;margin:0;max-width:none}"
    ".book>li{border-top:1px solid var(--line);padding:1.4rem 0 .4rem;margin:0}"
    ".book>li:first-child{border:0;padding-top:0}"
    ".book h3{margin:0 0 .6rem;font-size:1.25rem}"
    ".book dl{margin:0 0 1rem}"
    ".finding{font-size:1.08em;max-width:62ch}"
    "@media print{.book>li{break-inside:avoid}}"
)


def to_html(register: Register) -> str:
    """Return the register as HTML: the same bytes for the same register, every word from outside escaped.

    Examples
    --------
    >>> "&lt;b&gt;" in to_html(Register("public", "<b>", ()))
    True
    """
    return page("register.html.j2", STYLE, register=register)
