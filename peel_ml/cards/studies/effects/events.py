"""Before and after: the effect by time since the treatment."""

from __future__ import annotations

from peel_ml.cards.chart_content import Interval, IntervalChart
from peel_ml.cards.content import Column, Figure, Paragraph, Section, Table
from peel_ml.cards.declared import Declaration
from peel_ml.cards.studies.effects.words import axis, detail, drawn, ranged, unit_of
from peel_ml.cards.words import counted
from peel_ml.results.studies.effects import EffectDetail, EventEffect
from peel_ml.results.studies.record import StudyRecord


def section(record: StudyRecord, declaration: Declaration) -> Section | None:
    """Return the section; none where there are too few periods."""
    one, unit = detail(record), unit_of(record)
    if not one.events:
        return None
    intervals = tuple(
        Interval(
            _when(each, one),
            drawn(each.effect.value, unit),
            drawn(each.effect.low, unit),
            drawn(each.effect.high, unit),
            "other" if each.period < 0 else "model",
            "Compared with" if each.reference else ranged(each.effect, unit),
            strong=_apart(each),
        )
        for each in one.events
    )
    early = [each for each in one.events if each.period < 0 and not each.reference]
    seen = sum(_apart(each) for each in early)
    headline = (
        f"Before the treatment, {seen or 'none'} of {counted(len(early), 'period')} stands out"
        if early
        else "There are no periods before to look at"
    )
    figure = Figure(
        "f-events",
        headline,
        "What is found before the treatment should be nothing. 95% ranges, one by one: of 20 such ranges one misses "
        "by chance.",
        "Movement before the treatment cannot be its effect: it shows that areas were already moving apart.",
        " ".join(f"{row.label}: {row.text}." for row in intervals),
        IntervalChart(
            intervals,
            "signed" if unit == "number" else "points",
            axis(unit),
            (("other", "Before the treatment"), ("model", "With it and after it")),
            zero=True,
        ),
        Table(
            "Effect by time",
            (Column("When"), Column("Effect (95% range)", True)),
            tuple((row.label, row.text) for row in intervals),
        ),
    )
    return Section("events", "Before and after", (figure, Paragraph(f"How it was made: {one.events_method}.")))


def _apart(each: EventEffect) -> bool:
    low, high = each.effect.low, each.effect.high
    return low is not None and high is not None and (low > 0 or high < 0)


def _when(each: EventEffect, one: EffectDetail) -> str:
    n = counted(abs(each.period), "period")
    if one.design == "adoption":
        return "The period it began" if each.period == 0 else f"{n} {'before' if each.period < 0 else 'after'} it began"
    if each.period == 0:
        return "The same period"
    return f"{n} before the treatment" if each.period < 0 else f"{n} after the treatment"
