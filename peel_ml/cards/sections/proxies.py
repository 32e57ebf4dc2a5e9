"""How far other facts give a characteristic away: in words here, as figures in the annex."""

from __future__ import annotations

from peel_ml.cards.chart_content import Interval, IntervalChart
from peel_ml.cards.content import (
    Block,
    Caution,
    Column,
    Figure,
    Fold,
    Heading,
    Listing,
    Paragraph,
    Section,
    Table,
    grouped,
)
from peel_ml.cards.declared import Declaration
from peel_ml.cards.names import column_name, measure_name, metric_words
from peel_ml.cards.sections.facts import rows_counted
from peel_ml.cards.sections.groups.figure import apart
from peel_ml.cards.words import count, joined, number, per_hundred, plain, sentence, spread
from peel_ml.results.estimate import Estimate
from peel_ml.results.proxies import Ablation, Proxies, ProxyRow
from peel_ml.results.record import RunRecord

SHOWN_FACTS = 5

_STRENGTHS = (
    (0.55, "barely better than a coin"),
    (0.60, "a little better than a coin"),
    (0.70, "better than a coin, and often wrong"),
    (0.80, "well"),
    (0.90, "very well"),
)


def strength(auc: float) -> str:
    """Return how well groups can be told apart, in words.

    Examples
    --------
    >>> strength(0.53), strength(0.65), strength(0.97)
    ('barely better than a coin', 'better than a coin, and often wrong', 'almost always')
    """
    return next((words for below, words in _STRENGTHS if auc < below), "almost always")


def section(record: RunRecord, declaration: Declaration) -> Section | None:
    """Return the section; none where it was not measured."""
    report = record.proxies
    if report is None:
        return None
    blocks: list[Block] = []
    if report.statement and not report.rows:
        blocks.append(Paragraph(sentence(plain(report.statement))))
    if report.rows:
        blocks += [
            _figure(report, declaration),
            *_facts(report, declaration),
        ]
    blocks += _without(report, record, declaration)
    return Section("proxies", "Do other facts give a characteristic away?", tuple(blocks))


def extent(record: RunRecord, declaration: Declaration) -> str:
    """Return how far other facts give away the characteristic they give away most; empty where not measured.

    That a characteristic is not used is never said without it.
    """
    known = [row for row in (record.proxies.rows if record.proxies else ()) if row.from_features.value is not None]
    if not known:
        return ""
    most = max(known, key=lambda row: row.from_features.value or 0.0)
    return (
        f"Other facts still give one away. Most of all {measure_name(most.characteristic, declaration).lower()}: "
        f"{strength(most.from_features.value or 0.0)}. That is right for {_pairs(most.from_features, most.n)} pairs of "
        "people."
    )


def _pairs(estimate: Estimate, n: int | None = None) -> str:
    if estimate.value is None:
        return sentence(plain(estimate.reason or "not measured")).rstrip(".")
    rows = "" if n is None else f"; {count(n)} rows"
    return f"{per_hundred(estimate.value)} (95% range: {spread(estimate.low, estimate.high)}{rows})"


def _figure(report: Proxies, declaration: Declaration) -> Figure:
    known = [row for row in report.rows if row.from_features.value is not None]
    most = max(known, key=lambda row: row.from_features.value or 0.0, default=None)
    intervals = []
    for row in report.rows:
        name = measure_name(row.characteristic, declaration)
        for words, estimate, mark in (
            ("from all facts", row.from_features, "model"),
            ("from the score", row.from_score, "other"),
        ):
            intervals.append(
                Interval(
                    f"{name}, {words}",
                    estimate.value,
                    estimate.low,
                    estimate.high,
                    mark,  # type: ignore[arg-type]
                    f"{number(100 * estimate.value, 1)} ({spread(estimate.low, estimate.high)})"
                    if estimate.value is not None
                    else _pairs(estimate),
                    "" if estimate.value is None else sentence(strength(estimate.value)).rstrip("."),
                )
            )
    headline = (
        f"Most given away: {measure_name(most.characteristic, declaration)}, "
        f"{strength(most.from_features.value or 0.0)}"
        if most
        else "How far other facts give a characteristic away could not be measured"
    )
    return Figure(
        "f-proxies",
        headline,
        f"Of 100 pairs of people from two groups, how many are told apart rightly; a coin gets 50. 95% ranges, "
        f"{_numbers(known)} rows.",
        "The further right, the more a model can treat groups differently without being told who belongs to them.",
        f"{len(report.rows)} characteristics, each with both figures in words beside its line.",
        IntervalChart(
            tuple(intervals),
            "per_hundred",
            "Pairs in 100 told apart rightly (a coin gets 50)",
            (("model", "From all facts the model uses"), ("other", "From the score alone")),
            zero=True,
            centre=0.5,
        ),
        Table(
            "Pairs in 100 told apart rightly (95% range)",
            (Column("Characteristic and source"), Column("Pairs in 100", True)),
            tuple((row.label, row.text) for row in intervals),
        ),
    )


def _numbers(rows: list[ProxyRow]) -> str:
    """Return how many rows stand behind each figure, as a range where they differ."""
    low, high = (pick((row.n for row in rows), default=0) for pick in (min, max))
    return count(low) if low == high else f"{count(low)} to {count(high)}"


def _facts(report: Proxies, declaration: Declaration) -> list[Block]:
    flagged = {
        one.feature: one.flagged_name for row in report.rows for one in row.features if one.flagged_name is not None
    }
    found: list[Block] = []
    if flagged:
        named = [f"{column_name(name, declaration)} ({why})" for name, why in flagged.items()]
        found.append(
            Caution(f"{joined(named)}. These stand for who a person is wherever they appear.", "Flagged by name.")
        )
    table = Table(
        "The facts that alone tell groups apart best: pairs in 100 (95% range)",
        (Column("Fact"), Column("Pairs in 100", True), *((Column("Flagged"),) if flagged else ())),
        grouped(
            (
                measure_name(row.characteristic, declaration),
                (
                    column_name(one.feature, declaration),
                    f"{number(100 * one.auc.value, 1)} ({spread(one.auc.low, one.auc.high)})"
                    if one.auc.value is not None
                    else _pairs(one.auc),
                    *((sentence(one.flagged_name or "No").rstrip("."),) if flagged else ()),
                ),
            )
            for row in report.rows
            for one in row.features[:SHOWN_FACTS]
        ),
    )
    return [*found, Fold("Show the numbers: each fact alone", (table,))]


def _ablated(here: list[Ablation], record: RunRecord, declaration: Declaration) -> str:
    """Say what leaving the same facts out costs and what it changes in each group, all with their ranges."""
    one = here[0]
    words = metric_words(record.scores.primary)
    scale, digits = (100, 1) if words.per_hundred else (1, 3)
    names = joined([f"“{column_name(name, declaration)}”" for name in one.without])
    cost = one.performance
    parts = []
    if cost.value is not None and cost.low is not None and cost.high is not None:
        worse = cost.value < 0
        value, low, high = (-cost.value, -cost.high, -cost.low) if worse else (cost.value, cost.low, cost.high)
        parts.append(
            f"{number(scale * value, digits)} {words.change[worse]} (95% range: {spread(low, high, scale, digits)}; "
            f"{rows_counted(record)})"
        )
    moved = [
        f"of “{each.group}” ({measure_name(each.characteristic, declaration).lower()}) by "
        f"{apart(each.disparity.value, each.disparity.low, each.disparity.high)} points"
        for each in here
        if each.disparity.value is not None
    ]
    if moved:
        parts.append(f"The difference changes: {', '.join(dict.fromkeys(moved))}")
    return f"Without {names}: {'. '.join(parts) or 'what it changes could not be measured'}."


def _without(report: Proxies, record: RunRecord, declaration: Declaration) -> list[Block]:
    if not report.ablations:
        return []
    without: dict[tuple[str, ...], list[Ablation]] = {}
    for one in report.ablations:
        without.setdefault(tuple(one.without), []).append(one)
    return [
        Heading("The model without the strongest of them"),
        Listing(tuple(_ablated(here, record, declaration) for here in without.values())),
    ]
