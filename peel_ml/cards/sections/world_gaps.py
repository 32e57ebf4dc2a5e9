"""How often the outcome follows, by group and kind: apart from the model."""

from __future__ import annotations

from peel_ml.cards.content import Block, Column, Fold, Heading, Listing, Paragraph, Table, grouped
from peel_ml.cards.declared import Declaration
from peel_ml.cards.names import column_name, measure_name
from peel_ml.cards.sections.groups.figure import apart
from peel_ml.cards.words import counted, few, named, percent, units
from peel_ml.results.world import OutcomeGap, World

MOST_SAID = 3
KINDS = ("object", "power")
"""Slices by which the card sets out the outcome; all there are where neither is declared."""


def blocks(world: World, declaration: Declaration) -> list[Block]:
    """Return the gaps that are shown, the widest of them in words, and a table of all."""
    if not world.gaps:
        return []
    # By place and by quarter stand in the record: a card with every slice of every group is read by nobody.
    kinds = [one for one in world.gaps if one.dimension in KINDS]
    drawn = kinds or list(world.gaps)
    tested = [one for one in drawn if one.shown is not None]
    shown = [one for one in tested if one.shown]
    noun = units(declaration)

    def where(one: OutcomeGap) -> str:
        kind = f"{column_name(one.dimension, declaration)} “{one.level}”"
        return f"{kind}, {measure_name(one.characteristic, declaration).lower()} “{one.group}”"

    # The widest are said in the order of the record: groups are never ranked.
    widest = sorted(shown, key=lambda one: -abs(one.gap.value or 0.0))[:MOST_SAID]
    said = tuple(
        f"{where(one)}: {percent(one.share)} had the outcome, {apart(one.gap.value, one.gap.low, one.gap.high)} points "
        f"set against everyone else (95% range in brackets; {few(one.n)} {noun})."
        for one in shown
        if one in widest
    )
    measures = list(dict.fromkeys(one.characteristic for one in drawn))
    more = f" The {len(said)} widest are:" if len(shown) > len(said) else ""
    return [
        Heading("How often the outcome follows, by kind"),
        Paragraph(
            f"Among {noun} of one kind, a difference to everyone else is shown for {len(shown) or 'none'} of "
            f"{counted(len(tested), 'comparison')}, corrected for making them.{more}"
        ),
        *([Listing(said)] if said else []),
        Fold("Show the numbers: how many differences are shown, by kind", (_tally(measures, drawn, declaration),)),
    ]


def _tally(measures: list[str], gaps: list[OutcomeGap], declaration: Declaration) -> Table:
    """Return how many comparisons of each kind show less, more or neither; each one stands in the record."""
    rows = []
    for measure in measures:
        here = [one for one in gaps if one.characteristic == measure]
        for dimension, level in dict.fromkeys((one.dimension, one.level) for one in here):
            of = [one for one in here if (one.dimension, one.level) == (dimension, level)]
            fewer, more = (
                [one.group for one in of if one.shown and sign * (one.gap.value or 0.0) > 0] for sign in (-1, 1)
            )
            if fewer or more:
                where = f"{column_name(dimension, declaration)}: {level}"
                rows.append((measure_name(measure, declaration), (where, named(fewer) or "–", named(more) or "–")))
    return Table(
        "Groups that had the outcome less often, or more often, than everyone else (shown differences only)",
        (Column("Kind"), Column("Less often"), Column("More often")),
        grouped(rows),
    )
