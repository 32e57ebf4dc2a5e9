"""A study's rows are looked at as a panel, and a held-out period that is not opened is not."""

from __future__ import annotations

from types import SimpleNamespace

import polars as pl
import pytest
import yaml

from peel_ml.data.declaration import TimeSplit
from peel_ml.data.panel_checks import PANEL_CHECKS
from peel_ml.experiment.data_check import check_files
from peel_ml.experiment.studies.material import data_checks
from peel_ml.panels.declaration import Regression
from peel_ml.results.data import SourceFile
from tests.data.panel_checks.made_panel import made, month

PANEL = made(months=30).with_columns(pl.col("crimes").cast(pl.Int64))
TASK = {
    "kind": "regression",
    "target": {"column": "crimes", "words": "recorded offences", "unit": "count"},
    "area": "area",
    "series": ["offence"],
}


def checks(frame, final=False):
    case = SimpleNamespace(
        studied=Regression.model_validate(TASK),
        data=SimpleNamespace(columns={}),
        split=TimeSplit(kind="time", column="month"),
    )
    raw = SimpleNamespace(frame=frame, files=(SourceFile("a.csv", "1f", 1),))
    request = SimpleNamespace(case=case, final=final)
    return data_checks(request, raw, SimpleNamespace(log=(), unmapped={}), frame)


def test_a_clean_panel_has_every_check_and_none_of_them_fires():
    found = checks(PANEL)
    codes = {row.code for row in PANEL_CHECKS}
    outcomes = {check.code: check.outcome for check in found.checks if check.code in codes}
    assert set(outcomes) == codes
    assert outcomes["missing-period"] == outcomes["near-empty-period"] == outcomes["doubled-load"] == "passed"
    assert not {finding.code for finding in found.findings} & codes


def test_a_month_with_next_to_nothing_is_a_finding_of_the_study():
    low = pl.when(pl.col("month") == month(9)).then(pl.col("crimes") // 50).otherwise(pl.col("crimes"))
    assert "near-empty-period" in {finding.code for finding in checks(PANEL.with_columns(crimes=low)).findings}


@pytest.mark.parametrize("final", [False, True])
def test_the_held_out_period_is_read_only_when_it_is_opened(final):
    low = pl.when(pl.col("month") == month(29)).then(pl.col("crimes") // 50).otherwise(pl.col("crimes"))
    found = checks(PANEL.with_columns(crimes=low), final)
    assert ("near-empty-period" in {finding.code for finding in found.findings}) == final


def test_files_are_looked_at_as_a_panel_with_the_declaration_of_a_study(tmp_path, monkeypatch):
    folder = tmp_path / "usecases" / "offences"
    folder.mkdir(parents=True)
    (tmp_path / "pyproject.toml").touch()
    columns = {"crimes": "target", "area": "group", "offence": "group", "month": "time"}
    declared = {
        "schema": 1,
        "id": "offences",
        "title": "Offences by area",
        "objective": "less_crime",
        "stage": "exploring",
        "question": "How many?",
        "purpose": {"about": "area_measure", "predicts": "survey_measure", "directs_presence": False},
        "decision": {"type": "insight"},
        "task": TASK,
        "data": {
            "source": "tabular",
            "class": "D0",
            "columns": {name: {"role": role} for name, role in columns.items()} | {"share": {"role": "protected"}},
        },
        "protected": {"composition": {"black": {"column": "share", "characteristic": "race", "name": "Black"}}},
        "split": {"kind": "time", "column": "month"},
        "fairness": {"primary": "signed_error", "worse": "lower"},
    }
    (folder / "usecase.yaml").write_text(yaml.safe_dump(declared))
    monkeypatch.setenv("PEEL_PROJECT", str(tmp_path))
    PANEL.filter(pl.col("month") != month(9)).with_columns(share=0.1).write_csv(tmp_path / "offences.csv")
    found = check_files(tmp_path / "offences.csv", None, "offences")
    assert "missing-period" in {finding.code for finding in found.findings}
    assert {row.code for row in PANEL_CHECKS} < {check.code for check in found.checks}
