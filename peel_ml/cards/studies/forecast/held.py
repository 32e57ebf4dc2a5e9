"""How often ranges held by who lives in an area."""

from __future__ import annotations

from peel_ml.cards.chart_content import Interval
from peel_ml.cards.chart_series import ManyChart
from peel_ml.cards.content import Block, Column, Figure, Heading, Table, grouped
from peel_ml.cards.declared import Declaration
from peel_ml.cards.studies.forecast.found import AROUND, detail_of
from peel_ml.cards.words import counted, percent, spread
from peel_ml.results.fairness import FairnessRow
from peel_ml.results.studies.record import StudyRecord

METRIC = "interval_coverage"


def blocks(record: StudyRecord, declaration: Declaration) -> list[Block]:
    """Return the figure, where ranges were compared."""
    rows = [row for row in record.fairness if row.metric == METRIC and row.estimate is not None]
    if not rows:
        return []
    promised = detail_of(record).promised
    near = sum(abs((row.estimate or 0.0) - promised) <= AROUND for row in rows)
    names = {name: _name(name, declaration) for name in dict.fromkeys(row.characteristic for row in rows)}
    drawn: list[Interval] = []
    for name, words in names.items():
        drawn.append(Interval(words, None, None, None, "model", ""))
        drawn += [_interval(row) for row in rows if row.characteristic == name]
    figure = Figure(
        "f-held-by-composition",
        f"In {near} of {counted(len(rows), 'group')} of areas ranges held within {100 * AROUND:.0f} points of "
        "their promise",
        f"Share of counts inside their range, by who lives in an area. Made to hold {percent(promised, 0)}. 95% "
        "ranges, areas as clusters.",
        "Where a dot lies left of the dashed line, forecasts were surer than they should have been.",
        " ".join(f"{names[row.characteristic]}, {row.group}: {percent(row.estimate)}." for row in rows),
        ManyChart(
            tuple(drawn),
            "per_hundred",
            "Counts inside their range, of every 100",
            (("model", "Share that held, with 95% range"),),
            centre=promised,
            centre_words=f"What ranges promise: {percent(promised, 0)}",
        ),
        Table(
            "How often ranges held, by who lives in an area",
            (
                Column("Group of areas"),
                Column("Areas", True),
                Column("Inside their range", True),
                Column("95% range", True),
            ),
            grouped(
                (
                    names[row.characteristic],
                    (row.group, "–" if row.n is None else str(row.n), percent(row.estimate), spread(row.low, row.high)),
                )
                for row in rows
            ),
        ),
    )
    return [Heading("How often ranges held"), figure]


def _interval(row: FairnessRow) -> Interval:
    return Interval(row.group, row.estimate, row.low, row.high, "model", percent(row.estimate))


def _name(measure: str, declaration: Declaration) -> str:
    return str(declaration.mapping(f"protected.composition.{measure}").get("name") or measure.replace("_", " "))
