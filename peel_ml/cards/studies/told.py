"""What every kind says in the same words: its finding, and its first figure."""

from __future__ import annotations

from peel_ml.cards.content import Block, Section, Tile
from peel_ml.cards.declared import Declaration
from peel_ml.cards.studies.names import method_in_sentence, said, study_words
from peel_ml.cards.words import counted, number, percent, points, units
from peel_ml.results.studies.record import StudyRecord


def found(record: StudyRecord, declaration: Declaration) -> str:
    """Return whether it does better than the best simple method, in one sentence."""
    scores = record.scores
    if scores.lift is None:
        return f"{study_words(scores.primary).plain}: {said(scores.primary, scores.metrics.get(scores.primary))}."
    other = method_in_sentence(scores.lift.baseline)
    if scores.lift.value is None:
        return f"How it compares with {other} could not be measured."
    if scores.useful:
        return f"Works better than {other}: {_both(record)}."
    shown = "works worse" if scores.lift.high is not None and scores.lift.high < 0 else "is not shown to work better"
    return f"No useful model: it {shown} than {other} ({_both(record)})."


def _both(record: StudyRecord) -> str:
    scores = record.scores
    assert scores.lift is not None
    name = scores.primary
    mine = scores.metrics.get(name)
    theirs = scores.baselines.get(scores.lift.baseline, {}).get(name)
    if mine is None or theirs is None or mine.value is None or theirs.value is None:
        return "one of the two figures is missing"
    if study_words(name).unit == "share":
        return f"{percent(mine.value)} against {percent(theirs.value)}"
    if study_words(name).unit == "distance":
        return f"{points(mine.value, False)} against {points(theirs.value, False)} points"
    return f"{number(mine.value)} against {number(theirs.value)}"


def tiles(record: StudyRecord, declaration: Declaration) -> tuple[Tile, ...]:
    """Return the primary figure as a key fact."""
    scores = record.scores
    words, estimate = study_words(scores.primary), scores.metrics.get(scores.primary)
    figure = "Not known"
    if estimate is not None and estimate.value is not None:
        figure = percent(estimate.value) if words.unit == "share" else number(estimate.value)
        figure = f"{points(estimate.value, False)} points" if words.unit == "distance" else figure
    return (Tile(figure, words.plain, f"{said(scores.primary, estimate)}. {judged(record, declaration)}."),)


def judged(record: StudyRecord, declaration: Declaration) -> str:
    """Return what was judged, for example "1,536 borough-months: 32 areas, 12 periods"."""
    scores = record.scores
    return f"{scores.rows:,} {units(declaration)}: {counted(scores.areas, 'area')}, {counted(scores.periods, 'period')}"


def nothing(record: StudyRecord, declaration: Declaration) -> list[Block]:
    """Return no blocks."""
    return []


def no_sections(record: StudyRecord, declaration: Declaration) -> tuple[Section, ...]:
    """Return no sections."""
    return ()
