"""From what a person names, a run or a card's file, to the card and what stands behind it."""

from __future__ import annotations

from pathlib import Path

from peel_ml.cards.card import Card, loads
from peel_ml.cards.diff.content import Side
from peel_ml.cli.card_files import folder_of, record_of
from peel_ml.disclosure import INTERNAL, controlled
from peel_ml.errors import BadRequest
from peel_ml.store import CARD


def card_path(name: str) -> Path:
    """Return where the card of a run, or the card of this path, is.

    Raises
    ------
    BadRequest
        There is none.
    """
    path = Path(name)
    if not path.is_file() and path.suffix != ".json":
        return folder_of(name) / CARD
    if not path.is_file():
        raise BadRequest(f"There is no file {name}. Give the path of a card.json, or a run (`peel list`).")
    return path


def read_card(path: Path) -> Card:
    """Read a card's file.

    Raises
    ------
    BadRequest
        It is no card, or one of another major version.
    """
    try:
        return loads(path.read_bytes())
    except BadRequest as error:
        raise BadRequest(f"{path} cannot be read. {error.summary}", error.problems) from None


def side(name: str) -> Side:
    """Return one side of a difference: the card of a run with its record, or a card's file alone.

    Raises
    ------
    BadRequest
        There is no such run or file, or it is no card.
    """
    path = card_path(name)
    card = read_card(path)
    if path == Path(name):
        return Side("/".join(path.absolute().parts[-2:]), card)
    if card.body.kind == "audit":
        return Side(path.parent.name, card)
    return Side(path.parent.name, card, controlled(record_of(path.parent), INTERNAL)[0])
