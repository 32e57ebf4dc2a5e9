"""How it was judged: what was measured, which direction harms, the limit, and what data like these could show."""

from __future__ import annotations

from peel_ml.cards.content import Block, Caution, Column, Fold, Paragraph, Table, grouped
from peel_ml.cards.names import FAIRNESS_METRICS, measure_name, metric_name
from peel_ml.cards.sections.evidence import Evidence, limit_text
from peel_ml.cards.sections.groups.nine import checked
from peel_ml.cards.sections.groups.said import rate_words
from peel_ml.cards.words import count, counted, per_hundred, percent, plain, points, sentence
from peel_ml.fairness.metrics import OBSERVED_MINUS_EXPECTED
from peel_ml.results.planning import Planning

LAW = "The Equality Act has no tolerance; a gap within the limit can still need justification."


def blocks(evidence: Evidence) -> list[Block]:
    """Return the paragraphs that say how to read every sentence below them."""
    assessed, tolerance = evidence.assessment, evidence.assessment.tolerance
    statement = assessed.statement.replace(checked(evidence), "").strip()
    agreed = "agreed before the run" if tolerance.agreed else "an example. Nobody has agreed it"
    return [
        Paragraph(measured(evidence), "What we measured."),
        Paragraph(harm(evidence), "Which direction can harm."),
        Paragraph(
            f"The limit is {limit_text(evidence)}. It was {agreed}. {sentence(plain(tolerance.reason))}"
            if tolerance.agreed
            else f"The limit is {limit_text(evidence)}. It is {agreed}.",
            "The limit.",
        ),
        Paragraph(
            "Is a difference shown at all? And is it within the limit or outside it? A difference can be shown "
            "although we cannot tell whether it is outside. The answers allow for "
            f"{count(assessed.family)} comparisons. A group is within the limit only if that holds whichever group "
            "people with none recorded belong to.",
            "Two answers for each group.",
        ),
        Caution(LAW),
        *([Paragraph(sentence(plain(statement)))] if statement else []),
        *planned(evidence),
    ]


def measured(evidence: Evidence) -> str:
    """Return what the primary metric is, in words."""
    if evidence.metric == OBSERVED_MINUS_EXPECTED:
        return (
            f"Observed minus expected. For each group: the share of {evidence.units} that had {evidence.outcome}, "
            f"less the share we would expect for {evidence.units} like them. Each group is compared with everyone else."
        )
    known = FAIRNESS_METRICS.get(evidence.metric)
    text = f"The {rate_words(evidence.metric, evidence)}. Each group is compared with everyone else."
    return f"{known}: {text[:1].lower()}{text[1:]}" if known else text


def harm(evidence: Evidence) -> str:
    """Return which direction of the primary metric can harm, in words.

    What a low or high figure does to people differs with the use; what it is does not.
    """
    worse = evidence.assessment.worse
    if evidence.metric == OBSERVED_MINUS_EXPECTED:
        side = "less" if worse == "lower" else "more"
        means = f"{evidence.units} of people in the group had the outcome {side} often than {evidence.units} like them"
    else:
        means = f"a {worse} {rate_words(evidence.metric, evidence)}"
    return f"A {worse} figure is worse for the people in a group: {means}. It is a reason to look closer, not proof."


def planned(evidence: Evidence) -> list[Block]:
    """Return what data of this size could show at all, worked out before any outcome was looked at."""
    planning = evidence.planning
    if planning is None:
        return []
    every = {name: planning.every_within[name] for name in evidence.measures if name in planning.every_within}
    said = [f"{measure_name(name, evidence.declaration)}: {per_hundred(share)} times" for name, share in every.items()]
    finding = "If all groups were truly equal, how often would all come out within the limit?"
    return [
        Paragraph(
            f"{finding} {'; '.join(said)}." if said else "What these data could show stands in the table.",
            "What data like these could show.",
        ),
        Fold(
            "Show the numbers: what data like these could show",
            (
                *([Paragraph(sentence(plain(planning.statement)))] if planning.statement else []),
                _plan_table(planning, evidence),
            ),
        ),
    ]


def _plan_table(planning: Planning, evidence: Evidence) -> Table:
    return Table(
        f"If groups were truly equal, at a share of {percent(planning.rate)}: {metric_name(planning.metric)}, "
        f"{counted(planning.family, 'comparison')}",
        (
            Column("Group"),
            Column("Smallest difference likely to be shown, in points", True),
            Column("Would come out within the limit", True),
        ),
        grouped(
            (
                measure_name(one.characteristic, evidence.declaration),
                (
                    one.group,
                    "–" if one.detectable is None else points(one.detectable, sign=False),
                    "–" if one.chance_within is None else per_hundred(one.chance_within),
                ),
            )
            for one in planning.groups
            if one.characteristic in evidence.measures
        ),
    )
