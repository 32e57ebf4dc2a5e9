"""Puts the parts together: what was recorded, by group, place and kind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from peel_ml.data.census import residents
from peel_ml.errors import BadRequest
from peel_ml.fairness.assessed import Assessed
from peel_ml.fairness.world.cautions import cautions
from peel_ml.fairness.world.counting import tally
from peel_ml.fairness.world.gaps import gaps
from peel_ml.fairness.world.matching import matched
from peel_ml.fairness.world.rates import PER, Rates
from peel_ml.results.data import Period
from peel_ml.results.world import World

YEAR = 365.25


def world(rows: Assessed, period: Period | None) -> World | None:
    """Describe what was recorded, apart from any model.

    Parameters
    ----------
    rows : Assessed
        The evaluated rows. With ``residents`` and an ``area`` there are rates for every measure of ethnicity that
        can be held against the census; with slices of several levels there are gaps in outcomes between like records.
    period : Period or None
        First and last day of the rows; without it there are no rates, because nobody knows for how long.

    Returns
    -------
    World or None
        ``None`` where there is nothing to hold the rows against: no residents and no slices.

    Raises
    ------
    BadRequest
        Residents are declared and the area is not one of the slices.

    Examples
    --------
    >>> import numpy as np, polars as pl
    >>> from peel_ml.data.declaration import Measure, Protected
    >>> from peel_ml.data.parts import ProtectedFrame
    >>> from peel_ml.fairness.declaration import Fairness
    >>> from peel_ml.fairness.policy import load_policy
    >>> race = Measure(column="e", characteristic="race", scheme="ons-5", reference="White")
    >>> rows = Assessed(
    ...     y=np.zeros(300, np.int8), expected=np.full(300, 0.2), decision=None,
    ...     protected=ProtectedFrame(pl.DataFrame({"e": ["White"] * 200 + ["Asian or Asian British"] * 100})),
    ...     clusters=np.arange(300), slices=pl.DataFrame({"borough": ["Camden"] * 300}), area="borough",
    ...     declared=Protected(measured={"e": race}),
    ...     fairness=Fairness(primary="observed_minus_expected", worse="lower"),
    ...     decision_type="enforcement_audit", policy=load_policy(), residents="census-2021-london-boroughs",
    ... )
    >>> asian = world(rows, Period(from_="2023-01-01", to="2023-12-31")).rates[0]
    >>> asian.records, asian.residents, round(asian.ratio.value, 2), round(asian.ratio_within_areas.value, 2)
    (100, 1817642, 1.3, 1.64)
    """
    rates = [] if period is None else list(_rates(rows, period))
    compared = gaps(rows) if rows.slices.width else ()
    if not rates and not compared:
        return None
    return World(
        rates=tuple(row for one in rates for row in one.rows()),
        areas=tuple(row for one in rates for row in one.areas()),
        gaps=compared,
        denominators=rates[0].residents.credit if rates else "No resident counts are declared for these rows.",
        period="" if period is None else f"{period.from_} to {period.to}",
        cautions=cautions(
            rates=bool(rates),
            officer_defined=any(one.matched.officer_defined for one in rates),
            unrecorded=any(one.tally.unrecorded for one in rates),
            gaps=bool(compared),
        ),
        statement=_statement(rows, rates),
    )


def _rates(rows: Assessed, period: Period) -> Iterator[Rates]:
    """Yield the rates of every measure that can be held against the declared residents."""
    if rows.residents is None:
        return
    if rows.area is None or rows.area not in rows.slices.columns:
        raise BadRequest("Residents are declared, and no slice holds areas. Declare `area`, the name of a slice.")
    people = residents(rows.residents)
    days = (date.fromisoformat(period.to) - date.fromisoformat(period.from_)).days + 1
    for name, measure in rows.declared.measured.items():
        found = matched(measure, rows.protected.frame[name])
        if found is None:
            continue
        reference = next((match for match in found.matches if match.name == measure.reference), None)
        counted = tally(found, rows.slices[rows.area], people, rows.policy.publication.internal)
        yield Rates(name, found, reference, counted, rows.clusters, people, days / YEAR, rows.policy)


def _statement(rows: Assessed, rates: list[Rates]) -> str:
    if not rates:
        return (
            f"How often {rows.unit} ended in {rows.positive_words}, for groups of people and {rows.unit} of one kind."
        )
    total = len(rows.y)
    outside = int((rates[0].tally.area < 0).sum())
    said = [
        f"Recorded {rows.unit} per {PER:,} residents a year, and how often they ended in {rows.positive_words}. "
        f"Of {total:,} {rows.unit}, {outside / total:.1%} have no area that residents are known for and are left out."
    ]
    for one in rates:
        name = rows.declared.measured[one.measure].name or one.measure
        said.append(f"{name}: {one.tally.unrecorded / total:.1%} have no recorded group and are left out.")
    return " ".join(said)
