"""From two sides to their difference: one table of parts, walked in reading order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from peel_ml.cards.card import digest
from peel_ml.cards.diff.content import SCHEMA_VERSION, Compared, Difference, Part, Row, Side
from peel_ml.cards.diff.parts import data, declared, disparities, features, judged, made, metrics, text
from peel_ml.disclosure import INTERNAL, PUBLIC
from peel_ml.errors import BadRequest

PARTS: tuple[Callable[[Side, Side, int], Part | None], ...] = (
    data.part,
    features.part,
    metrics.part,
    disparities.part,
    judged.part,
    declared.part,
    text.sentences,
    text.cells,
    made.part,
)
"""Every part, in reading order; one that the two sides have nothing for is left out."""

_FIGURES = {
    "held_out": "the held-out period",
    "validation": "the validation period",
    "audited_rows": "the audited rows",
}


def difference(before: Side, after: Side) -> Difference:
    """Return what differs between two cards of one use case.

    Parameters
    ----------
    before, after : Side
        Both for the same view, with their records or without.

    Returns
    -------
    Difference
        The same for the same two sides. Without any row in its parts where they say the same.

    Raises
    ------
    BadRequest
        They are of different use cases, of different views, or one is an audit and the other is not.
    """
    one, other = before.card.body, after.card.body
    if (one.use_case, one.kind) != (other.use_case, other.kind):
        raise BadRequest(
            f"{before.name} is {_of(before)} and {after.name} is {_of(after)}. "
            "Only cards of one use case can be compared: name two runs of it."
        )
    if one.view != other.view:
        raise BadRequest(
            f"{before.name} is the {one.view} card and {after.name} the {other.view} one. What one of them withholds "
            "could be worked out from the other, so they are not compared. Name two cards of one view."
        )
    minimum = PUBLIC.minimum if one.view == "public" else INTERNAL.minimum
    found = (part(before, after, minimum) for part in PARTS)
    return Difference(
        SCHEMA_VERSION,
        one.use_case,
        _introduced(before),
        _introduced(after),
        _cautions(before, after),
        tuple(replace(part, rows=_gathered(part.rows)) for part in found if part is not None),
    )


def _gathered(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """Return the rows with those of one heading together, in the order in which the headings first stand."""
    places = {heading: place for place, heading in enumerate(dict.fromkeys(row.under for row in rows))}
    return tuple(sorted(rows, key=lambda row: places[row.under]))


def _of(side: Side) -> str:
    return f"{'an audit of' if side.card.body.kind == 'audit' else 'a card of'} {side.card.body.use_case}"


def _introduced(side: Side) -> Compared:
    body = side.card.body
    return Compared(side.name, body.title, body.synthetic, _FIGURES[body.evaluated_on], digest(side.card))


def _cautions(before: Side, after: Side) -> tuple[str, ...]:
    one, other = before.card.body, after.card.body
    found = []
    if one.synthetic != other.synthetic:
        found.append(
            f"{(before if one.synthetic else after).name} is about made-up data and the other is not. No figure of the "
            "two can be held against the other."
        )
    if one.evaluated_on != other.evaluated_on:
        found.append(
            f"The figures come from {_FIGURES[one.evaluated_on]} before and from {_FIGURES[other.evaluated_on]} after. "
            "These are other cases, so a figure can move though the model is the same."
        )
    if before.record is None or after.record is None:
        found.append(
            "Only cards were at hand, not the records behind them: what the cards say is compared, and no figure alone."
        )
    return tuple(found)
