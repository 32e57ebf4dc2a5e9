"""Made-up run records for the card's tests. Every figure here is invented: nothing was measured."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

from peel_ml.data.declaration import NINE
from peel_ml.results.data import CleaningRecord, ColumnRecord, DataRecord, PartRecord, Period, SourceFile
from peel_ml.results.estimate import Estimate, PairedDifference
from peel_ml.results.explanation import EffectBin, Explanation, FeatureEffect, GroupContrast
from peel_ml.results.fairness import Characteristic, FairnessAssessment, FairnessRow, Tolerance
from peel_ml.results.findings import Check, Finding
from peel_ml.results.record import HeldOut, MlflowRun, ModelRecord, Provenance, RunRecord
from peel_ml.results.scores import (
    Calibration,
    CalibrationBin,
    ObservedExpected,
    OperatingPoint,
    Scores,
    SliceScore,
)
from peel_ml.results.tuning import Trial, TuningResult

GROUPS = {
    "ethnicity_self": (
        "White",
        "Mixed or multiple ethnic groups",
        "Asian or Asian British",
        "Black, Black British, Caribbean or African",
        "Other ethnic group",
    ),
    "ethnicity_officer": ("White", "Black", "Asian", "Other"),
    "sex": ("Female", "Male", "Other"),
    "age": ("Under 10", "10 to 17", "18 to 24", "25 to 34", "Over 34"),
}
SLICES = {
    "object": (
        "Controlled drugs",
        "Offensive weapons",
        "Stolen goods",
        "Evidence of offences under the Act",
        "Articles for use in criminal damage",
        "Firearms",
        "Fireworks",
        "Game or poaching equipment",
    ),
    "power": (
        "Police and Criminal Evidence Act 1984 (section 1)",
        "Misuse of Drugs Act 1971 (section 23)",
        "Firearms Act 1968 (section 47)",
        "Criminal Justice and Public Order Act 1994 (section 60)",
    ),
    "borough": (
        "Barking and Dagenham",
        "Barnet",
        "Bexley",
        "Brent",
        "Bromley",
        "Camden",
        "Croydon",
        "Ealing",
        "Enfield",
        "Greenwich",
        "Hackney",
        "Hammersmith and Fulham",
        "Haringey",
        "Harrow",
        "Havering",
        "Hillingdon",
        "Hounslow",
        "Islington",
        "Kensington and Chelsea",
        "Kingston upon Thames",
        "Lambeth",
        "Lewisham",
        "Merton",
        "Newham",
        "Redbridge",
        "Richmond upon Thames",
        "Southwark",
        "Sutton",
        "Tower Hamlets",
        "Waltham Forest",
        "Wandsworth",
        "Westminster",
        "Not recorded",
    ),
    "quarter": ("2023 Q3", "2023 Q4", "2024 Q1"),
}


def declaration(**changes: Any) -> dict[str, Any]:
    """Return a declaration of an enforcement audit with most facts answered."""
    nothing = "Looked for it in the published files; it is in none of them."
    document: dict[str, Any] = {
        "schema": 1,
        "id": "made-up-audit",
        "title": "Stop and search: which searches end in an outcome?",
        "objective": "high_standards",
        "stage": "exploring",
        "question": "How often does a search end in an outcome other than no further action, and does that "
        "differ between groups of people?",
        "plain_description": "This work looks back at recorded stop and search. It works out how often "
        "searches of each kind end in an outcome, and compares that with what happened for each group.",
        "decision": {
            "type": "enforcement_audit",
            "supported": "Whether the quality of searches needs a closer look",
            "maker": "The responsible Commander, advised by the Data Office",
            "units": "searches",
            "unit": "one recorded search of a person",
            "frequency": "quarterly",
            "asked_of_reviewer": "May these findings leave the Data Office?",
        },
        "people": {
            "owner_role": "Commander responsible for stop and search",
            "team": "Data Office",
            "contact": "data.office@example.org",
        },
        "intended_uses": ["Look back at how often searches end in an outcome."],
        "out_of_scope_uses": ["Choosing whom to stop or search.", "Choosing where to send officers."],
        "alternatives_considered": ["Publish plain outcome rates by group, without a model."],
        "benefits": [{"benefit": "Differences become visible", "unit": "groups", "how_measured": "Each quarter"}],
        "previous_process": {"description": "The past share of searches with an outcome, by object and power"},
        "harms": {
            "false_positive": {
                "who": "Officers and the public",
                "harm": "A fair practice is condemned",
                "severity": 3,
                "reversible": True,
            },
            "false_negative": {
                "who": "People who are searched without result",
                "harm": "A harmful practice is cleared",
                "severity": 4,
                "reversible": False,
            },
        },
        "task": {
            "kind": "classification",
            "label_construct": "That the officer recorded an outcome",
            "label_bias": "The officer who searches also records the outcome.",
            "target": {
                "column": "outcome_positive",
                "positive": True,
                "positive_words": "an outcome other than no further action",
            },
        },
        "data": {
            "source": "police-uk/stop-and-search",
            "class": "D1",
            "dpia": {"required": False},
            "retention": "Published data; copies are deleted with the run",
            "columns": {
                "object_of_search": {"name": "Object of search"},
                "legislation": {"name": "Power used"},
                "borough": {"name": "Borough"},
                "quarter": {"name": "Quarter"},
            },
        },
        "slices": {
            "object": "object_of_search",
            "power": "legislation",
            "borough": "borough",
            "quarter": "quarter",
        },
        "protected": {
            "measured": {
                "ethnicity_self": {"name": "Ethnicity as the person described it", "primary": True},
                "ethnicity_officer": {
                    "name": "Ethnicity as the officer recorded it",
                    "primary": True,
                    "label": "What the officer perceived. It never fills in for what the person said.",
                },
                "sex": {"name": "Gender as recorded", "label": "It is neither sex nor gender reassignment."},
                "age": {"name": "Age band"},
            },
            "not_measured": {"disability": {"why": "not_recorded", "steps_taken": nothing}},
        },
        "fairness": {"primary": "observed_minus_expected", "worse": "lower", "tolerance": "not_agreed"},
        "limitations": [
            "The signal is weak. Most of what decides an outcome is not in the published record.",
            "There is no number for a person.",
        ],
        "feedback_loop": "None by itself, because nothing it says sends officers anywhere.",
        "monitors": [
            {
                "metric": "Observed minus expected by ethnicity",
                "threshold": "More than 5 points",
                "cadence": "quarterly",
                "owner": "Data Office",
                "action": "Tell the Commander",
            }
        ],
    }
    return {**document, **changes}


def _rows(dice: random.Random) -> tuple[FairnessRow, ...]:
    rows = []
    measures: dict[str, tuple[str, ...]] = {
        **GROUPS,
        **{
            f"{one} x {other}": tuple(f"{first}, {second}" for first in GROUPS[one] for second in GROUPS[other])
            for one, other in (("ethnicity_officer", "sex"), ("ethnicity_officer", "age"), ("sex", "age"))
        },
    }
    for measure, groups in measures.items():
        for missing in ("complete_case", "as_group"):
            for index, group in enumerate((*groups, "Not stated") if missing == "as_group" else groups):
                if "Under 10" in group or "Other" in group.split(", "):
                    rows.append(_withheld(measure, group, missing))
                    continue
                n = round(10 ** dice.uniform(2.2, 4.5))
                middle = (0.012, -0.003, 0.0, -0.031, 0.024, 0.09)[index % 6] + dice.uniform(-0.004, 0.004)
                half = 0.9 / n**0.5
                rows.append(_judged(measure, group, missing, n, middle, half))
    return tuple(rows)


def _withheld(measure: str, group: str, missing: Any) -> FairnessRow:
    return FairnessRow(
        measure,
        group,
        "observed_minus_expected",
        True,
        missing,
        None,
        None,
        None,
        None,
        None,
        None,
        None,
        None,
        None,
        None,
        None,
        None,
        None,
        "not_judged",
        "too few to report",
        f"{group}: too few to report.",
    )


def _judged(measure: str, group: str, missing: Any, n: int, middle: float, half: float) -> FairnessRow:
    low, high = middle - half, middle + half
    shown = low > 0 or high < 0
    verdict = "within" if low > -0.05 and high < 0.05 else "outside" if low > 0.05 or high < -0.05 else "cannot_tell"
    said = {
        "within": "It is inside the limit",
        "outside": "It is outside the limit",
        "cannot_tell": "Whether it exceeds the limit cannot be told",
    }[verdict]
    return FairnessRow(
        measure,
        group,
        "observed_minus_expected",
        measure.startswith("ethnicity"),
        missing,
        n,
        n,
        middle * 0.8,
        low * 0.8,
        high * 0.8,
        None,
        middle,
        low,
        high,
        1 + middle,
        1 + low,
        1 + high,
        shown,
        verdict,
        "",  # type: ignore[arg-type]
        f"For {group} people, {n:,} searches: {'a' if shown else 'no'} difference is shown "
        f"({100 * middle:.1f} points, {100 * low:.1f} to {100 * high:.1f}). {said}.",
        observed=0.27 + middle,
        expected=0.27,
        bound_low=low - 0.03,
        bound_high=high + 0.03,
        p_value=0.01,
    )


def _characteristics() -> tuple[Characteristic, ...]:
    asked = "The published record has no field for it. Done: looked in the files. To do: ask the force."
    measured = {"age": ("age",), "race": ("ethnicity_self", "ethnicity_officer"), "sex": ("sex",)}
    return tuple(
        Characteristic(name, "measured", measured[name], dict.fromkeys(measured[name], 0.142), "From the record.")
        if name in measured
        else Characteristic(name, "not_relevant" if name.startswith("marriage") else "not_recorded", (), {}, asked)
        for name in NINE
    )


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


def _scores(dice: random.Random, final: bool) -> Scores:
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


def _explanation() -> Explanation:
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


FINDINGS = (
    Finding(
        "single-feature-too-strong",
        "warn",
        "One fact does nearly all the work",
        "Power used alone has an AUC of 0.57; the Brier score and ECE barely move without the others.",
        "Look at it before trusting the ROC AUC.",
    ),
    Finding(
        "leakage-through-missingness",
        "warn",
        "Missing values give the outcome away",
        "Age band is missing in 41% of searches without an outcome and in 9% of those with one.",
        "Do not use age or whether it is missing.",
    ),
    Finding("dead-column", "note", "A column says nothing", "1 column holds one value only.", "Leave it out."),
    Finding(
        "short-period",
        "warn",
        "A month is short",
        "2022-12 has 3,021 rows where 12,400 are usual.",
        "Ask the publisher, or leave the month out.",
    ),
    Finding(
        "duplicate-rows",
        "note",
        "Rows appear twice",
        "1,912 rows (0.6%) are exact copies.",
        "They were dropped once.",
    ),
)
CHECKS = (
    Check("dead-column", "found", "1 column holds one value only."),
    Check("degenerate-target", "passed", "The outcome is alive in all 25 months."),
    Check("suspiciously-good", "passed", "AUC .598 is below the plausible .75."),
    Check("drift-train-to-test", "skipped", "No second file was given."),
    Check("not-a-person", "not_applicable", "Vehicle-only rows were set apart."),
)


def real_final() -> RunRecord:
    """Return a D1 record whose held-out period was opened (twice)."""
    dice = random.Random(7)
    scores = _scores(dice, final=True)
    rows = _rows(dice)
    assessment = FairnessAssessment(
        (),
        _characteristics(),
        Tolerance("difference", 0.05, False, "The policy's illustration for an audit."),
        "observed_minus_expected",
        "lower",
        22,
        19_874,
        tuple(
            {
                "self": one,
                "officer": other,
                "n": None if (i + j) % 4 == 3 else 40 * (1 + (i == j) * 60) + i + j,
            }
            for i, one in enumerate(GROUPS["ethnicity_self"])
            for j, other in enumerate(GROUPS["ethnicity_officer"])
        ),
        "2026-1",
        "Holm correction over 22 comparisons.",
    )
    columns = tuple(
        ColumnRecord(name, plain, "category", role, known, share)
        for name, plain, role, known, share in (
            ("object_of_search", "Object of search", "feature", "before", 0.004),
            ("self_defined_ethnicity", "Ethnicity as the person described it", "protected", None, 0.142),
            ("outcome_positive", "Outcome other than no further action", "target", None, 0.0),
        )
    )
    return RunRecord(
        "1.0",
        "finished",
        "0.1.0",
        "made-up-audit",
        True,
        DataRecord(
            "police-uk/stop-and-search",
            "D1",
            "D1",
            False,
            "ab" * 32,
            318_402,
            301_118,
            Period("2022-03-01", "2024-03-31"),
            tuple(
                SourceFile(
                    f"2024-0{month}/2024-0{month}-force-stop-and-search.csv",
                    f"{month}c" * 32,
                    2_900_000 + month,
                    12_000 + month,
                )
                for month in (1, 2, 3)
            ),
            (
                CleaningRecord("drop_exact_duplicates", 318_402, 316_490, 0, "The same row twice is one search."),
                CleaningRecord("separate_vehicle_only", 316_490, 301_118, 0, "A vehicle is not a person."),
                CleaningRecord("normalise_labels", 301_118, 301_118, 4_212, "One thing has one name."),
            ),
            columns,
            (
                PartRecord("training", 252_000, Period("2022-03-01", "2023-09-30"), 69_300),
                PartRecord("validation", 25_000, Period("2023-10-01", "2023-12-31"), 6_900),
                PartRecord("held_out", 24_118, Period("2024-01-01", "2024-03-31"), 6_777),
            ),
            ("3.1% of searches have no borough.",),
        ),
        FINDINGS,
        CHECKS,
        scores,
        rows,
        assessment,
        _explanation(),
        TuningResult(
            "roc_auc",
            "TPE",
            1,
            "5 folds by month",
            30,
            22,
            7,
            1,
            0.6012,
            {"learning_rate": 0.043, "num_leaves": 31},
            {"learning_rate": (0.01, 0.3), "num_leaves": (8, 128)},
            tuple(
                Trial(
                    number,
                    "complete" if number % 4 else "pruned",
                    0.59 + number / 4000 if number % 4 else None,
                    {"learning_rate": 0.043, "num_leaves": 31},
                    1.7,
                )
                for number in range(30)
            ),
        ),
        ModelRecord(
            "lightgbm",
            "Gradient-boosted decision trees (LightGBM)",
            ("object_of_search", "legislation"),
            ("training", "validation"),
            "Platt scaling on out-of-fold scores",
            180,
            5,
            "cd" * 32,
            False,
        ),
        HeldOut(3, 2, True, 2),
        Provenance(
            "20261123T101500-ab12",
            "9f" * 32,
            "2026-11-23T10:15:00+00:00",
            "0123456789abcdef",
            False,
            "ef" * 32,
            "aa" * 32,
            declaration(),
            {"lightgbm": "4.6.0", "polars": "1.30.0"},
            "3.11.9",
            "Linux x86_64",
            2,
            True,
            "peel run made-up-audit --final",
            workers=2,
            seeds={"run": 1},
            determinism={"deterministic": True, "force_row_wise": True},
        ),
        {"clean": 1.2, "tune": 48.1},
        MlflowRun("3", "f00"),
        1,
        {},
    )


def synthetic() -> RunRecord:
    """Return a D0 record on the embedded sample: validation only, many questions open."""
    record = real_final()
    dice = random.Random(11)
    parts = (*record.data.parts[:2], replace(record.data.parts[2], positives=None))
    bare = declaration(limitations=[], monitors=[], harms={}, decision={"type": "enforcement_audit"})
    return replace(
        record,
        final=False,
        scores=_scores(dice, final=False),
        data=replace(record.data, class_="D0", synthetic=True, parts=parts),
        held_out=HeldOut(0, 0, False),
        provenance=replace(record.provenance, declaration=bare),
        mlflow=MlflowRun(None, None),
    )


def service() -> RunRecord:
    """Return a D1 record of a service use: a capacity decides, and figures near the edges."""
    record = real_final()
    point = OperatingPoint(
        "capacity",
        0.31,
        Estimate(0.2, 0.19, 0.21),
        Estimate(0.46, 0.42, 0.5),
        Estimate(0.71, 0.66, 0.75),
        ((0.1, Estimate(0.4, 0.37, 0.43)),),
        ((0.1, 0.02, 0.01),),
        "Officers can look at one case in five.",
    )
    declared = declaration(decision={"type": "service", "unit": "one missing episode"})
    return replace(
        record,
        scores=replace(record.scores, operating_point=point),
        provenance=replace(record.provenance, declaration=declared),
    )


def hollow() -> RunRecord:
    """Return a record in which everything that can be withheld or missing is."""
    record = real_final()
    none = Estimate(None, reason="one class only")
    scores = replace(
        record.scores,
        positives=0,
        metrics={"roc_auc": none},
        baselines={"prevalence": {"roc_auc": none}},
        lift=PairedDifference("roc_auc", "prevalence", None, None, None),
        comparisons=(),
        calibration=Calibration(none, none, none, ()),
        by_period=(),
        by_area=(),
        observed_expected=(),
    )
    return replace(
        record,
        scores=scores,
        findings=(),
        checks=(),
        fairness=tuple(_withheld("sex", group, "complete_case") for group in GROUPS["sex"]),
        fairness_assessment=replace(record.fairness_assessment, disagreement=(), characteristics=()),
        explanation=replace(record.explanation, features=(), contrasts=(), rank_stability=None),
        provenance=replace(record.provenance, declaration={}),
    )


def hostile(text: str) -> RunRecord:
    """Return a record whose declared words and category values are `text`."""
    record = real_final()
    rows = tuple(
        replace(row, group=text, sentence=text, reason=text) if index < 4 else row
        for index, row in enumerate(record.fairness)
    )
    observed = tuple(
        replace(row, level=text) if index < 3 else row for index, row in enumerate(record.scores.observed_expected)
    )
    features = tuple(
        replace(one, plain_name=text, sentence=text, bins=(EffectBin(text, 20, 0.1),))
        for one in record.explanation.features
    )
    finding = Finding("dead-column", "warn", text, text, text)
    declared = declaration(
        title=text,
        question=text,
        plain_description=text,
        limitations=[text],
        intended_uses=[text],
        previous_process=text,
        feedback_loop=text,
        people={"team": text},
    )
    return replace(
        record,
        fairness=rows,
        scores=replace(record.scores, observed_expected=observed),
        findings=(finding,),
        explanation=replace(record.explanation, features=features),
        provenance=replace(record.provenance, declaration=declared),
    )
