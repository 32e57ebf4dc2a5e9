"""Models made to be less unequal, beside the one that was chosen: which are less unequal at no shown cost."""

from __future__ import annotations

from peel_ml.cards.chart_content import Dot, Mark, ScatterChart
from peel_ml.cards.content import Block, Caution, Column, Figure, Fold, Heading, Listing, Paragraph, Section, Table
from peel_ml.cards.declared import Declaration
from peel_ml.cards.names import metric_name, metric_words
from peel_ml.cards.words import counted, joined, number, plain, points, sentence, spread
from peel_ml.results.estimate import Estimate
from peel_ml.results.mitigation import Alternative, Mitigation
from peel_ml.results.record import RunRecord


def section(record: RunRecord, declaration: Declaration) -> Section | None:
    """Return the section; none unless the use case asks for less unequal models."""
    report = record.mitigation
    if report is None:
        return None
    better = [one for one in report.alternatives if one.less_unequal and one.kind != "chosen"]
    blocks: list[Block] = [Paragraph(sentence(plain(report.statement)))] if report.statement else []
    blocks.append(_figure(report, better))
    if better:
        blocks.append(
            Caution(
                f"{joined([one.name for one in better])}. Choosing the model above all the same needs a reason, in "
                "writing, from the owner.",
                "Less unequal, and not shown to work worse.",
            )
        )
    else:
        blocks.append(Paragraph("None of those tried is less unequal without being shown to work worse."))
    if report.refused:
        blocks += [
            Heading("What was asked for and refused"),
            Listing(tuple(sentence(plain(one)) for one in report.refused)),
        ]
    blocks.append(Fold("Show the numbers: every model that was tried", (_table(report),)))
    return Section("alternatives", "Could it be less unequal?", tuple(blocks))


def _mark(one: Alternative) -> Mark:
    return "outside" if one.kind == "chosen" else "within" if one.less_unequal else "cannot_tell"


def _figure(report: Mitigation, better: list[Alternative]) -> Figure:
    words, metric = metric_words(report.performance_metric), metric_name(report.metric)
    drawn = [one for one in report.alternatives if one.performance.value is not None and one.gap.value is not None]
    dots = tuple(Dot(one.name, one.gap.value or 0.0, one.performance.value or 0.0, _mark(one)) for one in drawn)
    front = sorted((one.gap.value or 0.0, one.performance.value or 0.0) for one in drawn if one.on_front)
    headline = (
        f"{counted(len(better), 'model')} of {len(report.alternatives)} tried {'is' if len(better) == 1 else 'are'} "
        "less unequal than the chosen one, and not shown to work worse"
    )
    return Figure(
        "f-alternatives",
        headline,
        f"Across: the gap of the group that is worst off ({metric}), in points; further left is more equal. Up: "
        f"{words.plain.lower()}. Both on the folds the models were chosen on.",
        "Models on the line are those that no other beats in both. What lies left of the chosen one is less unequal.",
        " ".join(f"{one.name}: gap {_points(one.gap)}." for one in drawn),
        ScatterChart(
            dots,
            tuple(front),
            "Gap of the group that is worst off, in points",
            words.axis,
            "per_hundred",
            "per_hundred" if words.per_hundred else "number",
            (
                ("outside", "The chosen model"),
                ("within", "Less unequal, not shown to work worse"),
                ("cannot_tell", "Other models"),
            ),
        ),
        Table(
            "Gap and how well each works",
            (Column("Model"), Column("Gap in points", True), Column(words.plain, True)),
            tuple((one.name, _points(one.gap), _value(one.performance, report)) for one in drawn),
        ),
    )


def _points(one: Estimate) -> str:
    if one.value is None:
        return sentence(plain(one.reason or "not measured"))
    return f"{points(one.value, sign=False)} ({spread(one.low, one.high)})"


def _value(one: Estimate, report: Mitigation) -> str:
    scale, digits = (100, 1) if metric_words(report.performance_metric).per_hundred else (1, 3)
    if one.value is None:
        return sentence(plain(one.reason or "not measured"))
    return f"{number(scale * one.value, digits)} ({spread(one.low, one.high, scale, digits)})"


def _table(report: Mitigation) -> Table:
    return Table(
        "Changes against the chosen model (95% range)",
        (
            Column("Model"),
            Column("Setting"),
            Column("Group worst off"),
            Column("Change of its gap, in points", True),
            Column("Change in how well it works", True),
            Column("Is another at least as good in both?"),
        ),
        tuple(
            (
                one.name,
                one.setting or "–",
                one.worst_group,
                _points(one.gap_change) if one.kind != "chosen" else "–",
                _value(one.performance_change, report) if one.kind != "chosen" else "–",
                "No" if one.on_front else "Yes",
            )
            for one in report.alternatives
        ),
    )
