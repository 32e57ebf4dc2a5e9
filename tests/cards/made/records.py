"""Made-up run records for the card’s tests. Every figure here is invented: nothing was measured."""

from __future__ import annotations

import random
from dataclasses import replace

from peel_ml.results.data import CleaningRecord, ColumnRecord, DataRecord, PartRecord, Period, SourceFile
from peel_ml.results.estimate import Estimate, PairedDifference
from peel_ml.results.explanation import EffectBin
from peel_ml.results.fairness import FairnessAssessment, Tolerance
from peel_ml.results.findings import Check, Finding
from peel_ml.results.record import HeldOut, MlflowRun, ModelRecord, Provenance, RunRecord
from peel_ml.results.scores import Calibration
from peel_ml.results.tuning import Trial, TuningResult

from . import charts, evidence, surroundings
from .declared import declaration
from .groups import GROUPS, characteristics, rows_of, withheld
from .scores import explanation, scores_of

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
    scores = scores_of(dice, final=True)
    rows = rows_of(dice)
    assessment = FairnessAssessment(
        (),
        characteristics(),
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
        evidence.sensitivity(),
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
            charts.timeline(),
        ),
        FINDINGS,
        CHECKS,
        scores,
        rows,
        assessment,
        explanation(),
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
        missing=evidence.missing(rows),
        within_groups=evidence.within_groups(rows, decided=False),
        label_bias=evidence.label_bias(rows),
        proxies=surroundings.proxies(),
        world=surroundings.world(),
        planning=surroundings.planning(rows),
    )


def bare() -> RunRecord:
    """Return a record of a run that measured nothing beside the verdicts."""
    record = real_final()
    return replace(
        record,
        fairness_assessment=replace(record.fairness_assessment, sensitivity=()),
        missing=None,
        within_groups=None,
        label_bias=None,
        proxies=None,
        world=None,
        planning=None,
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
        scores=scores_of(dice, final=False),
        data=replace(record.data, class_="D0", synthetic=True, parts=parts, timeline=charts.timeline(opened=False)),
        held_out=HeldOut(0, 0, False),
        provenance=replace(record.provenance, declaration=bare),
        mlflow=MlflowRun(None, None),
    )


def service() -> RunRecord:
    """Return a D1 record of a service use: a capacity decides, and figures near the edges."""
    record = real_final()
    declared = declaration(decision={"type": "service", "unit": "one missing episode"})
    return replace(
        record,
        scores=replace(record.scores, operating_point=charts.operating_point(), by_area=charts.areas()),
        within_groups=evidence.within_groups(record.fairness, decided=True),
        mitigation=surroundings.mitigation(),
        provenance=replace(record.provenance, declaration=declared),
    )


def hollow() -> RunRecord:
    """Return a record in which everything that can be withheld or missing is."""
    record = bare()
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
        fairness=tuple(withheld("sex", group, "complete_case") for group in GROUPS["sex"]),
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
