"""Month by month: what came and what was forecast, of all areas together and of the one that was furthest off."""

from __future__ import annotations

from collections.abc import Sequence

from peel_ml.cards.chart_content import Interval, IntervalChart, Mark
from peel_ml.cards.chart_series import ForecastChart, ForecastMoment
from peel_ml.cards.content import Block, Column, Figure, Heading, Paragraph, Table
from peel_ml.cards.declared import Declaration
from peel_ml.cards.studies.forecast.found import detail_of, held_sentence, not_forecast
from peel_ml.cards.studies.names import method_name, said, study_words
from peel_ml.cards.words import count, counted, lower_first, percent
from peel_ml.results.studies.forecast import AheadScore, MonthForecast
from peel_ml.results.studies.record import StudyRecord


def blocks(record: StudyRecord, declaration: Declaration) -> list[Block]:
    """Return the blocks after the chart of methods."""
    detail = detail_of(record)
    made: list[Block] = [Paragraph(held_sentence(record))]
    if said_left := not_forecast(record):
        made.append(Paragraph(said_left))
    ahead = f"{counted(detail.horizon, 'month')} before"
    if detail.total:
        made += [Heading("All areas together"), _figure("f-total", "All areas", detail.total, ahead, declaration)]
    for worst in detail.worst:
        made += [
            Heading("The area that was furthest off"),
            _figure("f-worst", worst.area, worst.months, ahead, declaration),
        ]
    if len(detail.ahead) > 1:
        made += [Heading("How far ahead it works"), _ahead(record, detail.ahead)]
    return made


def _figure(name: str, area: str, months: Sequence[MonthForecast], ahead: str, declaration: Declaration) -> Figure:
    words = declaration.text("task.target.words") or "counts"
    known = [one for one in months if one.observed is not None]
    inside = sum(one.low <= (one.observed or 0) <= one.high for one in known)
    off = sum(abs(one.forecast - (one.observed or 0)) for one in known) / max(
        sum(one.observed or 0 for one in known), 1
    )
    return Figure(
        name,
        f"{area}: off by {percent(off)} on average; {inside} of {counted(len(known), 'month')} inside the range",
        f"{words[:1].upper()}{words[1:]} a month, and what was forecast {ahead}, with its range.",
        "A dot outside the shaded range is a month that the forecast did not expect.",
        " ".join(_sentence(one) for one in months),
        ForecastChart(
            tuple(
                ForecastMoment(
                    one.month, None if one.observed is None else float(one.observed), one.forecast, one.low, one.high
                )
                for one in months
            ),
            f"{words[:1].upper()}{words[1:]} a month",
            "What came",
            f"What was forecast {ahead}",
            "Its range",
        ),
        Table(
            f"{area}, month by month",
            (Column("Month"), Column("Came", True), Column("Forecast", True), Column("Range", True)),
            tuple(
                (one.month, count(one.observed), f"{one.forecast:,.0f}", f"{one.low:,.0f} to {one.high:,.0f}")
                for one in months
            ),
        ),
    )


def _sentence(one: MonthForecast) -> str:
    return f"{one.month}: {count(one.observed)} came, {one.forecast:,.0f} forecast ({one.low:,.0f} to {one.high:,.0f})."


def _ahead(record: StudyRecord, scores: Sequence[AheadScore]) -> Figure:
    name, lift = record.scores.primary, record.scores.lift
    assert lift is not None
    other = method_name(lift.baseline)
    better = [
        one.ahead
        for one in scores
        if one.model.value is not None and one.simple.value is not None and one.model.value < one.simple.value
    ]
    both = [
        (counted(one.ahead, "month"), label, figure, mark)
        for one in scores
        for label, figure, mark in (("this model", one.model, "model"), (lower_first(other), one.simple, "other"))
    ]
    where = "no distance" if not better else f"{_listed(better)} ahead"
    marks: tuple[tuple[Mark, str], ...] = (("model", "This model"), ("other", other))
    return Figure(
        "f-ahead",
        f"Its error is smaller than that of {lower_first(other)} at {where}",
        f"{study_words(name).plain}, by how long before the month the forecast was made. 95% ranges.",
        "The further ahead, the less a model can know that a simple method does not.",
        " ".join(f"{ahead} ahead, {label}: {said(name, figure)}." for ahead, label, figure, _ in both),
        IntervalChart(
            tuple(
                Interval(
                    f"{ahead} ahead: {label}",
                    figure.value,
                    figure.low,
                    figure.high,
                    "model" if mark == "model" else "other",
                    said(name, figure),
                    strong=mark == "model",
                )
                for ahead, label, figure, mark in both
            ),
            "number",
            study_words(name).axis,
            marks,
        ),
        Table(
            "Error by how far ahead",
            (Column("Months ahead"), Column("This model", True), Column(other, True)),
            tuple((str(one.ahead), said(name, one.model), said(name, one.simple)) for one in scores),
        ),
    )


def _listed(months: list[int]) -> str:
    words = [str(one) for one in months]
    head = ", ".join(words[:-1])
    return f"{f'{head} and ' if head else ''}{words[-1]} month{'s' * (months[-1] != 1)}"
