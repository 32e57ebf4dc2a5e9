"""What the forecast goes by."""

from __future__ import annotations

from math import expm1

from peel_ml.cards.chart_content import Bar, BarChart
from peel_ml.cards.content import Caution, Column, Figure, Section, Table
from peel_ml.cards.declared import Declaration
from peel_ml.cards.words import counted, percent, sentence
from peel_ml.results.studies.record import StudyRecord

_SHOWN = 10


def reasons(record: StudyRecord, declaration: Declaration) -> tuple[Section, ...]:
    """Return the section, where contributions were measured."""
    explanation = record.explanation
    if explanation is None or not explanation.features:
        return ()
    effects = sorted(explanation.features, key=lambda one: one.rank)
    figure = Figure(
        "f-influence",
        f"It goes mostly by: “{effects[0].plain_name}” and “{effects[1].plain_name}”",
        "By how much each fact moves a forecast on average, up or down, over "
        f"{counted(explanation.sample_rows, 'forecast')}.",
        "Every fact is an earlier count of recorded offences, their group or the time of year. Which area it is, is "
        "not among them.",
        " ".join(f"{one.plain_name}: {percent(_moved(one.mean_abs))}." for one in effects[:_SHOWN]),
        BarChart(
            tuple(
                Bar(one.plain_name, 100 * _moved(one.mean_abs), percent(_moved(one.mean_abs)))
                for one in effects[:_SHOWN]
            ),
            "Average move of a forecast, in per cent",
        ),
        Table(
            "What each fact does",
            (Column("Fact"), Column("Average move", True), Column("Place", True), Column("Place could be", True)),
            tuple(
                (one.plain_name, percent(_moved(one.mean_abs)), str(one.rank), f"{one.rank_low} to {one.rank_high}")
                for one in effects
            ),
        ),
    )
    return (Section("reasons", "What the model goes by", (Caution(sentence(explanation.caveat)), figure)),)


def _moved(log_ratio: float) -> float:
    """Return a mean contribution, a logarithm, as a share of the forecast."""
    return expm1(log_ratio)
