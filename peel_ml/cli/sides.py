"""From what a person names, a run or a card's file, to the card and what stands behind it."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import ValidationError

from peel_ml.cards.card import SCHEMA_VERSION, Card, loads
from peel_ml.cards.diff.content import Side
from peel_ml.disclosure import INTERNAL, controlled
from peel_ml.errors import BadRequest
from peel_ml.results import record as records
from peel_ml.settings import read_settings
from peel_ml.store import CARD, RECORD, find


def card_path(name: str) -> Path:
    """Return where the card of a run, or the card of this path, is.

    Raises
    ------
    BadRequest
        There is none.
    """
    path = Path(name)
    if path.suffix == ".json" or path.is_file():
        if not path.is_file():
            raise BadRequest(f"There is no file {name}. Give the path of a card.json, or a run (`peel list`).")
        return path
    folder = find(read_settings(anywhere=True).runs, name)
    if not (folder / CARD).is_file():
        raise BadRequest(f"{folder.name} is a quick run, which has no card. Run it without --quick.")
    return folder / CARD


def read_card(path: Path) -> Card:
    """Read a card's file.

    Raises
    ------
    BadRequest
        It is no card, or one of another major version.
    """
    text = path.read_bytes()
    try:
        document = json.loads(text)
    except ValueError as error:
        raise BadRequest(f"{path} is not JSON. Give a card.json as `peel run` writes it.") from error
    version = document.get("schema_version") if isinstance(document, dict) else None
    if not isinstance(version, str) or "body" not in document:
        raise BadRequest(f"{path} is not a card. Give a card.json as `peel run` writes it.")
    if version.split(".")[0] != SCHEMA_VERSION.split(".")[0]:
        raise BadRequest(
            f"{path} is a card of version {version}. This version of the platform reads {SCHEMA_VERSION} and what came "
            f"before it since {SCHEMA_VERSION.split('.')[0]}.0. Make the card again with `peel run`."
        )
    try:
        return loads(text)
    except ValidationError as error:
        raise BadRequest(
            f"{path} says it is a card of version {version} and does not hold what such a card holds: "
            f"{error.error_count()} things are missing or wrong. Make the card again with `peel run`."
        ) from error


def side(name: str) -> Side:
    """Return one side of a difference: the card of a run with its record, or a card's file alone.

    Raises
    ------
    BadRequest
        There is no such run or file, or it is no card.
    """
    path = card_path(name)
    card = read_card(path)
    record = path.parent / RECORD
    if path == Path(name) or not record.is_file():
        return Side("/".join(path.absolute().parts[-2:]), card)
    if card.body.kind == "audit":
        return Side(path.parent.name, card)
    return Side(path.parent.name, card, controlled(records.loads(record.read_bytes()), INTERNAL)[0])
