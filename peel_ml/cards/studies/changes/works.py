"""How often an alarm is false, by this method and by rules of thumb."""

from __future__ import annotations

from peel_ml.cards.chart_content import Interval, IntervalChart
from peel_ml.cards.content import Block, Column, Figure, Paragraph, Table
from peel_ml.cards.declared import Declaration
from peel_ml.cards.names import in_order
from peel_ml.cards.studies.changes.words import change_words, detail_of, month, range_of
from peel_ml.cards.studies.names import METHODS, method_in_sentence, method_name
from peel_ml.cards.words import number, percent
from peel_ml.results.estimate import Estimate
from peel_ml.results.studies.record import StudyRecord


def works(record: StudyRecord, declaration: Declaration) -> list[Block]:
    """Return the blocks after the chart of what is found."""
    detail, scores = detail_of(record), record.scores
    late = scores.metrics["detection_delay"]
    said: list[Block] = [
        Paragraph(
            f"Calm series were made up after those of {month(detail.reference[0])} to {month(detail.reference[1])}: "
            "with their level, season and restlessness. The whole procedure was repeated on "
            f"{detail.trials} such sets, none of which had set a limit. Into each series a change was planted: "
            f"{change_words(detail)}.",
            "How this was measured.",
        ),
        _false_alarms(record),
    ]
    if late.value is not None and late.low is not None and late.high is not None:
        said.append(
            Paragraph(
                f"A change that is found is found in period {number(late.value, 1)} on average, its first one counted "
                f"as 1 (95% range: {number(late.low, 1)} to {number(late.high, 1)}). Changes that are not found "
                "within the judged periods do not count here.",
                "How late.",
            )
        )
    return said


def _false_alarms(record: StudyRecord) -> Figure:
    detail, scores = detail_of(record), record.scores
    mine = f"This model: {method_in_sentence(scores.candidate)}"
    figures = [(mine, scores.metrics["false_alarm_rate"], scores.metrics["detection_rate"])]
    figures += [
        (f"{method_name(name)}, with limits worked out", one["false_alarm_rate"], one["detection_rate"])
        for name, one in in_order(scores.baselines, METHODS)
    ]
    figures += [(method_name(rule.name), rule.false_alarms, rule.found) for rule in detail.rules]
    rows = [_row(label, alarms, label == mine) for label, alarms, _ in figures]
    worst = max(detail.rules, key=lambda rule: rule.false_alarms.value or 0, default=None)
    headline = f"{percent(scores.metrics['false_alarm_rate'].value)} of calm series raise a false alarm"
    if worst is not None:
        headline += f"; by “{method_in_sentence(worst.name)}” {percent(worst.false_alarms.value)} do"
    shows = (
        f"Declared were {percent(detail.false_alarm_rate)} for each series over all judged periods together. A rule "
        "that raises an alarm for nearly every series says nothing. That is why methods are compared at one rate."
    )
    return Figure(
        "f-false-alarms",
        headline,
        f"Calm series with an alarm within {scores.periods} periods. Made-up series, 95% ranges.",
        shows,
        " ".join(f"{row.label}: {row.text}." for row in rows),
        IntervalChart(
            tuple(rows),
            "per_hundred",
            "Share of calm series with an alarm (lower is better)",
            (("model", "This model, with 95% range"), ("other", "What it is compared with")),
        ),
        Table(
            "False alarms and changes found",
            (Column("Method"), Column("Calm series with an alarm", True), Column("Planted changes found", True)),
            tuple((label, range_of(alarms), range_of(found)) for label, alarms, found in figures),
        ),
    )


def _row(label: str, one: Estimate, model: bool) -> Interval:
    return Interval(label, one.value, one.low, one.high, "model" if model else "other", range_of(one), strong=model)
