"""The card: a hashed body of content, and beside it what belongs to this one run only."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from pydantic import ConfigDict, TypeAdapter

from peel_ml.cards.content import Answer, Fact, Section, Status, Tile
from peel_ml.cards.field import Field
from peel_ml.cards.recipe import Recipe
from peel_ml.cards.versions import CARD, SCHEMA_VERSION, as_written
from peel_ml.results.versions import read, whole, write
from peel_ml.results.withheld import Withheld

__all__ = [
    "SCHEMA_VERSION",
    "Body",
    "Card",
    "RunPart",
    "adapter",
    "digest",
    "dumps",
    "json_schema",
    "loads",
    "missing_to_approve",
    "missing_to_submit",
    "to_json",
]


@dataclass(frozen=True)
class Body:
    """Everything the card says. Holds no id, clock, path, duration or hardware: this is what is hashed."""

    use_case: str
    title: str
    synthetic: bool
    publisher: str
    """Who stands behind the use case, as declared."""
    evaluated_on: Literal["validation", "held_out", "audited_rows"]
    status: tuple[Status, ...]
    """Where the card stands, and which period its figures come from."""
    summary: str
    decision_sheet: tuple[Answer, ...]
    key_facts: tuple[Tile, ...]
    checks: tuple[Status, ...]
    sections: tuple[Section, ...]
    kind: Literal["model_card", "audit"] = "model_card"
    """An audit is of somebody else's model: it has no section that needs the model."""
    banner: str = ""
    """What no reader may miss, such as that the use is prohibited; it opens the page and every title."""
    view: Literal["internal", "public"] = "internal"
    """Whom it may be shown to; every figure has passed disclosure control for this view."""
    objective: str = ""
    """Declared objective: more_trust, less_crime or high_standards; empty for an audit."""
    stage: str = ""
    """Declared stage in the problem book; empty for an audit."""
    headline: str = ""
    """The finding in one plain sentence, as the register shows it."""
    worst_verdict: str = ""
    """The worst verdict on a group of people, in words; empty for an audit."""
    replicate: str = ""
    """For published data the command that derives this card again; empty where others cannot have the data."""
    fields: tuple[Field, ...] = ()
    """Everything that assurance asks for, each with its answer."""
    withheld: tuple[Withheld, ...] = ()
    """What disclosure control held back, table by table."""
    recipe: Recipe | None = None
    """What the card is derived from again; null for an audit, and on cards of version 1.0."""


def missing_to_submit(card: Card) -> tuple[Field, ...]:
    """Return the fields that are still open and without which the card cannot be submitted."""
    return tuple(field for field in card.body.fields if field.to_submit and field.state == "open")


def missing_to_approve(card: Card) -> tuple[Field, ...]:
    """Return the fields that are still open and without which the card cannot be approved."""
    return tuple(field for field in card.body.fields if field.to_approve and field.state == "open")


@dataclass(frozen=True)
class RunPart:
    """What differs between two runs that found the same: ids, times, machine."""

    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Card:
    """A model card. Additive within a major `schema_version`."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    schema_version: str
    body: Body
    run: RunPart


@cache
def adapter() -> TypeAdapter[Card]:
    """Reads and writes `Card`; built once."""
    return TypeAdapter(Card)


def to_json(card: Card) -> dict[str, Any]:
    """Return the card as JSON-ready values, with what its own version knows."""
    document = adapter().dump_python(card, mode="json")
    assert isinstance(document, dict)
    return as_written(document)


def dumps(card: Card) -> str:
    """Return the card as text: sorted keys, two spaces, one newline at the end."""
    return write(to_json(card), CARD)


def loads(text: str | bytes) -> Card:
    """Read a card of this version or an older one of the same major version.

    Raises
    ------
    BadRequest
        The text is no card, of another major version, or has parts that this version does not know.
    """
    return read(text, CARD, adapter())


def digest(card: Card) -> str:
    """Return the SHA-256 of the body: the same for every run that found the same."""
    body = json.dumps(to_json(card)["body"], sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(whole(body).encode()).hexdigest()


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of ``card.json``."""
    schema = adapter().json_schema(mode="serialization")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "PEEL ML model card",
        **schema,
    }
