"""How many rows each month holds, where the record breaks, and which part of the split each month belongs to."""

from __future__ import annotations

from peel_ml.cards.chart_series import TimelineBreak, TimelineChart, TimelineMonth, TimelinePart
from peel_ml.cards.content import Block, Column, Figure, Table
from peel_ml.cards.words import count, counted, joined, percent, sentence
from peel_ml.results.recorded import Recorded
from peel_ml.results.timeline import Month, Timeline

PARTS = {"training": "Training", "validation": "Validation", "held_out": "Held out"}
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def month_name(month: str) -> str:
    """Return a month in words; what is no month in ISO 8601 stays as it is.

    Examples
    --------
    >>> month_name("2022-12"), month_name("whenever")
    ('December 2022', 'whenever')
    """
    year, _, number_ = month.partition("-")
    if not (year.isdigit() and number_.isdigit() and 1 <= int(number_) <= 12):
        return month
    return f"{_MONTHS[int(number_) - 1]} {year}"


def blocks(record: Recorded) -> list[Block]:
    """Return the chart; nothing where the data has no time or an older record did not count by month."""
    timeline = record.data.timeline
    if timeline is None or len(timeline.months) < 2:
        return []
    return [_figure(timeline, record)]


def _share(month: Month) -> float | None:
    return month.positives / month.rows if month.rows and month.positives is not None else None


def _part_of(month: str, record: Recorded) -> str:
    return next(
        (
            PARTS[part.name]
            for part in record.data.parts
            if part.period is not None and part.period.from_[:7] <= month <= part.period.to[:7]
        ),
        "Not used",
    )


def _spans(names: list[str]) -> tuple[TimelinePart, ...]:
    """Return stretches of months of the same part."""
    spans: list[TimelinePart] = []
    for place, name in enumerate(names):
        if spans and spans[-1].words == name and spans[-1].last == place - 1:
            spans[-1] = TimelinePart(name, spans[-1].first, place)
        else:
            spans.append(TimelinePart(name, place, place))
    return tuple(spans)


def _figure(timeline: Timeline, record: Recorded) -> Figure:
    months, breaks = timeline.months, sorted(timeline.breaks, key=lambda one: one.month)
    cuts: dict[str, list[str]] = {}
    for cut in breaks:
        cuts.setdefault(cut.month, []).append(cut.words.rstrip("."))
    names = [_part_of(one.month, record) for one in months]
    told = [one for one in months if one.rows is not None]
    spans = _spans(names)
    headline = (
        f"The record breaks in {counted(len(cuts), 'month')} of {len(months)}"
        if breaks
        else f"The record holds {counted(len(months), 'month')} without a break"
    )
    span = f"{month_name(months[0].month)} to {month_name(months[-1].month)}"
    least, most = min(told, key=_rows, default=None), max(told, key=_rows, default=None)
    shows = []
    if least is not None and most is not None:
        shows.append(
            f"Each month holds between {count(least.rows)} rows ({month_name(least.month)}) and {count(most.rows)} "
            f"({month_name(most.month)})"
        )
    if breaks:
        shows.append(
            f"Breaks are marked in {joined([month_name(month) for month in cuts])}; the list above says what they are"
        )
    shares = [share for one in months if (share := _share(one)) is not None]
    if shares:
        shows.append(f"The share with the outcome runs from {percent(min(shares))} to {percent(max(shares))}")
    if len(shares) < len(months):
        shows.append("Where no share is drawn, the outcome was not opened or is withheld")
    breaking = {months[min(_place(month, months), len(months) - 1)].month: words for month, words in cuts.items()}
    columns = [Column("Month"), Column("Rows", True), Column("With the outcome", True), Column("Used for")]
    columns += [Column("Break")] if breaks else []

    def cells(one: Month, part: str) -> tuple[str, ...]:
        cells = (month_name(one.month), count(one.rows), _cell(one), part)
        return (*cells, "; ".join(breaking.get(one.month, ["–"]))) if breaks else cells

    return Figure(
        "f-timeline",
        headline,
        f"Rows in each month, {span}, and the share of them with the outcome, after cleaning. Above: what each month "
        "was used for.",
        " ".join(sentence(one) for one in shows),
        f"{counted(len(months), 'month')}. "
        + " ".join(
            f"{one.words}: {month_name(months[one.first].month)} to {month_name(months[one.last].month)}."
            for one in spans
        ),
        TimelineChart(
            tuple(TimelineMonth(one.month, one.rows, _share(one)) for one in months),
            spans,
            tuple(
                TimelineBreak(_place(month, months), f"From {month_name(month)}: {'; '.join(words)}")
                for month, words in cuts.items()
            ),
            "Rows",
            "With the outcome, in 100",
        ),
        Table(
            "Rows in each month",
            tuple(columns),
            tuple(cells(one, name) for one, name in zip(months, names, strict=True)),
        ),
    )


def _rows(month: Month) -> int:
    return month.rows or 0


def _cell(month: Month) -> str:
    share = _share(month)
    return "Not opened or withheld" if share is None and month.rows else "–" if share is None else percent(share)


def _place(month: str, months: tuple[Month, ...]) -> int:
    """Return where a break stands: before its month, or before the first one after it."""
    return next((place for place, one in enumerate(months) if one.month >= month), len(months))
