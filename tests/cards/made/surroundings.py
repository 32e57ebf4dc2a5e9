"""Made-up evidence around the comparison: proxies, less unequal models, the world outside, plans. All invented."""

from __future__ import annotations

from peel_ml.results.estimate import Estimate
from peel_ml.results.mitigation import Alternative, Mitigation
from peel_ml.results.planning import PlannedGroup, Planning
from peel_ml.results.proxies import Ablation, FeatureProxy, Proxies, ProxyRow
from peel_ml.results.world import AreaRatio, OutcomeGap, RateRow, World

from .evidence import Rows, around
from .groups import GROUPS, SLICES


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
