"""The list of example cards: documentation, made from synthetic data, never part of the register."""

from __future__ import annotations

from collections.abc import Mapping

from peel_ml.cards.card import Card
from peel_ml.cards.markdown import escaped
from peel_ml.cards.publishing import MARK

_HEAD = """\
# Example cards

SYNTHETIC. These cards show what the platform writes. Their data is made up, so nothing in them says anything about real
people or real policing. Cards from real public data are in [model_cards](../../model_cards/README.md).

Open a `.html` file in a browser; it needs no network. `peel card publish` makes this list.
"""


def listed(cards: Mapping[str, Card]) -> str:
    """Return the list as Markdown.

    Examples
    --------
    >>> listed({}).splitlines()[0]
    '# Example cards'
    """
    lines = [
        f"- SYNTHETIC. {escaped(card.body.title)}: [page]({name}/{MARK}card.html), [text]({name}/{MARK}card.md), "
        f"[data]({name}/{MARK}card.json)"
        for name, card in sorted(cards.items())
    ]
    return "\n".join([_HEAD, *lines]) + "\n"
