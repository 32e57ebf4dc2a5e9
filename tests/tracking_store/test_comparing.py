"""Runs of every kind under the same names, and the documented search strings executed on a store."""

import dataclasses
import re

import pytest

from peel_ml.cards.studies.names import METRICS as STUDY_METRICS
from peel_ml.cli import compared
from peel_ml.evaluation.metrics import METRICS
from peel_ml.results.estimate import Estimate, PairedDifference
from peel_ml.results.record import HeldOut
from peel_ml.results.studies.forecast import ForecastDetail
from peel_ml.results.studies.record import StudyRecord
from peel_ml.results.studies.scores import StudyScores
from peel_ml.tracking import CardWords, audits, described, open_run, write_audit, write_run
from peel_ml.tracking.library import client
from peel_ml.tracking.names import NAMES, SEARCHES
from peel_ml.tracking.trials import history

WORDS = CardWords(("Exploring",), "Works.", "No group is outside.")


def study(record, useful=False, **declared):
    """A forecast's record with what a classification's has in common with it."""
    lift = PairedDifference("mase", "last_value", -0.01, -0.05, 0.03)
    metrics = {"mase": Estimate(0.9, 0.85, 0.95), "wape": Estimate(0.2, 0.18, 0.22)}
    scores = StudyScores(
        "validation", "mase", "lightgbm", 480, 40, 12, metrics, {"last_value": metrics}, lift, (lift,), useful
    )
    kept = {
        field.name: getattr(record, field.name)
        for field in dataclasses.fields(record)
        if field.name in {other.name for other in dataclasses.fields(StudyRecord)}
    }
    provenance = dataclasses.replace(
        record.provenance, declaration={**record.provenance.declaration, **declared}, run_id="run-of-a-study"
    )
    return StudyRecord(
        **{**kept, "scores": scores, "provenance": provenance, "use_case": "demo-study"},
        study="count_forecast",
        detail=ForecastDetail(1, 12),
    )


@pytest.fixture(scope="session")
def audit(made_cards):
    return made_cards.audits.prohibited()


def keys_of(record, kind):
    if kind == "audit":
        return audits.metrics(record), audits.tags(record), {}
    metrics = {**described.metrics(record), **{point.key: 0 for point in history(record.tuning, 0)}}
    return metrics, described.tags(record, WORDS), described.params(record)


@pytest.mark.parametrize("kind", ["classification", "study", "audit"])
def test_every_key_that_is_written_stands_in_the_table(made, audit, made_cards, kind):
    records = {"classification": [made(), made_cards.real_final(), made_cards.service()], "study": [study(made())]}
    for record in records.get(kind, [audit]):
        for where, written in zip(("metric", "tag", "param"), keys_of(record, kind), strict=True):
            rows = [one for one in NAMES if one.where == where and one.name not in ("METRIC[_low|_high]", "RATE")]
            for key in written:
                known = re.sub("_(low|high)$", "", key) in {**METRICS, **STUDY_METRICS}
                rate = kind == "audit" and key in ["selection_rate", "fpr", "fnr", "tpr", "ppv", "npv", "accuracy"]
                own = where == "param" and kind != "audit"  # settings of one kind of search
                mlflows = key.startswith("mlflow.")
                assert known or rate or own or mlflows or any(one.pattern.fullmatch(key) for one in rows), (where, key)


def test_tags_that_every_run_has_are_written_for_every_kind_of_run(made, audit):
    wanted = {one.name for one in NAMES if one.where == "tag" and one.kinds in ("all", "runs")}
    for record in (made(), study(made())):
        assert wanted <= set(described.tags(record, WORDS))
        assert {"primary", "primary_low", "primary_high", "primary_lift"} <= set(described.metrics(record))
    assert {one.name for one in NAMES if one.where == "tag" and one.kinds in ("all", "audit")} <= set(
        audits.tags(audit)
    )


def test_the_worst_verdict_and_the_headline_are_tags(made):
    tags = described.tags(made(), WORDS)
    assert (tags["kind"], tags["verdict"], tags["primary_metric"], tags["useful"]) == (
        "classification",
        "outside",
        "roc_auc",
        "true",
    )
    calm = tuple(dataclasses.replace(row, verdict="within") for row in made().fairness)
    assert described.tags(made(fairness=calm), WORDS)["verdict"] == "within"
    assert described.tags(made(fairness=()), WORDS)["verdict"] == "not_judged"
    unknown = dataclasses.replace(made().scores, lift=PairedDifference("roc_auc", "x", None, None, None, "too few"))
    assert described.tags(made(scores=unknown), WORDS)["useful"] == "cannot_tell"
    assert described.tags(study(made(), useful=None), WORDS)["useful"] == "cannot_tell"


def write(store, record, folder, use_case):
    run = open_run(store[0], use_case, use_case, {"peel_run": record.provenance.run_id}, store[1])
    write_run(run, store[0], dataclasses.replace(record, mlflow=run), folder, None, "none", WORDS)


def test_every_documented_search_finds_the_run_it_asks_for_and_no_other(store, made, finished, audit):
    plain = dataclasses.replace(
        made(),
        findings=(),
        fairness=(),
        quick=True,
        data=dataclasses.replace(made().data, sha256="cd" * 32),
        scores=dataclasses.replace(made().scores, lift=PairedDifference("roc_auc", "x", 0.0, -0.1, 0.1)),
    )
    final = dataclasses.replace(
        made(data_class="D1"),
        final=True,
        held_out=HeldOut(2, 2, True, 1),
        findings=(dataclasses.replace(made().findings[0], severity="block"),),
        provenance=dataclasses.replace(
            made().provenance, run_id="final-run", declaration={**made().provenance.declaration, "stage": "proven"}
        ),
    )
    forecast = study(dataclasses.replace(plain, quick=False), objective="more_trust")
    write(store, plain, finished, "demo-case")
    write(store, final, finished, "demo-case")
    write(store, forecast, finished, "demo-study")
    run = open_run(store[0], "audit", "audit", {"peel_run": audit.run_id}, store[1])
    write_audit(run, store[0], dataclasses.replace(audit, mlflow=run), finished)
    mlflow = client(store[0])
    experiments = [one.experiment_id for one in mlflow.search_experiments(filter_string="name LIKE 'peel/%'")]
    assert len(experiments) == 3
    others = {"Runs for more trust that found no useful model": "run-of-a-study"}
    others["Forecasts whose figure is better than a limit (here an error below 1)"] = "run-of-a-study"
    others["Audits of other people’s predictions for a prohibited purpose"] = audit.run_id
    for search in SEARCHES:
        text = search.filter.replace("DIGEST", "ab" * 32).replace("'RUN'", "'final-run'")
        found = {one.data.tags["peel_run"] for one in mlflow.search_runs(experiments, text)}
        assert others.get(search.question, "final-run") in found, search
        assert "run1" not in found, search


def test_the_page_is_what_the_tables_say():
    page = compared.PAGE.read_text(encoding="utf-8")
    assert compared.filled(page) == page, "docs/comparing-runs.md is stale: python -m peel_ml.cli.compared"
    assert all(search.filter in page for search in SEARCHES)
