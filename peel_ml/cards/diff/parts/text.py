"""What the two cards say in other words, section by section."""

from __future__ import annotations

from collections.abc import Iterator

from peel_ml.cards.diff.content import Part, Row, Side
from peel_ml.cards.diff.counts import HIDDEN, close_hidden
from peel_ml.cards.diff.said import Said, said
from peel_ml.cards.diff.words import tally
from peel_ml.cards.words import counted

_Texts = dict[tuple[str, ...], Said]


def sentences(before: Side, after: Side, minimum: int) -> Part:
    """Return the sentences, answers and checks that differ."""
    rows = _rows(before, after, minimum, cells=False)
    return Part(
        "text",
        "What the cards say",
        rows,
        f"Sentences and answers on the card: {tally(rows, 'changed', 'new', 'gone')}." if rows else "No sentence.",
        _hidden_note(rows, minimum),
    )


def cells(before: Side, after: Side, minimum: int) -> Part:
    """Return the cells of tables that differ."""
    rows = _rows(before, after, minimum, cells=True)
    return Part(
        "tables",
        "Tables on the cards",
        rows,
        f"{counted(len(rows), 'cell')} of tables." if rows else "No cell of a table.",
        _hidden_note(rows, minimum),
        detail=True,
    )


def _hidden_note(rows: tuple[Row, ...], minimum: int) -> str:
    if not any(HIDDEN in (one.before or "") for one in rows):
        return ""
    return f"Where two counts differ by fewer than {minimum}, neither is shown: the difference could point at a person."


def _rows(before: Side, after: Side, minimum: int, *, cells: bool) -> tuple[Row, ...]:
    old = {one.key: one for one in said(before.card.body) if one.cell == cells}
    new = {one.key: one for one in said(after.card.body) if one.cell == cells}
    found = []
    for one, other in _paired(old, new):
        known = one or other
        if known is None or (one and other and one.text == other.text):
            continue
        was, now = (None if text is None else text.text for text in (one, other))
        if was is not None and now is not None:
            was, now = close_hidden(was, now, minimum)
        found.append(Row(known.what, was, now, under=known.section))
    return tuple(found)


def _paired(old: _Texts, new: _Texts) -> Iterator[tuple[Said | None, Said | None]]:
    """Yield what belongs together: first by its key, then what is left of the same question or check by its place."""
    left: dict[tuple[str, str], list[Said]] = {}
    for key, one in new.items():
        if key not in old:
            left.setdefault((one.section, one.what), []).append(one)
    for key, one in old.items():
        others = left.get((one.section, one.what), []) if one.what else []
        yield one, new.get(key) or (others.pop(0) if others else None)
    yield from ((None, one) for others in left.values() for one in others)
