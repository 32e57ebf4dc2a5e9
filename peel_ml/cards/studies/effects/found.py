"""The finding in one sentence, and the key facts."""

from __future__ import annotations

from peel_ml.cards.content import Tile
from peel_ml.cards.declared import Declaration
from peel_ml.cards.studies.effects.words import detail, ranged, shown, unit_of
from peel_ml.cards.words import counted
from peel_ml.results.studies.effects import EffectDetail
from peel_ml.results.studies.record import StudyRecord


def target_words(declaration: Declaration) -> str:
    """Return what is measured, inside a sentence."""
    return declaration.text("task.target.words") or "the outcome"


def found(record: StudyRecord, declaration: Declaration) -> str:
    """Return whether an effect is shown, ruled out, or neither."""
    one, unit = detail(record), unit_of(record)
    effect = ranged(one.methods[0].effect, unit)
    what = f"{one.step_words}: {effect} on {target_words(declaration)}"
    if record.scores.useful is False:
        lost = [each for each in one.challenges if each.held is False]
        return f"No useful estimate: {lost[0].answer[:1].lower()}{lost[0].answer[1:]} The estimate was, for {what}."
    if one.shown:
        again = _again(one, unit)
        return f"An effect is shown. For {what}.{again}"
    largest = shown(one.largest, unit, sign=False)
    if one.ruled_out:
        return (
            f"No effect is shown, and none that matters is left: none larger than {largest} could be ruled in. "
            f"For {what}.{_again(one, unit)}"
        )
    left = (
        ""
        if one.smallest_effect is None
        else f"; one of {shown(one.smallest_effect, unit, sign=False)}, the smallest that matters, cannot be ruled out"
    )
    return f"It cannot be told. No effect larger than {largest} could be ruled in{left}. For {what}.{_again(one, unit)}"


def _again(one: EffectDetail, unit: str) -> str:
    if one.replication is None:
        return ""
    return f" On the held-out period alone: {ranged(one.replication.effect, unit)}."


def tiles(record: StudyRecord, declaration: Declaration) -> tuple[Tile, ...]:
    """Return the effect, and the largest that goes with the data."""
    one, unit = detail(record), unit_of(record)
    main = one.methods[0]
    return (
        Tile(
            shown(main.effect.value, unit),
            f"estimated effect on {target_words(declaration)}",
            f"{ranged(main.effect, unit)}, for {one.step_words}. {counted(main.areas, 'area')}, {one.first} to "
            f"{one.last}.",
        ),
        Tile(
            shown(one.largest, unit, sign=False),
            "is the largest effect that could be ruled in",
            f"In either direction. With {counted(main.clusters, 'independent group')} of areas an effect of "
            f"{shown(one.detectable, unit, sign=False)} would have been shown in 80 of 100 such studies.",
        ),
    )
