"""The section: the nine, how it was judged, each measure, combinations, and what could change the answers."""

from __future__ import annotations

from peel_ml.cards.content import Block, Heading, Listing, Paragraph, Section
from peel_ml.cards.declared import Declaration
from peel_ml.cards.names import measure_name, metric_name
from peel_ml.cards.sections.evidence import Evidence, evidence_of
from peel_ml.cards.sections.groups import (
    alike,
    crossed,
    cutoffs,
    ethnicity,
    judging,
    labels,
    missing,
    nine,
    percentages,
)
from peel_ml.cards.sections.groups.figure import figure, others
from peel_ml.cards.sections.groups.said import reads, sentences
from peel_ml.cards.words import sentence
from peel_ml.results.record import RunRecord


def section(record: RunRecord, declaration: Declaration) -> Section:
    """Return the section of a run."""
    return Section("groups", TITLE, tuple(core(evidence_of(record, declaration))))


TITLE = "Does it work differently for different groups?"


def core(evidence: Evidence) -> list[Block]:
    """Return what stands in the section whether a model is ours or not."""
    blocks: list[Block] = [
        *in_short(evidence),
        *nine.blocks(evidence),
        Heading("How we judged"),
        *judging.blocks(evidence),
        *ethnicity.blocks(evidence),
    ]
    for index, measure in enumerate(evidence.measures):
        blocks += _measure(f"f-group-{index + 1}", measure, evidence, not index)
    blocks += others(evidence, alike.covered(evidence))
    for part in (crossed, missing, alike, percentages, cutoffs, labels):
        blocks += part.blocks(evidence)
    return blocks


def in_short(evidence: Evidence) -> list[Block]:
    """Return the finding of every measure, one line each, before anything else."""
    lines = []
    for measure in evidence.measures:
        for metric in evidence.judged:
            rows = evidence.main(measure, metric=metric)
            beside = f", {metric_name(metric)[:1].lower()}{metric_name(metric)[1:]}" if len(evidence.judged) > 1 else ""
            if rows:
                lines.append(f"{measure_name(measure, evidence.declaration)}{beside}: {ethnicity.together(rows)}")
    return [Listing(tuple(lines))] if lines else []


def _measure(id_: str, measure: str, evidence: Evidence, first: bool) -> list[Block]:
    """Return one measure: first a sentence a group, then the chart and its numbers."""
    blocks: list[Block] = [Heading(measure_name(measure, evidence.declaration))]
    label = (evidence.declaration.mapping("protected.measured").get(measure) or {}).get("label")
    if label:
        blocks.append(Paragraph(sentence(str(label))))
    for place, metric in enumerate(evidence.judged):
        rows = evidence.main(measure, metric=metric)
        if not rows:
            continue
        lead = f"{metric_name(metric)}." if len(evidence.judged) > 1 else ""
        if first or lead:
            # The same words would stand before every measure.
            blocks.append(Paragraph(reads(metric, evidence), lead))
        name = f"{id_}-{place}" if place else id_
        blocks += [sentences(rows, evidence), figure(name, measure, metric, evidence, first and not place)]
    return blocks
