"""Made-up people, the counts of their tables, and an attacker who knows everything that is shown."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from peel_ml.disclosure.counts import Counts
from peel_ml.results.estimate import Estimate
from peel_ml.results.scores import ObservedExpected
from tests.cards.made.groups import judged
from tests.cards.made.records import real_final

ETHNICITY, SEX = ("Asian", "Black", "White"), ("Female", "Male")
AREAS = ("North", "South")
CELLS = [(e, s, a, y) for e in ETHNICITY for s in (*SEX, "Not recorded") for a in AREAS for y in (0, 1)]
"""Everything that is known of a person; some have no recorded sex."""


def record_of(numbers):
    """A whole made record whose groups, crossings and areas count these people; shares stand from 30 people on."""
    people = {cell: n for cell, n in zip(CELLS, numbers, strict=True) if n}

    def counted(test):
        one = [sum(n for cell, n in people.items() if test(cell) and cell[3] == y) for y in (0, 1)]
        return sum(one), one[1]

    total, ones = counted(lambda cell: True)
    rows = []

    def row(characteristic, group, missing, test, rest):
        n, positive = counted(test)
        others, other = counted(rest)
        if not n:
            return
        share, expected = positive / n, 0.3
        apart = share - ((other - positive) / (others - n) if others > n else 0.0)
        made = replace(
            judged(characteristic, group, missing, max(n, 1), apart, 0.9 / n**0.5),
            n=n,
            denominator=n,
            reference=None,
            reference_difference=None,
        )
        if n < 30:
            gone = dict.fromkeys(
                ("estimate", "low", "high", "difference", "difference_low", "difference_high", "ratio", "observed")
            )
            rows.append(replace(made, **gone, ratio_low=None, ratio_high=None, reason="too few to report"))
        else:
            rows.append(replace(made, estimate=share - expected, observed=share, expected=expected))

    everybody = lambda cell: True  # noqa: E731
    known = lambda cell: cell[1] in SEX  # noqa: E731
    for missing in ("complete_case", "as_group"):
        for one in ETHNICITY:
            row("ethnicity_officer", one, missing, lambda cell, one=one: cell[0] == one, everybody)
        for one in SEX + (("Not recorded",) if missing == "as_group" else ()):
            within = known if missing == "complete_case" else everybody
            row("sex", one, missing, lambda cell, one=one: cell[1] == one, within)
        crossed = "ethnicity_officer x sex"
        for first in ETHNICITY:
            for second in SEX:
                here = lambda cell, a=first, b=second: cell[:2] == (a, b)  # noqa: E731
                row(crossed, f"{first}, {second}", missing, here, known)
        if missing == "as_group":
            row(crossed, "Not fully recorded", missing, lambda cell: cell[1] not in SEX, everybody)
    slices = []
    for area in AREAS:
        n, positive = counted(lambda cell, area=area: cell[2] == area)
        if n:
            shown = n >= 30
            slices.append(
                ObservedExpected(
                    "borough",
                    area,
                    n,
                    positive / n if shown else None,
                    0.3 if shown else None,
                    Estimate(positive / n - 0.3, -0.2, 0.4) if shown else Estimate(None, reason="too few to report"),
                    False,
                )
            )
    base = real_final()
    return replace(
        base,
        fairness=tuple(rows),
        fairness_assessment=replace(base.fairness_assessment, disagreement=(), sensitivity=()),
        scores=replace(
            base.scores,
            rows=total,
            positives=ones,
            by_period=(),
            by_area=(),
            observed_expected=tuple(slices),
            calibration=replace(base.scores.calibration, bins=()),
        ),
        world=None,
        missing=None,
        within_groups=None,
        label_bias=None,
        planning=None,
        proxies=None,
        explanation=replace(base.explanation, contrasts=()),
    )


class Attacker:
    """Somebody who knows how the tables hang together, and every count that is shown of them."""

    def __init__(self, cells=CELLS):
        self.cells = cells
        self.known = {}
        """What is true of a person in the count (a test of a cell, or its weight), by name: its value, or a range."""

    def learn(self, name, test, low, high=None):
        self.known[name] = (test, low, low if high is None else high)

    def span(self, test):
        """The smallest and the largest number of people for whom the test holds, given all that is known."""
        rows = np.array([[float(one(cell)) for cell in self.cells] for one, _, _ in self.known.values()])
        low, high = (np.array([float(one[at]) for one in self.known.values()]) for at in (1, 2))
        goal = np.array([float(test(cell)) for cell in self.cells])
        ends = []
        for sign in (1, -1):
            found = milp(
                sign * goal,
                constraints=LinearConstraint(rows, low, high),
                bounds=Bounds(0, np.inf),
                integrality=np.ones(len(self.cells)),
            )
            ends.append(np.inf if found.x is None and found.status == 3 else sign * found.fun)
        return ends[0], ends[1]


def test_of(people, what):
    """What is true of a person in a count of the record."""
    facts = dict(people)

    def holds(cell):
        sex = cell[1]
        true = {"ethnicity_officer": cell[0], "sex": sex, "borough": cell[2]}
        if "(ethnicity_officer x sex)" in facts:
            inside = sex == "Not recorded"
        else:
            inside = all(
                (true[name] != "Not recorded" if level.startswith("(any") else true[name] == level)
                for name, level in facts.items()
            )
        return inside and (what == "n" or cell[3] == (what == "ones"))

    return holds


def shown_counts(record):
    """Every count that the tables of a record show."""
    counts = Counts()
    from peel_ml.disclosure.parts import TABLES

    for table in TABLES:
        table.count(record, counts)
    return {key: value for key, value in counts.values.items() if value is not None}
