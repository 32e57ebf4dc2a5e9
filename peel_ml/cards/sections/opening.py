"""What a reader meets first: where the card stands, five questions with short answers, key facts."""

from __future__ import annotations

from peel_ml.cards.content import Answer, Status, Tile
from peel_ml.cards.declared import UNANSWERED, Declaration
from peel_ml.cards.fields import open_before_submission
from peel_ml.cards.names import metric_words
from peel_ml.cards.sections import group_answers
from peel_ml.cards.sections.evidence import evidence_of, measured_count, verdict_counts
from peel_ml.cards.sections.facts import (
    against_today,
    is_audit,
    lift_sentence,
)
from peel_ml.cards.words import (
    count,
    counted,
    first_sentences,
    number,
    ordinal,
    per_hundred,
    plain,
    sentence,
    spread,
    units,
)
from peel_ml.results.record import RunRecord

SYNTHETIC_WARNING = "These figures come from made-up data. They say nothing about real people or real policing."

_STAGES = {
    "proposed": "Proposed. Not submitted for sign-off",
    "exploring": "Exploring. Not submitted for sign-off",
    "proven": "Proven on real data. Not submitted for sign-off",
    "signed_off": "Declared as signed off: look up the decision in the register",
    "handed_over": "Handed over: look up the decision in the register",
    "retired": "Retired. Not in use",
}


def status(record: RunRecord, declaration: Declaration) -> tuple[Status, ...]:
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


def summary(record: RunRecord, declaration: Declaration) -> str:
    """Return the sentence the card opens with."""
    return declaration.text("question") or declaration.text("title") or record.use_case


def headline(record: RunRecord, declaration: Declaration) -> str:
    """Return the finding in one plain sentence: does it work better than today, and is anything open about groups."""
    return lift_sentence(record)


def decision_sheet(record: RunRecord, declaration: Declaration) -> tuple[Answer, ...]:
    """Return the five questions of the decision sheet; together at most 350 words."""
    return (
        Answer("What is it for?", _purpose(declaration)),
        Answer("Does it work better than what is done today?", _works(record)),
        Answer(
            "Does it work differently for different groups?", group_answers.answer(evidence_of(record, declaration))
        ),
        Answer("What is not known?", _unknown(record, declaration)),
        Answer("What am I asked to decide?", _ask(record, declaration)),
    )


def _purpose(declaration: Declaration) -> tuple[str, ...]:
    described = declaration.text("plain_description")
    first = first_sentences(described, 55) if described else f"{UNANSWERED}: what it is, in words for the public."
    if is_audit(declaration):
        return (
            first,
            "It looks back at recorded decisions. It gives no person a score and sends nobody anywhere.",
        )
    return (first,)


def _works(record: RunRecord) -> tuple[str, ...]:
    _, measured = against_today(record)
    lines = [lift_sentence(record)]
    if not measured:
        lines.append("What is done today was not measured as a method of its own.")
    return tuple(lines)


def _unknown(record: RunRecord, declaration: Declaration) -> tuple[str, ...]:
    lines = []
    evidence = evidence_of(record, declaration)
    missing = 9 - measured_count(evidence)
    if missing:
        lines.append(f"Nothing is known about {missing} of the 9 protected characteristics here. That is not a pass.")
    if record.scores.evaluated_on == "validation":
        lines.append("How well it works on the held-out period: it has not been opened.")
    tally = verdict_counts(evidence)
    if tally.cannot_tell:
        lines.append(
            f"Whether {counted(tally.cannot_tell, 'group')} "
            f"{'is' if tally.cannot_tell == 1 else 'are'} within the limit."
        )
    still = sum(len(questions) for questions in open_before_submission(record, declaration).values())
    if still:
        lines.append(f"{counted(still, 'question')} about its use {'is' if still == 1 else 'are'} not yet answered.")
    return tuple(lines) or ("The limits and risks are set out below.",)


def _ask(record: RunRecord, declaration: Declaration) -> tuple[str, ...]:
    if record.data.synthetic:
        return ("Nothing. " + SYNTHETIC_WARNING + " Read it to see what a card holds.",)
    audit = " What it can lead to is publication of its findings, and nothing more." if is_audit(declaration) else ""
    asked = declaration.text("decision.asked_of_reviewer")
    later = (f"When it is submitted, the question will be: {asked}",) if asked else ()
    return (
        "Nothing yet: it has not been submitted." + audit,
        *later,
        "You can say what is missing, what is unclear, and whom it could hurt.",
    )


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
            tiles.append(
                Tile(
                    per_hundred(estimate.value),
                    words.counts,
                    f"95% range: {spread(estimate.low, estimate.high)}.",
                )
            )
        else:
            tiles.append(
                Tile(
                    number(estimate.value),
                    words.plain,
                    f"95% range: {spread(estimate.low, estimate.high, 1, 3)}. Lower is better.",
                )
            )
    point = scores.operating_point
    if point is not None and point.recall.value is not None:
        tiles.append(
            Tile(
                per_hundred(point.recall.value),
                "of those with the outcome are found",
                f"95% range: {spread(point.recall.low, point.recall.high, digits=0)}.",
            )
        )
    tiles += group_answers.tiles(evidence_of(record, declaration))
    return tuple(Tile(tile.figure, tile.label, sentence(tile.detail)) for tile in tiles)
