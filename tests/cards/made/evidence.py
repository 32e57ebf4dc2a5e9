"""Made-up evidence about groups: everything beside the verdicts. Every figure is invented."""

from __future__ import annotations

import random

from peel_ml.results.estimate import Estimate
from peel_ml.results.fairness import FairnessRow, MissingSensitivity
from peel_ml.results.label_bias import LabelBias, LabelBiasRow, LabelPoint
from peel_ml.results.missing import MissingRate, MissingReport, TreatedRow
from peel_ml.results.within_groups import (
    CalibrationPoint,
    ConditionalRow,
    CurvePoint,
    ErrorCurve,
    GroupCalibration,
    PooledRow,
    WithinGroups,
)

from .groups import GROUPS, SLICES

Rows = tuple[FairnessRow, ...]


def around(value: float, half: float) -> Estimate:
    return Estimate(value, value - half, value + half)


def _main(rows: Rows) -> list[FairnessRow]:
    return [
        row
        for row in rows
        if (row.missing, row.metric) == ("complete_case", rows[0].metric)
        and " x " not in row.characteristic
        and row.difference is not None
    ]


def sensitivity() -> tuple[MissingSensitivity, ...]:
    """Return one turnaround of which both directions are shown, one of which only one is, and one that keeps."""
    return (
        MissingSensitivity(
            "ethnicity_officer",
            "Black",
            "White",
            "observed_rate",
            -0.0220,
            -0.0301,
            -0.0139,
            True,
            0.0131,
            0.0042,
            0.0220,
            True,
        ),
        MissingSensitivity(
            "ethnicity_self",
            "White",
            None,
            "observed_rate",
            0.0004,
            -0.013,
            0.0137,
            False,
            -0.0082,
            -0.0225,
            0.0061,
            False,
        ),
        MissingSensitivity(
            "sex",
            "Female",
            "Male",
            "observed_rate",
            -0.05,
            -0.07,
            -0.03,
            True,
            -0.04,
            -0.06,
            -0.02,
            True,
        ),
    )


def missing(rows: Rows) -> MissingReport:
    """Return rates by everything, and five treatments of every group."""
    rates = []
    places = [("all", "All"), ("outcome", "with the outcome"), ("outcome", "without the outcome")]
    places += [(measure, group) for measure in GROUPS for group in GROUPS[measure]]
    places += [("borough", borough) for borough in SLICES["borough"]]
    for place, (by, level) in enumerate(places):
        for measure, share in (("ethnicity_self", 0.30), ("ethnicity_officer", 0.012), ("age", 0.14)):
            few = "Under 10" in level
            twice = 2.5 if level.startswith("without") else 1.0
            rates.append(
                MissingRate(
                    measure, by, level, None if few else 500 + 37 * place, None if few else min(0.9, share * twice)
                )
            )
    treated = []
    for row in _main(rows):
        assert row.difference is not None
        assert row.difference_low is not None
        assert row.difference_high is not None
        low, high = row.difference_low, row.difference_high
        for treatment, wide, assumption in (
            ("complete_case", 0.0, "Those without a recorded group are like those with one."),
            ("as_group", 0.002, "Nothing: they are compared as they are."),
            ("worst_case", 0.2, "Nothing: any of them could be in any group."),
            ("narrower", 0.02, "They are spread over groups as in their area and outcome, give or take a third."),
            ("weighted", 0.004, "Who is missing depends only on facts that were recorded."),
        ):
            bounds = treatment in ("worst_case", "narrower")
            treated.append(
                TreatedRow(
                    row.characteristic,
                    row.group,
                    treatment,
                    None if bounds else row.difference,  # type: ignore[arg-type]
                    low - wide,
                    high + wide,
                    "cannot_tell" if bounds else row.verdict,
                    assumption,
                )
            )
    return MissingReport(
        tuple(rates),
        tuple(treated),
        "30% of searches have no ethnicity in the person\u2019s own words. Under some of what they could be, the "
        "answer changes for 7 of 11 groups.",
    )


def within_groups(rows: Rows, decided: bool) -> WithinGroups:
    """Return everything below the headline figure of each group."""
    dice = random.Random(3)
    main = _main(rows)
    calibration = tuple(
        GroupCalibration(
            row.characteristic,
            row.group,
            row.n,
            around(1.0 + (0.3 if index == 1 else 0.0), 0.12),
            around(0.02, 0.09),
            tuple(
                CalibrationPoint(400, expected, expected + dice.uniform(-0.03, 0.03))
                for expected in (0.15, 0.2, 0.24, 0.28, 0.33, 0.42)
            ),
            f"For {row.group} people, percentages "
            + ("are too timid (slope 1.30, 1.18 to 1.42)." if index == 1 else "can be taken as they are."),
        )
        for index, row in enumerate(main)
    )
    curves = tuple(
        ErrorCurve(
            row.characteristic,
            row.group,
            tuple(
                CurvePoint(cut, 1 - cut, (1 - cut) ** 2, cut**2 if cut < 0.9 else None)
                for cut in (0.1, 0.3, 0.5, 0.7, 0.9)
            ),
        )
        for row in main
        if row.primary
    )
    conditional = tuple(
        ConditionalRow(
            row.characteristic,
            row.group,
            "observed_rate",
            ("object_of_search", "legislation"),
            around(row.difference or 0.0, 0.01),
            around((row.difference or 0.0) / 2, 0.012),
            31,
            0.013,
            abs(row.difference or 0.0) > 0.03,
            f"Among searches alike in object and power, searches of {row.group} people had the outcome "
            f"{abs(50 * (row.difference or 0.0)):.1f} points apart from everyone else "
            f"(95% interval around 1.2 either side, {row.n:,} searches).",
        )
        for row in main
    )
    pooled = tuple(
        PooledRow(row.characteristic, row.group, row.difference or 0.0, 0.8 * (row.difference or 0.0), -0.01, 0.01)
        for row in main
    )
    return WithinGroups(
        calibration,
        curves if decided else (),
        conditional,
        pooled,
        (
            "The object of a search is what the officer wrote down.",
            "Comparing within areas takes for granted where officers are sent.",
        ),
    )


def label_bias(rows: Rows) -> LabelBias:
    """Return a curve for every group and kind of error; every second group tips."""
    made = []
    for index, row in enumerate(_main(rows)):
        for error, sign in (("unrecorded", 1), ("wrongly_recorded", -1)):
            difference = row.difference or 0.0
            points = tuple(
                LabelPoint(
                    share,
                    difference + sign * share * 0.28,
                    difference + sign * share * 0.28 - 0.012,
                    difference + sign * share * 0.28 + 0.012,
                    "cannot_tell" if share > 0.12 else row.verdict,
                )
                for share in (0.0, 0.05, 0.1, 0.15, 0.2)
            )
            tipping = 0.135 if index % 2 else None
            tells = (
                "an answer that changes once 13.5% of their outcomes are"
                if tipping
                else "the same answer up to 20% of their outcomes"
            )
            made.append(
                LabelBiasRow(
                    row.characteristic,
                    row.group,
                    row.metric,
                    error,
                    row.verdict,
                    points,
                    tipping,  # type: ignore[arg-type]
                    f"{row.group} people, {row.n:,} searches: {tells} {error.replace('_', ' ')}.",
                )
            )
    return LabelBias(tuple(made), 0.2, "")
