"""Could it feed on itself? A simulation of forecasts that learn from what patrols find."""

from __future__ import annotations

from peel_ml.cards.chart_content import Bar, BarChart
from peel_ml.cards.content import Block, Caution, Column, Figure, Fold, Listing, Paragraph, Section, Table, grouped
from peel_ml.cards.declared import Declaration
from peel_ml.cards.words import count, lower_first, percent
from peel_ml.results.studies.feedback import Feedback, FeedbackPath
from peel_ml.results.studies.forecast import ForecastDetail
from peel_ml.results.studies.record import StudyRecord

METHODS = {"forecast": "A forecast that follows the latest months", "mean": "A plain mean of all months"}
SHORT = {"forecast": "Forecast", "mean": "Plain mean"}
LEARNS = {
    "all": "everything recorded",
    "reported": "only what people report",
    "weighted": "everything, with what patrols find counted down",
}


def sections(record: StudyRecord, declaration: Declaration) -> tuple[Section, ...]:
    """Return the section where a loop was simulated, else none."""
    found = record.detail.feedback if isinstance(record.detail, ForecastDetail) else None
    if found is None:
        return ()
    where = (
        "everywhere, in proportion to the forecast"
        if found.top_share is None
        else f"to the {percent(found.top_share, 0)} of areas at the top"
    )
    blocks: list[Block] = [
        Caution(
            "It shows what could happen on the assumptions below. It is no finding about the police.", "A simulation."
        ),
        Paragraph(
            f"If officers were sent {where}, they would find more there. The next forecast would learn from what they "
            "found, and send them there again."
        ),
        _figure(found),
        Paragraph(_damped(found)),
        Fold(
            "What is assumed",
            (
                Listing(
                    (
                        f"{percent(found.found_share, 0)} of what is recorded is found by looking only, and is as "
                        "common for each resident everywhere.",
                        f"Where officers are sent, up to {more(_discoveries(found)[-1])} of it is found.",
                        f"A little more is reported there too: {percent(found.reporting, 0)} where twice as much "
                        "is found.",
                        "Officers prevent nothing. What is there stays the same all the time.",
                        f"{count(found.areas)} areas, {count(found.rounds)} months after the first, "
                        f"{count(found.draws)} draws. After Lum and Isaac (2016) and Ensign and others (2018).",
                    )
                ),
            ),
        ),
    ]
    if found.groups:
        blocks.append(Fold("By who lives in the areas", (_groups(found, declaration),)))
    return (Section("feedback", "Could it feed on itself?", tuple(blocks)),)


def _path(found: Feedback, method: str, discovery: float, learns: str = "all") -> FeedbackPath:
    return next(one for one in found.paths if (one.method, one.discovery, one.learns) == (method, discovery, learns))


def _told(found: Feedback, one: FeedbackPath) -> tuple[float, ...]:
    """Return what the chart shows: where patrols go to the top, first mistakes; where everywhere, drift."""
    return one.drift if found.top_share is None else one.stuck


def _discoveries(found: Feedback) -> list[float]:
    return sorted({one.discovery for one in found.paths})


def more(discovery: float) -> str:
    """Return how much more is found where officers are sent, in words.

    Examples
    --------
    >>> more(0.0), more(0.5), more(3.0)
    ('No more', '1.5 times as much', '4 times as much')
    """
    return f"{1 + discovery:g} times as much" if discovery else "No more"


def _figure(found: Feedback) -> Figure:
    values = _discoveries(found)
    digits = 1 if found.top_share is None else 0
    ends = {
        method: [(more(value), _told(found, _path(found, method, value))[-1]) for value in values] for method in METHODS
    }
    if found.top_share is None:
        headline = f"At most {percent(ends['forecast'][-1][1])} of what is learnt from stands elsewhere"
        axis = "Learnt from elsewhere, of 100"
        subtitle = "Share of what the next forecast learns from that stands in other areas than under even recording"
    else:
        (_, calm), (most, loop) = ends["mean"][0], ends["mean"][-1]
        headline = (
            f"If {lower_first(most)} is found where officers go, {percent(loop, 0)} of the first mistakes of a plain "
            f"mean stay; if no more, {percent(calm, 0)}"
        )
        axis = "Still as in the first month, of 100"
        subtitle = "Patrols that went to the wrong areas in the first month: how much of that is still so"
    said = {
        method: ", ".join(f"{percent(level, digits)} ({lower_first(words)})" for words, level in rows)
        for method, rows in ends.items()
    }
    told = " ".join(f"{METHODS[method]}: {words}." for method, words in said.items())
    return Figure(
        "f-feedback",
        headline,
        f"{subtitle}, after {found.rounds} months, by how much is found where officers are sent.",
        told,
        told,
        BarChart(
            tuple(
                Bar(f"{SHORT[method]}: {lower_first(words)}", max(level, 0.0), percent(level, digits))
                for method, rows in ends.items()
                for words, level in rows
            ),
            axis,
        ),
        _worlds(found),
    )


def _damped(found: Feedback) -> str:
    most = _discoveries(found)[-1]
    loop = _path(found, "forecast", most)
    rest = [one for one in found.paths if one.learns != "all"]
    said = "; ".join(f"{percent(one.drift[-1])} if it learns from {LEARNS[one.learns]}" for one in rest)
    return (
        f"If {lower_first(more(most))} is found where officers go, {percent(loop.drift[-1])} of what the forecast "
        f"learns from stands in other areas than it would if officers looked everywhere alike. It would be {said}. "
        "Where what only looking finds is left out of what is forecast, the case of only what people report counts."
    )


def _worlds(found: Feedback) -> Table:
    return Table(
        f"After {found.rounds} months",
        (
            Column("It learns from"),
            Column("Found there"),
            Column("Learnt from elsewhere", True),
            Column("Patrols elsewhere, first month", True),
            Column("Patrols elsewhere, last month", True),
            Column("First mistakes that stay", True),
        ),
        grouped(
            (
                METHODS[one.method],
                (
                    LEARNS[one.learns].capitalize(),
                    more(one.discovery),
                    percent(one.drift[-1]),
                    percent(one.misplaced[0]),
                    percent(one.misplaced[-1]),
                    percent(one.stuck[-1], 0),
                ),
            )
            for one in sorted(found.paths, key=lambda one: one.method)
        ),
    )


def _groups(found: Feedback, declaration: Declaration) -> Table:
    def name(measure: str) -> str:
        return str(declaration.mapping(f"protected.composition.{measure}").get("name") or measure.replace("_", " "))

    return Table(
        f"A forecast that learns from everything, and {lower_first(more(found.central))} found where officers are sent",
        (
            Column("Group of areas"),
            Column("Of all, if recorded evenly", True),
            Column("Of patrols, first month", True),
            Column("Of patrols, last month", True),
            Column("Of all recorded, last month", True),
        ),
        grouped(
            (
                name(one.measure),
                (
                    one.group,
                    percent(one.even),
                    percent(one.patrols_first),
                    percent(one.patrols_last),
                    percent(one.recorded_last),
                ),
            )
            for one in found.groups
        ),
    )
