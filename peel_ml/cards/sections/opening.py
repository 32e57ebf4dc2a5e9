"""What a reader meets first: where the card stands, and key facts. The five questions stand beside it."""

from __future__ import annotations

from peel_ml.cards.content import Status, Tile
from peel_ml.cards.declared import Declaration
from peel_ml.cards.names import metric_words
from peel_ml.cards.sections import group_answers
from peel_ml.cards.sections.decision_sheet import SYNTHETIC_WARNING, decision_sheet, headline, picks
from peel_ml.cards.sections.evidence import evidence_of
from peel_ml.cards.sections.facts import rows_counted
from peel_ml.cards.words import count, few, number, ordinal, per_hundred, plain, sentence, spread, units
from peel_ml.results.record import RunRecord
from peel_ml.results.recorded import Recorded

__all__ = ["SYNTHETIC_WARNING", "decision_sheet", "headline", "key_facts", "status", "summary"]

_STAGES = {
    "proposed": "Proposed. Not submitted for sign-off",
    "exploring": "Exploring. Not submitted for sign-off",
    "proven": "Proven on real data. Not submitted for sign-off",
    "signed_off": "Declared as signed off: look up the decision in the register",
    "handed_over": "Handed over: look up the decision in the register",
    "retired": "Retired. Not in use",
}


def status(record: Recorded, declaration: Declaration) -> tuple[Status, ...]:
    """Return the card's status line, one tag each."""
    stage = declaration.text("stage") or "exploring"
    lines = [Status("look_closer", _STAGES.get(stage, _STAGES["exploring"]), "Stage")]
    if record.data.synthetic:
        lines.insert(0, Status("not_met", "SYNTHETIC data", "Data", SYNTHETIC_WARNING))
    if record.scores.evaluated_on == "held_out":
        place = ordinal(record.held_out.model_number or record.held_out.openings)
        lines.append(
            Status(
                "note",
                "Held-out figures",
                "Figures",
                f"Scored on the held-out period. This is the {place} model that was scored on it.",
            )
        )
    else:
        lines.append(
            Status(
                "note",
                "Validation figures",
                "Figures",
                "Scored on the validation period. "
                "The held-out period was not opened, so these figures may flatter the model.",
            )
        )
    return tuple(lines)


def summary(record: Recorded, declaration: Declaration) -> str:
    """Return the sentence the card opens with."""
    return declaration.text("question") or declaration.text("title") or record.use_case


def key_facts(record: RunRecord, declaration: Declaration) -> tuple[Tile, ...]:
    """Return three or four figures that stand for the rest."""
    scores, noun = record.scores, units(declaration)
    outcome = declaration.text("task.target.positive_words") or "the outcome"
    tiles = [
        Tile(
            per_hundred(scores.positives / scores.rows if scores.rows else None),
            f"{noun} had {outcome}",
            f"{count(scores.positives)} of {count(scores.rows)} in the "
            f"{'held-out' if scores.evaluated_on == 'held_out' else 'validation'} period.",
        )
    ]
    words, estimate = metric_words(scores.primary), scores.metrics.get(scores.primary)
    if estimate is not None:
        if estimate.value is None:
            tiles.append(Tile("Not known", words.plain, plain(estimate.reason or "")))
        elif words.per_hundred:
            coin = " A coin: 50 in 100." if scores.primary == "roc_auc" else ""
            tiles.append(
                Tile(
                    per_hundred(estimate.value),
                    words.counts,
                    f"95% range: {spread(estimate.low, estimate.high)}; {rows_counted(record)}. {picks(record)}{coin}",
                )
            )
        else:
            tiles.append(
                Tile(
                    number(estimate.value),
                    words.plain,
                    f"95% range: {spread(estimate.low, estimate.high, 1, 3)}; {rows_counted(record)}. Lower is better.",
                )
            )
    point = scores.operating_point
    if point is not None and point.recall.value is not None:
        tiles.append(
            Tile(
                per_hundred(point.recall.value),
                "of those with the outcome are found",
                f"95% range: {spread(point.recall.low, point.recall.high, digits=0)}; {rows_counted(record)}.",
            )
        )
    for one in record.data.shares:
        if one.share.value is not None:
            low, high = one.share.low, one.share.high
            whole = f"95% range: {spread(low, high)}; {few(one.n)} {one.among} in all the data."
            tiles.append(Tile(per_hundred(one.share.value), f"{one.among}: {one.name}", whole))
    tiles += group_answers.tiles(evidence_of(record, declaration))
    return tuple(Tile(tile.figure, tile.label, sentence(tile.detail)) for tile in tiles)
