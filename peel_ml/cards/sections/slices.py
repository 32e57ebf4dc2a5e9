"""Whether it works as well in every period and in every area. Areas stand by name and are never ranked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from peel_ml.cards.chart_content import Interval, Mark, Unit
from peel_ml.cards.chart_series import ManyChart, TimeChart
from peel_ml.cards.content import Block, Column, Figure, Paragraph, Table
from peel_ml.cards.declared import Declaration
from peel_ml.cards.names import MetricWords, column_name, metric_words
from peel_ml.cards.sections.facts import period_name
from peel_ml.cards.words import count, counted, few, joined, number, plain, plural, points, sentence, spread, units
from peel_ml.evaluation.apart import apart
from peel_ml.results.estimate import Estimate
from peel_ml.results.record import RunRecord
from peel_ml.results.scores import SliceScore

MOST_NAMED = 6


@dataclass(frozen=True)
class _Slices:
    """The slices of one dimension with what is shown about each."""

    one: str
    """What one slice is called, for example ``borough``."""
    slices: tuple[SliceScore, ...]
    shown: tuple[bool | None, ...]
    whole: Estimate
    words: MetricWords


def blocks(record: RunRecord, declaration: Declaration) -> list[Block]:
    """Return a chart for each dimension: periods from left to right, areas by name."""
    found: list[Block] = []
    for index, dimension in enumerate(dict.fromkeys(one.dimension for one in record.scores.by_period), 1):
        here = _slices(dimension, record.scores.by_period, record, declaration)
        found += _one(f"f-over-time-{index}" if index > 1 else "f-over-time", here, record, declaration, time=True)
    for index, dimension in enumerate(dict.fromkeys(one.dimension for one in record.scores.by_area), 1):
        here = _slices(dimension, record.scores.by_area, record, declaration)
        found += _one(f"f-by-area-{index}" if index > 1 else "f-by-area", here, record, declaration, time=False)
    return found


def _slices(dimension: str, found: Sequence[SliceScore], record: RunRecord, declaration: Declaration) -> _Slices:
    # Sorted by name: an order by figure would be a ranking, and months in ISO 8601 stand in time.
    here = tuple(sorted((one for one in found if one.dimension == dimension), key=lambda one: one.level))
    whole = record.scores.metrics.get(record.scores.primary, Estimate(None, reason="not measured"))
    name = column_name(dimension, declaration)
    return _Slices(
        name[:1].lower() + name[1:],
        here,
        tuple(apart(here, whole.value)),
        whole,
        metric_words(record.scores.primary),
    )


def _one(id_: str, here: _Slices, record: RunRecord, declaration: Declaration, *, time: bool) -> list[Block]:
    known = [one for one in here.slices if one.score.value is not None]
    if len(known) < 2:
        reasons = "; ".join(f"{one.level}: {_text(one.score, here.words)}" for one in here.slices)
        return [Paragraph(sentence(f"By {here.one}, only {counted(len(known), 'figure')} can be given. {reasons}"))]
    rows = tuple(_row(one, shown, here.words) for one, shown in zip(here.slices, here.shown, strict=True))
    unit: Unit = "per_hundred" if here.words.per_hundred else "number"
    legend: tuple[tuple[Mark, str], ...] = (
        ("shown", "Difference from all rows shown"),
        ("not_shown", "Difference not shown"),
    )
    every = f"All rows together: {_figure(here.whole.value, here.words)}"
    return [
        Figure(
            id_,
            _headline(here),
            f"{here.words.plain}, by {here.one}. {count(record.scores.rows)} rows of the {period_name(record)}. "
            "95% ranges; “shown” is corrected for looking at many.",
            _shows(here, declaration),
            f"{len(rows)} {plural(here.one)}; the table below has every figure.",
            TimeChart(rows, unit, here.words.axis, legend, here.whole.value, every)
            if time
            else ManyChart(
                rows,
                unit,
                here.words.axis,
                legend,
                here.whole.value or 0.0,
                every,
                below="Lower" if here.words.higher_is_better else "Better",
                above="Higher" if here.words.higher_is_better else "Worse",
            ),
            _table(here),
        )
    ]


def _figure(value: float | None, words: MetricWords) -> str:
    return points(value, sign=False) if words.per_hundred else number(value)


def _text(estimate: Estimate, words: MetricWords) -> str:
    if estimate.value is None:
        return sentence(plain(estimate.reason or "not measured")).rstrip(".")
    if estimate.low is None or estimate.high is None:
        return f"{_figure(estimate.value, words)} (no range: {plain(estimate.reason or 'not measured')})"
    scale, digits = (100.0, 1) if words.per_hundred else (1.0, 3)
    return f"{_figure(estimate.value, words)} ({spread(estimate.low, estimate.high, scale, digits)})"


def _row(one: SliceScore, shown: bool | None, words: MetricWords) -> Interval:
    score = one.score
    text = _text(score, words) if score.value is not None else "Too few to tell"
    return Interval(
        one.level, score.value, score.low, score.high, "shown" if shown else "not_shown", text, strong=bool(shown)
    )


def _sides(here: _Slices) -> tuple[list[str], list[str]]:
    """Return the names of those that are shown to do worse, and better, than all rows."""
    worse: list[str] = []
    better: list[str] = []
    for one, shown in zip(here.slices, here.shown, strict=True):
        if shown and one.score.value is not None and here.whole.value is not None:
            higher = one.score.value > here.whole.value
            (better if higher == here.words.higher_is_better else worse).append(one.level)
    return worse, better


def _headline(here: _Slices) -> str:
    worse, better = _sides(here)
    tested = sum(shown is not None for shown in here.shown)
    if not worse and not better:
        return f"No difference between the {plural(here.one)} is shown"
    sides = [
        f"{side} in {joined(names) if len(names) <= MOST_NAMED else len(names)}"
        for side, names in (("worse", worse), ("better", better))
        if names
    ]
    rest = tested - len(worse) - len(better)
    return f"It works {' and '.join(sides)}; for the other {rest} of {counted(tested, here.one)} no difference is shown"


def _shows(here: _Slices, declaration: Declaration) -> str:
    noun = units(declaration)
    lines = []
    if here.whole.value is not None:
        figure = _figure(here.whole.value, here.words)
        counts = f" in 100 {here.words.counts}" if here.words.counts else ""
        lines.append(f"Over all rows: {figure}{counts}")
    told = [
        f"{one.level} {_text(one.score, here.words)}, {count(one.n)} {noun}"
        for one, shown in zip(here.slices, here.shown, strict=True)
        if shown
    ][:MOST_NAMED]
    lines.append(
        f"Shown to differ: {'; '.join(told)}"
        if told
        else "Not shown does not mean there is none: the ranges say how large one could be"
    )
    silent = [one.level for one, shown in zip(here.slices, here.shown, strict=True) if shown is None]
    if silent:
        lines.append(f"Nothing can be told for {joined(silent)}: too few cases")
    return " ".join(sentence(line) for line in lines)


def _table(here: _Slices) -> Table:
    said = {True: ", shown", False: "", None: ", not tested"}
    return Table(
        f"{here.words.plain}, by {here.one}",
        (
            Column(here.one[:1].upper() + here.one[1:]),
            Column("Number", True),
            Column("With the outcome", True),
            Column("Figure (95% range); difference shown", True),
        ),
        tuple(
            (one.level, few(one.n), few(one.positives), _text(one.score, here.words) + said[shown])
            for one, shown in zip(here.slices, here.shown, strict=True)
        ),
    )
