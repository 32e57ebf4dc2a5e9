"""Who lives in the areas that would be picked: a count of residents."""

from __future__ import annotations

from peel_ml.cards.chart_content import Bar, BarChart
from peel_ml.cards.content import Block, Column, Figure, Fold, Heading, Paragraph, Table, grouped
from peel_ml.cards.declared import Declaration
from peel_ml.cards.studies.hotspots.found import hotspots_of
from peel_ml.cards.studies.hotspots.works import MODEL
from peel_ml.cards.words import count, percent
from peel_ml.results.studies.hotspots import Hotspots
from peel_ml.results.studies.record import StudyRecord


def blocks(record: StudyRecord, declaration: Declaration) -> list[Block]:
    """Return the further blocks of the section on groups of areas."""
    one = hotspots_of(record)
    made: list[Block] = []
    if one.exposure:
        made += [Heading("Who lives in the areas that would be picked"), _exposed(one, declaration)]
    if one.burden:
        made += [
            Paragraph(
                "Where more is recorded, more residents live in areas that are picked, whatever picks them. It says "
                "nothing about any of them."
            ),
            Fold("By groups of areas", (_burden(one, declaration),)),
        ]
    return made


def _name(measure: str, declaration: Declaration) -> str:
    name = str(declaration.mapping(f"protected.composition.{measure}").get("name") or measure.replace("_", " "))
    return name.removeprefix("Share of ")[:1].upper() + name.removeprefix("Share of ")[1:]


def _exposed(one: Hotspots, declaration: Declaration) -> Figure:
    rows = [("All residents", one.all_residents), *((_name(e.measure, declaration), e.picked) for e in one.exposure)]
    bars = tuple(Bar(label, picked[MODEL], percent(picked[MODEL])) for label, picked in rows)
    text = " ".join(f"{bar.label}: {bar.text}." for bar in bars)
    other = percent(one.all_residents[one.best_simple])
    return Figure(
        "f-exposed",
        f"{percent(one.all_residents[MODEL])} of all residents live in an area that the model would pick",
        "Share of the residents of each group who live in an area picked. A count from the census.",
        f"{text} The plain list would put {other} of all residents there.",
        text,
        BarChart(bars, "Residents who live in an area picked, of 100"),
        Table(
            "Residents who live in an area picked",
            (Column("Residents"), Column("Picked by the model", True), Column("On the plain list", True)),
            tuple((label, percent(picked[MODEL]), percent(picked[one.best_simple])) for label, picked in rows),
        ),
    )


def _burden(one: Hotspots, declaration: Declaration) -> Table:
    return Table(
        "By groups of areas",
        (
            Column("Group of areas"),
            Column("Areas", True),
            Column("Of all residents", True),
            Column("Of all recorded", True),
            Column("Its residents in areas the model picks", True),
            Column("Its residents in areas on the plain list", True),
        ),
        grouped(
            (
                _name(row.measure, declaration),
                (
                    row.group,
                    count(row.areas),
                    percent(row.residents),
                    percent(row.recorded),
                    percent(row.picked[MODEL]),
                    percent(row.picked[one.best_simple]),
                ),
            )
            for row in one.burden
        ),
    )
