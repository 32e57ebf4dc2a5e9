"""How well it works against what is done today."""

from __future__ import annotations

from peel_ml.cards.chart_content import IconArray, Interval, IntervalChart
from peel_ml.cards.charts import refuse_unfinite
from peel_ml.cards.content import Block, Caution, Column, Figure, Paragraph, Section, Table
from peel_ml.cards.declared import Declaration
from peel_ml.cards.names import CANDIDATES, MetricWords, candidate_in_sentence, candidate_name, in_order, metric_words
from peel_ml.cards.sections import choices, sampled, slices
from peel_ml.cards.sections.facts import (
    against_today,
    better,
    fixed_settings_sentence,
    is_audit,
    lift_sentence,
    period_name,
    rows_counted,
)
from peel_ml.cards.words import number, per_hundred, plain, spread, units
from peel_ml.results.estimate import Estimate
from peel_ml.results.record import RunRecord
from peel_ml.results.scores import OperatingPoint


def section(record: RunRecord, declaration: Declaration) -> Section:
    """Return the section."""
    difference, measured = against_today(record)
    blocks: list[Block] = []
    if not measured:
        blocks.append(
            Paragraph(
                f"Today’s method was not measured. The comparison is with {candidate_in_sentence(difference.baseline)}."
            )
        )
    blocks.append(_candidates(record))
    searched = fixed_settings_sentence(record)
    if searched:
        blocks.append(Paragraph(searched, "Was tuning worth it?"))
    if record.tuning.sampled is not None:
        blocks.append(Paragraph(sampled.sentences(record.tuning.sampled), "Was a part of the rows enough?"))
    point = record.scores.operating_point
    if point is not None:
        blocks += [_hundred(point, record, declaration), *choices.blocks(record, declaration)]
    elif is_audit(declaration):
        blocks.append(
            Caution(
                "This is an audit of past decisions. There is no cut-off, no score for any one "
                "person and no model to load. Its result is what was expected set beside what "
                "was recorded.",
                "No operating point.",
            )
        )
    else:
        blocks.append(Paragraph("No cut-off was chosen, so nothing is flagged.", "No operating point."))
    blocks += slices.blocks(record, declaration)
    return Section("works", "How well it works", tuple(blocks))


def _shown(estimate: Estimate, words: MetricWords) -> str:
    if estimate.value is None:
        return plain(estimate.reason or "not measured")
    scale, digits = (100.0, 1) if words.per_hundred else (1.0, 3)
    if estimate.low is None or estimate.high is None:
        return f"{number(scale * estimate.value, digits)} ({plain(estimate.reason or 'no range')})"
    return f"{number(scale * estimate.value, digits)} ({spread(estimate.low, estimate.high, scale, digits)})"


def _candidates(record: RunRecord) -> Figure:
    scores, words = record.scores, metric_words(record.scores.primary)
    rows = [("This model", scores.metrics.get(scores.primary, Estimate(None, reason="not measured")), True)]
    rows += [
        (candidate_name(name), figures[scores.primary], False)
        for name, figures in in_order(scores.baselines, CANDIDATES)
        if scores.primary in figures
    ]
    intervals = tuple(
        Interval(
            label,
            estimate.value,
            estimate.low,
            estimate.high,
            "model" if model else "other",
            _shown(estimate, words),
            strong=model,
        )
        for label, estimate, model in rows
    )
    difference, _ = against_today(record)
    other = candidate_in_sentence(difference.baseline)
    headline = {
        True: f"The model does better than {other}",
        False: f"The model does worse than {other}",
        None: f"The model is not shown to do better than {other}",
    }[better(difference)]
    best = rows[0][1]
    if words.per_hundred:
        shows = (
            f"{per_hundred(best.value)} {words.counts} (95% range: {spread(best.low, best.high)}; "
            f"{rows_counted(record)}). {lift_sentence(record)}"
        )
    else:
        shows = (
            f"{words.plain}: {number(best.value)} (95% range: {spread(best.low, best.high, 1, 3)}), measured "
            f"on {rows_counted(record)}. Lower is better."
        )
    return Figure(
        "f-candidates",
        headline,
        f"{words.plain}. {rows_counted(record)} of the {period_name(record)}, 95% ranges.",
        shows,
        " ".join(f"{row.label}: {row.text}." for row in intervals),
        IntervalChart(
            intervals,
            "per_hundred" if words.per_hundred else "number",
            words.axis,
            (("model", "This model, with 95% range"), ("other", "What it is compared with")),
        ),
        Table(
            words.plain,
            (Column("Method"), Column("Figure (95% range)", True)),
            tuple((row.label, row.text) for row in intervals),
        ),
    )


def _hundred(point: OperatingPoint, record: RunRecord, declaration: Declaration) -> Block:
    refuse_unfinite("f-hundred", point)
    flagged, precision, recall = point.flagged_share.value, point.precision.value, point.recall.value
    if flagged is None or precision is None or not recall:
        return Paragraph("What would happen to 100 cases cannot be said: too few were flagged.")
    right = round(100 * flagged * precision)
    needless = max(round(100 * flagged) - right, 0)
    missed = round(100 * flagged * precision / recall) - right
    icons = IconArray(right, needless, max(missed, 0), 100 - right - needless - max(missed, 0))
    noun = units(declaration)
    rows = (
        ("Rightly flagged", str(right)),
        ("Flagged, not needed", str(needless)),
        ("Missed", str(icons.missed)),
        ("Rightly not flagged", str(icons.rightly_left)),
    )
    return Figure(
        "f-hundred",
        f"Out of 100 {noun}, the model finds {right} of {right + icons.missed} with the outcome",
        f"What would happen to 100 {noun} like those of the {period_name(record)}. {point.rationale}",
        f"The model flags {right + needless} of 100. {right} of these are right and {needless} are not "
        f"needed. It misses {icons.missed}. Of those with the outcome it finds {per_hundred(recall)} "
        f"(95% range: {spread(point.recall.low, point.recall.high, digits=0)}; {rows_counted(record)}).",
        "; ".join(f"{name}: {value}" for name, value in rows) + ".",
        icons,
        Table(f"What would happen to 100 {noun}", (Column("What happens"), Column("Of 100", True)), rows),
    )
