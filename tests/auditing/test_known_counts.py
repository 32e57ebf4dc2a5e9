"""Counts and rates that were put there come out, whoever holds the rows."""

import gzip
import zipfile

import numpy as np
import pytest

import peel_ml
from peel_ml.results.audit import dumps, loads

CELL = ("tn", "fp", "fn", "tp")
EXPECTED = {
    ("race", "Asian or Asian British"): (100, 30, 25, 45),
    ("race", "White"): (550, 80, 100, 270),
    ("race", "Not recorded"): (7, 3, 2, 8),
    ("race", "All"): (657, 113, 127, 323),
    ("sex", "Female"): (340, 40, 60, 160),
    ("sex", "Male"): (317, 73, 67, 163),
    ("race x sex", "Asian or Asian British, Male"): (60, 20, 5, 15),
    ("race x sex", "Not fully recorded"): (7, 3, 2, 8),
}


def found(record):
    return {(one.characteristic, one.group): one for one in record.groups}


@pytest.mark.parametrize(("key", "cells"), EXPECTED.items())
def test_every_group_has_its_counts_and_rates(known, key, cells):
    one = found(known)[key]
    tn, fp, fn, tp = cells
    n = sum(cells)
    assert (one.n, one.tn, one.fp, one.fn, one.tp) == (n, *cells)
    rates = (one.selection_rate, one.fpr, one.fnr, one.tpr, one.ppv, one.npv, one.accuracy)
    expected = (
        (fp + tp) / n,
        fp / (fp + tn),
        fn / (fn + tp),
        tp / (fn + tp),
        tp / (fp + tp),
        tn / (tn + fn),
        (tn + tp) / n,
    )
    assert rates == pytest.approx(expected, abs=1e-12)


def test_rates_equal_fairlearns(known, made):
    from fairlearn.metrics import MetricFrame, false_positive_rate, selection_rate

    whole = made.filter(made["race"].is_not_null())
    frame = MetricFrame(
        metrics={"fpr": false_positive_rate, "selection_rate": selection_rate},
        y_true=whole["y"].to_numpy(),
        y_pred=(whole["flag"] == "yes").cast(int).to_numpy(),
        sensitive_features=whole["race"].to_list(),
    )
    for name in ("fpr", "selection_rate"):
        for group, value in frame.by_group[name].items():
            assert getattr(found(known)[("race", group)], name) == pytest.approx(value, abs=1e-12)


def test_people_without_a_group_are_counted_and_never_dropped(known):
    assert known.audited.rows_used == 1220
    assert found(known)[("race", "Not recorded")].n == 20
    assert any(row.group == "Not recorded" for row in known.verdicts)


def test_all_nine_characteristics_stand_and_none_unmeasured_reads_as_a_pass(known):
    stated = {one.name: one for one in known.assessment.characteristics}
    assert len(stated) == 9
    assert {name for name, one in stated.items() if one.status == "measured"} == {"race", "sex"}
    assert "Planned:" in stated["disability"].statement
    assert "not a sign that there is no difference" in stated["disability"].statement


def test_the_four_error_rates_are_judged_and_the_primary_is_the_purposes(known):
    judged = {row.metric for row in known.verdicts if row.verdict != "not_judged"}
    errors = {"false_positive_rate", "false_negative_rate", "false_discovery_rate", "false_omission_rate"}
    assert judged == {"true_positive_rate", *errors}
    assert {row.metric for row in known.verdicts if row.primary} == {"true_positive_rate"}
    assert known.assessment.worse == "lower"
    assert known.tolerance_agreed is False
    assert known.assessment.tolerance.limit == 0.10


def test_the_record_is_read_back_as_it_was_written(known):
    assert loads(dumps(known)) == known


def test_files_and_frames_of_every_kind_say_the_same(known, made, good, audit, tmp_path):
    csv, packed, parquet = (tmp_path / name for name in ("rows.csv", "rows.csv.gz", "rows.parquet"))
    made.write_csv(csv)
    packed.write_bytes(gzip.compress(csv.read_bytes()))
    made.write_parquet(parquet)
    pack = tmp_path / "rows.zip"
    with zipfile.ZipFile(pack, "w") as archive:
        archive.write(csv, "rows.csv")
    for data in (csv, packed, pack, str(parquet), made.to_pandas(), made.to_dict(as_series=False), made.lazy()):
        record = audit(data, **good, intersect=[("race", "sex")], data_class="D1")
        assert record.groups == known.groups
        assert record.verdicts == known.verdicts


def test_labels_and_decisions_may_be_written_in_any_way(known, made, good, audit):
    import polars as pl

    told = made.with_columns(
        pl.col("y").cast(pl.Float64).replace(1.0, 1.0), flag=pl.col("flag").replace({"yes": " High", "no": "Low"})
    )
    spelt = audit(told, **(good | {"positive": ["High"]}), data_class="D1")
    named = audit(
        made.with_columns(y=pl.col("y").replace_strict({0: "returned", 1: "missed"})),
        **good,
        label_positive="missed",
        data_class="D1",
    )
    true = audit(
        made.with_columns(pl.col("y").cast(pl.Boolean), flag=pl.col("flag") == "yes"),
        **(good | {"positive": ()}),
        data_class="D1",
    )
    same = [one for one in known.groups if " x " not in one.characteristic]
    for record in (spelt, named, true):
        assert list(record.groups) == same


def test_a_threshold_makes_the_decision_and_the_score_is_judged_beside(known, made, audit):
    record = audit(made, label="y", score="score", threshold=0.5, protected=["race", "sex"], purpose="recidivism")
    assert record.audited.decided_by == "score"
    assert record.assessment.metric == "false_positive_rate"
    assert record.assessment.worse == "higher"
    assert found(record)["sex", "Male"].fpr == found(known)["sex", "Male"].fpr


def test_a_score_alone_is_judged_on_what_was_expected(made, audit):
    record = audit(made, label="y", score="score", protected=["sex"], purpose="service_need", data_class="D1")
    assert record.assessment.metric == "observed_minus_expected"
    assert record.assessment.worse == "higher"
    row = next(row for row in record.verdicts if row.group == "Female" and row.metric == "observed_minus_expected")
    # 200 of 600 flagged at .7, the others at .2; 220 of 600 positive.
    assert row.expected == pytest.approx((200 * 0.7 + 400 * 0.2) / 600)
    assert row.observed == pytest.approx(220 / 600)
    one = found(record)["sex", "Female"]
    assert (one.n, one.tn, one.fpr) == (600, None, None)


def test_a_capacity_flags_the_highest(made, audit):
    ranked = made.with_columns(score=np.arange(made.height, dtype=float))
    record = audit(
        ranked, label="y", score="score", capacity=100, protected=["sex"], purpose="service_need", data_class="D1"
    )
    assert (record.audited.decided_by, record.audited.flagged) == ("capacity", 100)
    assert record.audited.threshold == made.height - 100


def test_bands_make_groups_of_a_number(audit, good):
    import polars as pl

    frame = pl.DataFrame(
        {"y": [0, 1] * 60, "flag": ["yes", "no", "no"] * 40, "age": ["17", "18", "24", "25", "?", None] * 20}
    )
    record = audit(frame, **(good | {"protected": ["age"]}), bands={"age": [18, 25]}, data_class="D1")
    assert {one.group: one.n for one in record.groups} == {
        "under 18": 20,
        "18-24": 40,
        "25 and over": 20,
        "Not recorded": 20,
        "Unmapped": 20,
        "All": 120,
    }


def test_rows_that_belong_together_count_for_less(made, good, audit):
    import polars as pl

    doubled = pl.concat([made.with_columns(person=pl.int_range(pl.len()))] * 2)
    alone = audit(doubled, **good, data_class="D1")
    together = audit(doubled, **good, cluster="person", data_class="D1")
    assert together.groups == alone.groups
    assert together.assessment.clusters == made.height

    def width(record):
        row = next(row for row in record.verdicts if row.group == "Male" and row.primary)
        return row.difference_high - row.difference_low

    assert width(together) > 1.3 * width(alone)


def test_a_declared_limit_is_judged_and_said_to_be_agreed_only_where_somebody_did(made, good, audit):
    from peel_ml.fairness.declaration import DeclaredTolerance

    agreed = DeclaredTolerance(
        scale="difference", limit=0.2, reason="Panel of June.", harm_figure="", agreed_by=("owner", "equality reviewer")
    )
    assert audit(made, **good, tolerance=agreed).tolerance_agreed is True
    alone = audit(made, **good, tolerance=0.2)
    assert (alone.tolerance_agreed, alone.assessment.tolerance.limit) == (False, 0.2)


def test_rows_without_a_label_or_decision_are_left_out_and_said_so(known, made, good, audit):
    import polars as pl

    blank = made.head(30).with_columns(y=pl.lit(None, pl.Int64))
    none = made.head(20).with_columns(flag=pl.lit("  "))
    record = audit(pl.concat([made, blank, none]), **good, intersect=[("race", "sex")], data_class="D1")
    assert record.groups == known.groups
    assert (record.audited.rows, record.audited.rows_used) == (1270, 1220)
    finding = next(one for one in record.findings if one.code == "rows-left-out")
    assert finding.severity == "warn"
    assert "50 of 1,270 rows (3.9%)" in finding.sentence


def test_it_is_said_when_everybody_is_flagged(made, good, audit):
    record = audit(made, **(good | {"positive": ["yes", "no"]}))
    assert "flags-all-alike" in {one.code for one in record.findings}
    assert "flags-all-alike" not in {one.code for one in audit(made, **good).findings}


def test_the_root_offers_it():
    assert "audit" in peel_ml.__all__
    assert callable(peel_ml.audit)
