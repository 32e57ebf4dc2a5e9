"""Made-up scores and explanation."""

from __future__ import annotations

import random

from peel_ml.results.estimate import Estimate, PairedDifference
from peel_ml.results.explanation import EffectBin, Explanation, FeatureEffect, GroupContrast
from peel_ml.results.scores import (
    Calibration,
    CalibrationBin,
    ObservedExpected,
    Scores,
    SliceScore,
)

from .groups import SLICES


def _observed(dice: random.Random) -> tuple[ObservedExpected, ...]:
    rows = []
    for dimension, levels in SLICES.items():
        for level in levels:
            if level in ("Game or poaching equipment", "Fireworks"):
                rows.append(
                    ObservedExpected(dimension, level, 12, None, None, Estimate(None, reason="too few to report"), None)
                )
                continue
            n = dice.randint(90, 9000)
            gap, half = dice.uniform(-0.05, 0.05), 0.9 / n**0.5
            expected = dice.uniform(0.2, 0.35)
            rows.append(
                ObservedExpected(
                    dimension,
                    level,
                    n,
                    expected + gap,
                    expected,
                    Estimate(gap, gap - half, gap + half),
                    abs(gap) > half,
                )
            )
    return tuple(rows)


def scores_of(dice: random.Random, final: bool) -> Scores:
    def around(value: float, half: float) -> Estimate:
        return Estimate(value, value - half, value + half)

    names = ("roc_auc", "average_precision", "brier_score_loss", "log_loss")
    figures = {
        "lightgbm": (0.598, 0.371, 0.189, 0.566),
        "prevalence": (0.5, 0.281, 0.202, 0.594),
        "logistic_regression": (0.587, 0.358, 0.191, 0.570),
        "previous_process": (0.571, 0.339, 0.194, 0.578),
    }
    bins = tuple(
        CalibrationBin(2_410, expected, around(expected + dice.uniform(-0.02, 0.02), 0.018))
        for expected in (0.14, 0.18, 0.21, 0.235, 0.26, 0.285, 0.31, 0.34, 0.38, 0.46)
    )
    return Scores(
        "held_out" if final else "validation",
        "roc_auc",
        24_118,
        6_777,
        {name: around(value, 0.007) for name, value in zip(names, figures["lightgbm"], strict=True)},
        {
            other: {name: around(value, 0.008) for name, value in zip(names, figures[other], strict=True)}
            for other in ("prevalence", "logistic_regression", "previous_process")
        },
        PairedDifference("roc_auc", "previous_process", 0.027, 0.021, 0.033),
        (
            PairedDifference("roc_auc", "previous_process", 0.027, 0.021, 0.033),
            PairedDifference("roc_auc", "logistic_regression", 0.011, 0.006, 0.016),
            PairedDifference("roc_auc", "prevalence", 0.098, 0.091, 0.105),
        ),
        Calibration(around(0.97, 0.07), around(-0.02, 0.05), around(0.011, 0.004), bins),
        tuple(SliceScore("month", month, 8_000, 2_200, around(0.6, 0.02)) for month in ("2024-01", "2024-02")),
        (
            SliceScore("borough", "Barnet", 900, 250, around(0.58, 0.04)),
            SliceScore("borough", "City edge", 20, 6, Estimate(None, reason="too few to report")),
        ),
        _observed(dice),
        None,
    )


def explanation() -> Explanation:
    features = (
        ("object_of_search", "Object of search", 0.31),
        ("legislation", "Power used", 0.22),
        ("borough", "Borough", 0.17),
        ("hour", "Hour of the day", 0.12),
        ("with_vehicle", "Person and vehicle", 0.06),
        ("weekday", "Day of the week", 0.03),
        ("month_of_year", "Month of the year", 0.02),
    )
    labels = (
        ("Controlled drugs", "Offensive weapons", "Stolen goods", "Other"),
        ("Section 1", "Section 23", "Other"),
        ("Kensington and Chelsea", "Lambeth", "Newham", "Other boroughs"),
        ("0 to 5", "6 to 11", "12 to 17", "18 to 23"),
        ("Yes", "No"),
        ("Monday to Friday", "Weekend"),
        ("January to June", "July to December"),
    )
    effects = tuple(
        FeatureEffect(
            feature,
            name,
            size,
            rank,
            max(rank - 1, 1),
            rank + 1,
            f"{name} moves the score most for “{bins[0]}”.",
            tuple(EffectBin(label, 900 + 10 * index, size * (1.4 - 0.9 * index)) for index, label in enumerate(bins)),
        )
        for rank, ((feature, name, size), bins) in enumerate(zip(features, labels, strict=True), 1)
    )
    return Explanation(
        "SHAP values of the fitted trees",
        5_000,
        "stratified by outcome and month",
        3e-14,
        0.98,
        effects,
        (GroupContrast("sex", "Female", "object_of_search", 0.04, 812),),
    )
