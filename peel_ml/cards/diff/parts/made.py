"""How the two runs were made: what was chosen, and the versions they were made with."""

from __future__ import annotations

from peel_ml.cards.diff.content import Part, Row, Side
from peel_ml.cards.diff.leaves import leaves
from peel_ml.cards.diff.words import tally, value
from peel_ml.cards.recipe import Recipe, recipe_of
from peel_ml.cards.words import spoken

_CHOSEN = "What was chosen"
_VERSIONS = "Versions"


def part(before: Side, after: Side, minimum: int) -> Part | None:
    """Return what differs in how the two were made; ``None`` where a card does not say."""
    one, other = _recipe(before), _recipe(after)
    if one is None or other is None:
        return None
    rows = (*_chosen(one, other), *_versions(one, other))
    chosen = [found for found in rows if found.under == _CHOSEN]
    short = f"Settings: {tally(chosen, 'changed', 'added', 'removed')}." if chosen else ""
    if len(chosen) < len(rows):
        short = f"{short} Versions of the code or its packages differ.".strip()
    return Part("made", "How it was made", rows, short or "The same settings and versions.")


def _recipe(side: Side) -> Recipe | None:
    return side.card.body.recipe if side.record is None else recipe_of(side.record)


def _chosen(one: Recipe, other: Recipe) -> list[Row]:
    facts = (
        ("Held-out period scored", one.final, other.final),
        ("Models scored on the held-out period so far", one.model_number, other.model_number),
        ("Seed", one.seed, other.seed),
        ("Same figures on every run", one.repeatable, other.repeatable),
        ("Digest of the declaration", one.declaration_sha256, other.declaration_sha256),
    )
    rows = [Row(what, value(old), value(new), under=_CHOSEN) for what, old, new in facts if old != new]
    return rows + [
        Row(f"Set for this run: {leaf.path[-1]}", value(leaf.before), value(leaf.after), under=_CHOSEN)
        for leaf in leaves(one.overrides, other.overrides)
    ]


def _versions(one: Recipe, other: Recipe) -> list[Row]:
    return [
        Row(spoken(leaf.path[-1]), value(leaf.before), value(leaf.after), under=_VERSIONS)
        for leaf in leaves(one.made_with, other.made_with)
    ]
