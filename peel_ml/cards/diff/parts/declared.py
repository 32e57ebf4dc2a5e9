"""What was declared: every leaf of the resolved declaration that differs, by its plain name."""

from __future__ import annotations

from peel_ml.cards.diff.content import Part, Row, Side
from peel_ml.cards.diff.leaves import leaves
from peel_ml.cards.diff.words import tally, value
from peel_ml.cards.words import spoken
from peel_ml.usecase.questions import QUESTIONS

# A question about all columns at once names no single place.
_KNOWN = {one.key: one.question for one in reversed(QUESTIONS) if one.key != "data.columns"}


def part(before: Side, after: Side, minimum: int) -> Part | None:
    """Return the declared answers that differ; ``None`` where only cards are at hand."""
    if before.record is None or after.record is None:
        return None
    rows = tuple(
        Row(plain_path(leaf.path), value(leaf.before), value(leaf.after))
        for leaf in leaves(before.record.provenance.declaration, after.record.provenance.declaration)
    )
    return Part(
        "declared",
        "What was declared",
        rows,
        f"Declared answers: {tally(rows, 'changed', 'added', 'removed')}."
        if rows
        else "Every declared answer is the same.",
    )


def plain_path(path: tuple[str, ...]) -> str:
    """Return the plain name of a place in the declaration: its question where it has one, else its keys as words.

    Examples
    --------
    >>> plain_path(("decision", "maker"))
    'Who makes that decision'
    >>> plain_path(("data", "columns", "borough", "role"))
    'Data: columns: borough: role'
    """
    for length in range(len(path), 0, -1):
        question = _KNOWN.get(".".join(path[:length]))
        if question is not None:
            return ": ".join([question, *map(_words, path[length:])])
    first, *rest = path
    return ": ".join([spoken(first), *map(_words, rest)])


def _words(key: str) -> str:
    if " " in key or not key.islower():
        return key  # an item's own name, kept as it was declared
    return spoken(key)[:1].lower() + spoken(key)[1:]
