"""The facts the model goes by: which, in which role, how often missing, and how much each matters."""

from __future__ import annotations

from peel_ml.cards.diff.content import Part, Row, Side
from peel_ml.cards.diff.words import differs, each, ranges, tally
from peel_ml.cards.names import candidate_name
from peel_ml.cards.words import percent, spoken
from peel_ml.results.explanation import FeatureEffect
from peel_ml.results.recorded import Recorded

_USED = "Facts the model uses"
_RANKS = "How much each fact matters, the first most"


def part(before: Side, after: Side, minimum: int) -> Part | None:
    """Return what differs in the facts; ``None`` where only cards are at hand."""
    if before.record is None or after.record is None:
        return None
    one, other = before.record, after.record
    rows = (*_used(one, other), *_columns(one, other), *_ranks(one, other))
    used = [found for found in rows if found.under == _USED]
    short = (
        f"Facts the model uses: {tally(used, 'changed', 'added', 'removed')}."
        if used
        else "The model uses the same facts; how often they are missing, or how much they matter, moved."
    )
    return Part(
        "features", "The facts the model goes by", rows, short if rows else "The same facts, in the same order."
    )


def _names(record: Recorded) -> dict[str, str]:
    return {column.name: column.plain_name for column in record.data.columns}


def _used(one: Recorded, other: Recorded) -> list[Row]:
    old, new = _names(one), _names(other)
    rows = []
    for name in each(one.model.features, other.model.features):
        there = (name in one.model.features, name in other.model.features)
        if there != (True, True):
            said = new.get(name) or old.get(name) or spoken(name)
            was, now = ("Used" if used else None for used in there)
            rows.append(Row(said, was, now, under=_USED))
    was, now = (candidate_name(record.model.candidate) for record in (one, other))
    return [*rows, *differs("Kind of model", was, now, "", _USED)]


def _columns(one: Recorded, other: Recorded) -> list[Row]:
    old = {column.name: column for column in one.data.columns}
    new = {column.name: column for column in other.data.columns}
    rows: list[Row] = []
    for name in each(old, new):
        was, now = old.get(name), new.get(name)
        if was is None or now is None:
            known = was or now
            assert known is not None
            rows += differs(
                known.plain_name,
                None if was is None else spoken(was.role),
                None if now is None else spoken(now.role),
                under="Columns",
            )
            continue
        rows += differs(f"{now.plain_name}: name", was.plain_name, now.plain_name, "", "Columns")
        rows += differs(f"{now.plain_name}: role", spoken(was.role), spoken(now.role), "", "Columns")
        rows += differs(f"{now.plain_name}: known", was.known_when, now.known_when, "", "Columns")
        rows += differs(now.plain_name, percent(was.missing), percent(now.missing), "", "Share of rows without a value")
    return rows


def _weights(record: Recorded) -> dict[str, FeatureEffect]:
    return {} if record.explanation is None else {found.feature: found for found in record.explanation.features}


def _ranks(one: Recorded, other: Recorded) -> list[Row]:
    old = _weights(one)
    new = _weights(other)
    rows: list[Row] = []
    for name in each(old, new):
        was, now = old.get(name), new.get(name)
        known = now or was
        assert known is not None
        if was and now and was.rank != now.rank:
            said = ranges((was.rank_low, was.rank_high), (now.rank_low, now.rank_high))
            rows.append(Row(known.plain_name, _rank(was), _rank(now), said, _RANKS))
        elif not (was and now):
            rows += differs(known.plain_name, _rank(was), _rank(now), "", _RANKS)
    return rows


def _rank(one: FeatureEffect | None) -> str | None:
    if one is None:
        return None
    if one.rank_low == one.rank_high:
        return str(one.rank)
    return f"{one.rank} ({one.rank_low} to {one.rank_high})"
