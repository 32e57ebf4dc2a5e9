"""What a model would add, what could be added at most, and how much a plain list holds."""

from __future__ import annotations

from peel_ml.cards.chart_content import Interval, IntervalChart, Mark
from peel_ml.cards.chart_series import Curve, CurveChart, CurvePoint
from peel_ml.cards.content import Block, Column, Fact, Facts, Figure, Heading, Paragraph, Table
from peel_ml.cards.declared import Declaration
from peel_ml.cards.studies.hotspots.found import gained, hotspots_of, what
from peel_ml.cards.studies.names import method_name, said
from peel_ml.cards.words import count, percent, points
from peel_ml.results.estimate import Estimate
from peel_ml.results.studies.hotspots import Hotspots
from peel_ml.results.studies.record import StudyRecord

MODEL, HINDSIGHT = "lightgbm", "hindsight"


def blocks(record: StudyRecord, declaration: Declaration) -> list[Block]:
    """Return the blocks after the chart of methods."""
    one = hotspots_of(record)
    return [
        Heading("Is there anything for a model to add?"),
        _added(one, what(declaration)),
        Paragraph(
            f"The areas that turned out to have most hold {said('recall_at_k', one.hindsight)}. Even if nothing "
            f"changed and only chance moved counts, knowing each month in advance would seem to add "
            f"{points(one.ceiling_by_chance)} points. That part can never be forecast."
        ),
        _curve(one, what(declaration)),
        Facts(
            (
                Fact("Areas", f"{count(one.areas)}, of which {count(one.picked)} are picked before each month"),
                Fact("The least gain", f"{points(one.least_gain, sign=False)} points, declared before the run"),
                Fact("Picked by both", f"{percent(one.shared, 0)} of the areas the model picks are on the plain list"),
                Fact("From month to month", f"{percent(one.stay, 0)} of the plain list is on it again a month later"),
                Fact("Places", "None of the areas picked is named on this card or in its record"),
            )
        ),
    ]


def _added(one: Hotspots, words: str) -> Figure:
    added: tuple[tuple[str, Estimate, Mark], ...] = (
        ("The model", one.gain, "model"),
        ("Knowing each month in advance", one.ceiling, "other"),
    )
    rows = tuple(
        Interval(label, value.value, value.low, value.high, mark, gained(value), strong=mark == "model")
        for label, value, mark in added
    )
    high = one.ceiling.high
    most = "could not be told" if high is None else f"at most {points(high, sign=False)} points"
    return Figure(
        "f-added",
        f"What anything could add to a plain list is {most}",
        f"Points of {words}, over {method_name(one.best_simple).lower()}. 95% ranges, areas resampled.",
        " ".join(f"{row.label}: {row.text}." for row in rows),
        " ".join(f"{row.label}: {row.text}." for row in rows),
        IntervalChart(
            rows,
            "points",
            f"Added, in points of {words}",
            (("model", "This model, with 95% range"), ("other", "The most that anything could add")),
            band=one.least_gain,
            band_words="Less than the least gain",
            zero=True,
        ),
        Table(
            "What is added to a plain list",
            (Column("By"), Column(f"Points of {words} (95% range)", True)),
            (
                *((row.label, row.text) for row in rows),
                ("Knowing each month in advance, if only chance moved counts", points(one.ceiling_by_chance)),
            ),
        ),
    )


def _curve(one: Hotspots, words: str) -> Figure:
    shown = [point for point in one.curve if point.picked <= 0.5]
    points_of = tuple(CurvePoint(p.picked, p.by_method[one.best_simple]) for p in shown)
    half = shown[-1]
    few = next((point for point in one.curve if point.picked >= one.share), one.curve[-1])
    return Figure(
        "f-curve",
        f"Half of all areas hold {percent(half.by_method[one.best_simple], 0)} of {words}",
        f"Share of {words} in the areas picked, by how many are picked.",
        f"With {percent(few.picked, 0)} of areas picked, the plain list holds "
        f"{percent(few.by_method[one.best_simple])}, the model {percent(few.by_method[MODEL])} and hindsight "
        f"{percent(few.by_method[HINDSIGHT])}.",
        " ".join(
            f"{percent(point.picked, 0)} of areas: plain list {percent(point.by_method[one.best_simple])}, hindsight "
            f"{percent(point.by_method[HINDSIGHT])}."
            for point in shown
        ),
        CurveChart(
            (Curve("Plain list", (CurvePoint(0.0, 0.0), *points_of), "solid"),),
            "Areas picked",
            f"Share of {words} that they hold",
            one.share,
            f"{percent(one.share, 0)} of areas",
        ),
        Table(
            f"Share of {words} in the areas picked",
            (Column("Areas picked"), Column("Plain list", True), Column("Model", True), Column("Hindsight", True)),
            tuple(
                (
                    percent(point.picked, 0),
                    *(percent(point.by_method[name]) for name in (one.best_simple, MODEL, HINDSIGHT)),
                )
                for point in one.curve
            ),
        ),
    )
