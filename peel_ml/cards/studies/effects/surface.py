"""Where to ask next: how the estimated effect goes with what is known of areas and months."""

from __future__ import annotations

from peel_ml.cards.chart_content import Bar, Panel, PanelChart
from peel_ml.cards.content import Block, Caution, Column, Figure, Paragraph, Section, Table
from peel_ml.cards.declared import Declaration
from peel_ml.cards.studies.effects.words import shown, unit_of
from peel_ml.cards.words import sentence
from peel_ml.results.studies.record import StudyRecord


def section(record: StudyRecord, declaration: Declaration) -> Section | None:
    """Return the section; none where no modifier is declared."""
    one = record.explanation
    if one is None:
        return None
    unit = unit_of(record)
    blocks: list[Block] = [Caution(one.caveat, "Where to ask next."), Paragraph(sentence(one.sample_rule))]
    panels = tuple(
        Panel(
            feature.plain_name,
            tuple(
                Bar(bin_.label, bin_.mean_contribution, shown(bin_.mean_contribution, unit)) for bin_ in feature.bins
            ),
        )
        for feature in one.features
        if feature.bins
    )
    if panels:
        blocks.append(
            Figure(
                "f-surface",
                "How far each fact moves the estimated effect, on average",
                "SHAP values of the effect surface: above zero the estimated effect is higher than on average. No "
                "ranges: a pattern is a question, not a finding.",
                " ".join(feature.sentence for feature in one.features),
                " ".join(feature.sentence for feature in one.features),
                PanelChart(panels, "Effect lower", "Effect higher"),
                Table(
                    "How far each fact moves the estimated effect",
                    (Column("Fact"), Column("Values"), Column("Rows", True), Column("Moves the effect by", True)),
                    tuple(
                        (feature.plain_name, bin_.label, f"{bin_.n:,}", shown(bin_.mean_contribution, unit))
                        for feature in one.features
                        for bin_ in feature.bins
                    ),
                ),
            )
        )
    return Section("explanation", "What the model goes by", tuple(blocks))
