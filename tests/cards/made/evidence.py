"""Made-up evidence about groups: everything beside the verdicts. Every figure is invented."""

from __future__ import annotations

import random

from peel_ml.results.estimate import Estimate
from peel_ml.results.fairness import FairnessRow, MissingSensitivity
from peel_ml.results.label_bias import LabelBias, LabelBiasRow, LabelPoint
from peel_ml.results.missing import MissingRate, MissingReport, TreatedRow
from peel_ml.results.mitigation import Alternative, Mitigation
from peel_ml.results.planning import PlannedGroup, Planning
from peel_ml.results.proxies import Ablation, FeatureProxy, Proxies, ProxyRow
from peel_ml.results.within_groups import (
    CalibrationPoint,
    ConditionalRow,
    CurvePoint,
    ErrorCurve,
    GroupCalibration,
    PooledRow,
    WithinGroups,
)
from peel_ml.results.world import AreaRatio, OutcomeGap, RateRow, World

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


def proxies() -> Proxies:
    """Return how well four measures can be worked out, and one ablation."""
    strongest = (("borough", 0.61, "a small area"), ("object_of_search", 0.56, None), ("hour", 0.52, None))
    rows = tuple(
        ProxyRow(
            measure,
            GROUPS[measure],
            18_000,
            around(value, 0.012),
            around(value - 0.06, 0.012),
            tuple(FeatureProxy(name, around(auc, 0.01), why) for name, auc, why in strongest),
            f"The AUC is {value}.",
        )
        for measure, value in (
            ("ethnicity_self", 0.66),
            ("ethnicity_officer", 0.68),
            ("sex", 0.57),
            ("age", 0.54),
        )
    )
    ablation = Ablation(
        ("borough",),
        "ethnicity_officer",
        "Black",
        "observed_minus_expected",
        around(-0.004, 0.003),
        around(0.002, 0.004),
        "Without borough the model puts 0.4 fewer pairs in 100 in the right order (95% interval 0.1 to 0.7).",
    )
    return Proxies(
        rows,
        (ablation,),
        "Five folds, 18,000 rows drawn at random.",
        "Ethnicity is not among the facts the model uses; other facts still give it away better than a coin would.",
    )


def mitigation() -> Mitigation:
    """Return a front of models, two of which are less unequal at no shown cost."""

    def one(name: str, kind: str, performance: float, gap: float, front: bool, less: bool) -> Alternative:
        return Alternative(
            name,
            kind,
            "strength 0.5",
            around(performance, 0.006),
            around(gap, 0.01),
            "Black",  # type: ignore[arg-type]
            around(performance - 0.598, 0.004),
            around(gap - 0.061, 0.008),
            front,
            less,
        )

    return Mitigation(
        "false_positive_rate",
        "roc_auc",
        (
            one("The chosen model", "chosen", 0.598, 0.061, True, False),
            one("Reweighed rows", "reweighing", 0.597, 0.041, True, True),
            one("Constrained in training", "reduction", 0.595, 0.032, True, True),
            one("Repaired facts", "feature_repair", 0.580, 0.028, True, False),
            one("Another setting", "constrained_choice", 0.590, 0.055, False, False),
        ),
        ("A cut-off of its own for each group: it would read a protected characteristic at the time of the decision.",),
        "Two of four models that were tried are less unequal and not shown to work worse.",
    )


def world() -> World:
    """Return rates, ratios by area and outcome gaps, some of them withheld."""
    few = Estimate(None, reason="too few to report")
    one = Estimate(1.0, 1.0, 1.0)
    groups = GROUPS["ethnicity_self"]
    rates = tuple(
        RateRow(
            "ethnicity_self",
            group,
            8_000 + 900 * index,
            1_000_000 * (5 - index),
            around(8.0 + 3 * index, 0.3),
            one if index == 0 else around(1.2 + 0.4 * index, 0.06),
            one if index == 0 else around(1.1 + 0.25 * index, 0.07),
        )
        for index, group in enumerate(groups)
    )
    areas = tuple(
        AreaRatio(
            "ethnicity_self",
            group,
            area,
            None if (row + column) % 7 == 6 else 120 + row,
            20_000,
            few if (row + column) % 7 == 6 else around(1.0 + 0.1 * column, 0.3),
        )
        for row, area in enumerate(SLICES["borough"][:12])
        for column, group in enumerate(groups[1:], 1)
    )
    gaps = tuple(
        OutcomeGap(
            "ethnicity_officer",
            group,
            dimension,
            level,
            None if place % 5 == 4 else 300 + place,
            None if place % 5 == 4 else 0.3,
            few if place % 5 == 4 else around(0.02 * (column - 1.5), 0.015),
            None if place % 5 == 4 else column == 3,
        )
        for dimension in ("object", "power")
        for place, level in enumerate(SLICES[dimension])
        for column, group in enumerate(GROUPS["ethnicity_officer"])
    )
    return World(
        rates,
        areas,
        gaps,
        "Census 2021, Office for National Statistics, Open Government Licence v3.0",
        "2023-04-01 to 2024-03-31",
        ("Residents are not the people who were in the area.", "A search is not a person: some are searched often."),
        "Recorded searches for each 1,000 residents differ between groups, less so within the same areas.",
    )


def planning(rows: Rows) -> Planning:
    """Return the chances of every group, were it truly equal."""
    return Planning(
        "observed_minus_expected",
        0.27,
        0.05,
        False,
        22,
        tuple(
            PlannedGroup(row.characteristic, row.group, row.n, row.n, 0.021, 0.98)
            if row.n
            else PlannedGroup(row.characteristic, row.group, None, None, None, None)
            for row in rows
            if row.missing == "complete_case" and " x " not in row.characteristic
        ),
        {"ethnicity_self": 0.71, "ethnicity_officer": 0.93, "sex": 0.4, "age": 0.52},
        "",
    )
