"""What the figures were judged by, and what was left out of judgement."""

from __future__ import annotations

from peel_ml.cards.diff.content import Part, Row, Side
from peel_ml.cards.diff.words import differs, each, tally
from peel_ml.cards.names import CHARACTERISTICS, metric_name, metric_words
from peel_ml.cards.words import number, sentence, spoken
from peel_ml.results.fairness import Characteristic, Tolerance
from peel_ml.results.recorded import Recorded

_NAMES = dict(CHARACTERISTICS)


def part(before: Side, after: Side, minimum: int) -> Part | None:
    """Return what differs in limits, metrics and exclusions; ``None`` where only cards are at hand."""
    if before.record is None or after.record is None:
        return None
    one, other = before.record, after.record
    old, new = one.fairness_assessment, other.fairness_assessment
    rows = (
        *differs("The limit for differences", _limit(old.tolerance), _limit(new.tolerance)),
        *differs("Whether the limit is agreed", _agreed(old.tolerance), _agreed(new.tolerance)),
        *differs("Why this limit", sentence(old.tolerance.reason), sentence(new.tolerance.reason)),
        *differs("What is compared between groups", metric_name(old.metric), metric_name(new.metric)),
        *differs("Which direction is worse", spoken(old.worse), spoken(new.worse)),
        *differs("Comparisons that the answers allow for", str(old.family), str(new.family)),
        *differs("Version of the rules", old.policy_version, new.policy_version),
        *differs("What is compared between models", _primary(one), _primary(other)),
        *differs("Where the figures come from", _figures(one), _figures(other)),
        *(found for name in each(_named(one), _named(other)) for found in _characteristic(name, one, other)),
    )
    return Part(
        "judged",
        "What it was judged by",
        rows,
        f"Limits, measures and what is left out: {tally(rows, 'changed', 'added', 'removed')}."
        if rows
        else "The same limits and measures.",
    )


def _limit(one: Tolerance) -> str:
    return f"{number(100 * one.limit, 1)} points" if one.scale == "difference" else f"a ratio of {number(one.limit, 2)}"


def _agreed(one: Tolerance) -> str:
    return "Agreed" if one.agreed else "Not agreed"


def _figures(record: Recorded) -> str:
    return "The held-out period" if record.scores.evaluated_on == "held_out" else "The validation period"


def _primary(record: Recorded) -> str:
    return metric_words(record.scores.primary).plain


def _named(record: Recorded) -> dict[str, Characteristic]:
    return {one.name: one for one in record.fairness_assessment.characteristics}


def _characteristic(name: str, one: Recorded, other: Recorded) -> tuple[Row, ...]:
    was, now = _named(one).get(name), _named(other).get(name)
    under = "The nine protected characteristics"
    said = _NAMES.get(name, spoken(name))
    old, new = (None if known is None else spoken(known.status) for known in (was, now))
    found = differs(said, old, new, "", under)
    if was is None or now is None or (was.status == now.status == "measured"):
        return found  # of what is measured the statement holds figures, which stand with the groups
    return (*found, *differs(f"{said}: why, or how", sentence(was.statement), sentence(now.statement), "", under))
