"""How well it works against simple methods."""

from __future__ import annotations

from peel_ml.cards.chart_content import Interval, IntervalChart
from peel_ml.cards.content import Block, Column, Figure, Paragraph, Section, Table
from peel_ml.cards.declared import Declaration
from peel_ml.cards.names import in_order
from peel_ml.cards.studies.kinds import KINDS
from peel_ml.cards.studies.names import METHODS, method_in_sentence, method_name, said, study_words
from peel_ml.cards.studies.told import judged
from peel_ml.cards.words import sentence
from peel_ml.results.studies.record import StudyRecord


def section(record: StudyRecord, declaration: Declaration) -> Section:
    """Return the section."""
    card = KINDS[record.study]
    blocks: list[Block] = []
    if record.scores.baselines:
        blocks.append(_methods(record, declaration))
    else:
        blocks.append(Paragraph(sentence(card.found(record, declaration))))
    blocks += card.works(record, declaration)
    blocks += [Paragraph(sentence(note)) for note in record.notes]
    return Section("works", "How well it works", tuple(blocks))


def _methods(record: StudyRecord, declaration: Declaration) -> Figure:
    scores, words = record.scores, study_words(record.scores.primary)
    rows = [(f"This model: {method_in_sentence(scores.candidate)}", scores.metrics.get(scores.primary), True)]
    rows += [
        (method_name(name), figures[scores.primary], False)
        for name, figures in in_order(scores.baselines, METHODS)
        if scores.primary in figures
    ]
    share = words.unit in ("share", "distance")
    intervals = tuple(
        Interval(
            label,
            one.value if one else None,
            one.low if one else None,
            one.high if one else None,
            "model" if model else "other",
            said(scores.primary, one),
            strong=model,
        )
        for label, one, model in rows
    )
    return Figure(
        "f-candidates",
        sentence(KINDS[record.study].found(record, declaration)).rstrip("."),
        f"{words.plain}. {judged(record, declaration)}, 95% ranges.",
        " ".join(f"{row.label}: {row.text}." for row in intervals),
        " ".join(f"{row.label}: {row.text}." for row in intervals),
        IntervalChart(
            intervals,
            "per_hundred" if share else "number",
            words.axis,
            (("model", "This model, with 95% range"), ("other", "What it is compared with")),
        ),
        Table(
            words.plain,
            (Column("Method"), Column("Figure (95% range)", True)),
            tuple((row.label, row.text) for row in intervals),
        ),
    )
