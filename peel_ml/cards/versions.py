"""Cards of every version there has been: which can be read, and what each version added.

Within a major version fields are only added, so an older card is read as it is and what it did not know yet is empty.
It is written again as it was: its content is signed by a digest, and reading a card must not change that.
"""

from __future__ import annotations

from typing import Any

from peel_ml.results.versions import Kind, Upgrade, unchanged

SCHEMA_VERSION = "1.2"

ADDED: dict[str, tuple[str, ...]] = {
    "1.1": (
        "body.view",
        "body.objective",
        "body.stage",
        "body.headline",
        "body.replicate",
        "body.fields",
        "body.withheld",
        "body.recipe",
        "body.worst_verdict",
    ),
}
"""What each version added, by the place in ``card.json``; ``*`` stands for every one of a list."""

CARD = Kind(
    "model card",
    SCHEMA_VERSION,
    {
        "1.0": Upgrade("1.1", unchanged, "1.1 added the view, the fields, and what is withheld."),
        "1.1": Upgrade("1.2", unchanged, "1.2 added charts of forecasts and cards of studies; no new place."),
    },
    "peel card RUN --format json",
    whole=True,
)
"""Every version of a card there ever was. The older ones' golden files stand in ``tests/cards/fixtures``."""


def as_written(document: dict[str, Any]) -> dict[str, Any]:
    """Return a card's JSON without what its own version did not know; the given one is changed."""
    version = _number(document["schema_version"])
    for later, places in ADDED.items():
        if _number(later) > version:
            for place in places:
                _remove(document, place.split("."))
    return document


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _remove(part: Any, place: list[str]) -> None:
    first, *rest = place
    if isinstance(part, list):
        for one in part if first == "*" else ():
            _remove(one, rest)
    elif isinstance(part, dict) and first in part:
        if rest:
            _remove(part[first], rest)
        else:
            del part[first]
