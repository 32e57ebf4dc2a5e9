"""A released model on new rows: its scores, its performance, and the verdicts on groups."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import timedelta

import numpy as np
import polars as pl
import pytest

from peel_ml import run
from peel_ml.errors import BadRequest
from peel_ml.modelling.bag import FittedModel
from peel_ml.monitoring.story import monitor
from peel_ml.settings import read_settings
from tests import made_project


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A finished run of a service and the model it released."""
    settings = read_settings({}, start=made_project.make(tmp_path_factory.mktemp("served")))
    record = run("visits", final=True, settings=settings, orchestrate=False)
    text, *_ = settings.home.rglob("model.json")
    return settings, record, FittedModel.from_json(text.read_bytes())


def fresh(seed: int = 11, rows: int = 4000) -> pl.DataFrame:
    """Two more months of the same cases."""
    frame = made_project.frame(rows, seed)
    return frame.with_columns(opened=pl.col("opened").map_elements(_in_two_months, pl.Date))


def _in_two_months(day):
    return made_project.date(2024, 1, 1) + timedelta(days=(day - made_project.date(2023, 1, 1)).days % 59)


def look(served, frame: pl.DataFrame, **given):
    settings, _, model = served
    return monitor("visits", frame, settings=settings, model=model, **given)


def states(report) -> dict[str, str]:
    return {signal.name: signal.state for signal in report.signals}


def test_like_cases_are_scored_and_nothing_is_breached(served):
    report = look(served, fresh())
    found = states(report)
    assert not report.breached
    assert "not_watched" not in found.values()
    assert report.model_sha256 == served[1].model.sha256
    assert found["score-drift"] == "steady"
    # The run was judged on some hundred rows, too few to place its own figures within the limits.
    assert {found["calibration"], found["performance:roc_auc"]} <= {"steady", "cannot_tell"}


def test_a_world_that_the_model_does_not_know_is_found(served):
    """What decided before no longer does."""
    rng = np.random.default_rng(2)
    frame = fresh()
    report = look(served, frame.with_columns(needed=pl.Series(rng.permutation(frame["needed"].to_numpy()))))
    assert [signal.name for signal in report.breaches] == ["performance:roc_auc"]
    assert report.suspends


def test_scores_that_lie_elsewhere_are_found(served):
    report = look(served, fresh().with_columns(waited=pl.col("waited") * 2 + 5))
    assert {"score-drift", "drift:waited", "calibration"} <= {signal.name for signal in report.breaches}


def test_a_group_that_is_missed_more_often_than_in_the_run_is_found(served):
    """Of women in need of a visit the facts no longer show it."""
    frame = fresh(rows=8000)
    hidden = (pl.col("sex") == "Female") & pl.col("needed")
    report = look(served, frame.with_columns(waited=pl.when(hidden).then(0.5).otherwise("waited")))
    assert states(report)["fairness:sex"] == "breach"
    [verdict] = [signal for signal in report.signals if signal.name == "fairness:sex"]
    assert "Female" in verdict.sentence
    assert verdict.figures[0].before is not None


def test_scores_need_no_outcome(served):
    report = look(served, fresh().drop("needed"))
    found = states(report)
    assert found["score-drift"] == "steady"
    assert found["performance:roc_auc"] == found["calibration"] == found["fairness:sex"] == "not_watched"


def test_another_model_is_refused(served):
    _, _, model = served
    other = replace(model, members=model.members[:1])
    settings = served[0]
    with pytest.raises(BadRequest, match="not the one of the run"):
        monitor("visits", fresh(), settings=settings, model=other)


def test_a_model_is_refused_for_an_audit(served, tmp_path):
    from tests.monitoring.made import World, new, project, year

    rng = np.random.default_rng(1)
    settings, _ = project(tmp_path, year(rng, World()).frame)
    with pytest.raises(BadRequest, match="releases none"):
        monitor("visits", new(rng, World()).frame, settings=settings, model=served[2])


def test_the_command_reads_a_released_model(served, tmp_path):
    from click.testing import CliRunner

    from peel_ml.cli import cli

    settings, _, model = served
    fresh().write_csv(tmp_path / "new.csv")
    (tmp_path / "model.json").write_text(model.to_json())
    shutil.copy(tmp_path / "new.csv", tmp_path / "no-model.json")
    given = ["monitor", "visits", "--data", str(tmp_path / "new.csv"), "--model"]
    where = {"PEEL_PROJECT": str(settings.project), "PEEL_HOME": str(settings.home)}
    found = CliRunner().invoke(cli, [*given, str(tmp_path / "model.json")], env=where)
    assert found.exit_code == 0, found.output
    assert "SYNTHETIC DATA" in found.output
    with pytest.raises(BadRequest, match="no model of this platform"):
        CliRunner().invoke(cli, [*given, str(tmp_path / "no-model.json")], env=where, catch_exceptions=False)
