"""The annex's figures about groups: partial pooling, and how well each characteristic can be worked out."""

from __future__ import annotations

from peel_ml.cards.content import Block, Column, Fold, Heading, Paragraph, Table, grouped
from peel_ml.cards.declared import Declaration
from peel_ml.cards.names import measure_name, measure_parts
from peel_ml.cards.words import count, number, points, sentence, spread
from peel_ml.results.estimate import Estimate
from peel_ml.results.record import RunRecord


def blocks(record: RunRecord, declaration: Declaration) -> list[Block]:
    """Return both; nothing of what was not measured."""
    return [*_pooled(record, declaration), *_told_apart(record, declaration)]


def figure_of(estimate: Estimate | None) -> tuple[str, str]:
    """Return an estimate and its interval, or why there is none."""
    if estimate is None or estimate.value is None:
        return (estimate.reason if estimate and estimate.reason else "Not measured", "–")
    low, high = estimate.low, estimate.high
    return number(estimate.value, 4), (
        spread(low, high, 1, 4) if low is not None and high is not None else estimate.reason or "no range"
    )


def _pooled(record: RunRecord, declaration: Declaration) -> list[Block]:
    within = record.within_groups
    if within is None or not within.pooled:
        return []
    table = Table(
        "Differences in points drawn towards one another as far as a group’s own rows are few",
        (
            Column("Group"),
            Column("As it is", True),
            Column("Partially pooled", True),
            Column("95% interval", True),
        ),
        grouped(
            (
                measure_name(one.characteristic, declaration),
                (one.group, points(one.raw), points(one.pooled), spread(one.low, one.high)),
            )
            for one in within.pooled
            if len(measure_parts(one.characteristic)) == 1
        ),
    )
    return [
        Heading("Small groups, partially pooled"),
        Paragraph("A secondary estimate. No verdict rests on it."),
        Fold("Partially pooled differences", (table,)),
    ]


def _told_apart(record: RunRecord, declaration: Declaration) -> list[Block]:
    report = record.proxies
    if report is None or not report.rows:
        return []
    table = Table(
        "Cross-validated AUC of each characteristic (95% intervals)",
        (
            Column("Characteristic"),
            Column("Rows", True),
            Column("From all features", True),
            Column("95% interval", True),
            Column("From the score", True),
            Column("95% interval of the score", True),
        ),
        tuple(
            (
                measure_name(row.characteristic, declaration),
                count(row.n),
                *figure_of(row.from_features),
                *figure_of(row.from_score),
            )
            for row in report.rows
        ),
    )
    rule = [Paragraph(sentence(report.sample_rule))] if report.sample_rule else []
    return [Heading("Proxies"), *rule, table]
