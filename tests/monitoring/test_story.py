"""The whole way: a finished run, files, a kept report, and the command."""

from __future__ import annotations

import json

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner

from peel_ml.cli import cli
from peel_ml.errors import BadRequest, PeelError
from peel_ml.monitoring.report import loads
from peel_ml.monitoring.story import STEPS, keep, monitor
from tests.monitoring.made import RUN_ID, World, new, project, year

USUAL = World(rows=800)
AT = "2024-02-01T08:00:00+00:00"


@pytest.fixture
def rng():
    return np.random.default_rng(5)


@pytest.fixture
def made(tmp_path, rng):
    return project(tmp_path, year(rng, USUAL).frame)[0]


def kept(settings):
    return sorted((settings.home / "monitoring" / "visits" / RUN_ID).glob("*"))


def test_the_report_is_kept_before_anybody_is_told(made, rng):
    told = []
    report = monitor(
        "visits",
        new(rng, World(rows=800, rate=0.5)).frame,
        settings=made,
        at=AT,
        suspend=lambda reason, digest: told.append((reason, digest, kept(made))),
    )
    [(_, digest, [file])] = told
    assert digest == report.digest
    assert file.name == f"2024-02-01T080000-{digest[:12]}.json"
    assert loads(file.read_bytes()) == report


def test_a_hook_that_fails_is_not_swallowed_and_the_report_stays(made, rng):
    def fail(reason, digest):
        raise PeelError("The ledger is locked.")

    with pytest.raises(PeelError, match="locked"):
        monitor("visits", new(rng, World(rows=800, rate=0.5)).frame, settings=made, suspend=fail)
    assert len(kept(made)) == 1


def test_other_data_than_the_run_s_own_is_no_reference(made, rng):
    fresh = new(rng, USUAL).frame
    with pytest.raises(BadRequest, match="--reference PATH"):
        monitor("visits", fresh, settings=made, reference=fresh)


def test_a_preparation_that_has_changed_since_is_noticed(made, rng):
    (made.usecases / "visits" / "prepare.py").write_text("def prepare(raw, case):\n    return raw.head(5000)\n")
    with pytest.raises(BadRequest, match="code has changed since"):
        monitor("visits", new(rng, USUAL).frame, settings=made)


def test_a_column_that_is_gone_is_named(made, rng):
    with pytest.raises(BadRequest, match="waited"):
        monitor("visits", new(rng, USUAL).frame.drop("waited"), settings=made)


def test_a_value_that_was_not_allowed_is_watched_and_not_refused(made, rng):
    report = monitor("visits", new(rng, World(rows=800, other=0.3)).frame, settings=made)
    assert "vocabulary:sex" in {signal.name for signal in report.breaches}


def test_every_step_that_meets_the_disk_is_tried_again():
    assert {step.name for step in STEPS if step.retries} == {"record", "reference", "new", "kept", "told"}


def test_a_report_that_cannot_be_written_says_so(made, rng):
    report = monitor("visits", new(rng, USUAL).frame, settings=made)
    (made.home / "monitoring").rename(made.home / "away")
    (made.home / "monitoring").write_text("a file")
    with pytest.raises(PeelError, match="could not be written"):
        keep(report, made)


def invoke(settings, *arguments):
    where = {"PEEL_PROJECT": str(settings.project), "PEEL_HOME": str(settings.home)}
    return CliRunner().invoke(cli, ["monitor", *map(str, arguments)], env=where)


def test_the_command_exits_0_on_steady_data_and_3_on_a_breach(made, rng, tmp_path):
    steady, moved = tmp_path / "steady.csv", tmp_path / "moved.csv"
    new(rng, USUAL).frame.write_csv(steady)
    new(rng, World(rows=800, rate=0.5)).frame.write_csv(moved)
    found = invoke(made, "visits", "--data", steady)
    assert found.exit_code == 0, found.output
    assert "0 breached" in found.output
    found = invoke(made, RUN_ID[:8], "--data", moved, "--json")
    assert found.exit_code == 3
    assert json.loads(found.output)["suspends"] is True
    said = invoke(made, "visits", "--data", moved).output
    assert "breach  label-rate" in said
    assert "calls for a suspension" in said
    assert "Share with a visit that was needed" in said


def test_the_command_refuses_an_unknown_run_and_missing_data(made, tmp_path):
    pl.DataFrame({"a": [1]}).write_csv(tmp_path / "a.csv")
    assert isinstance(invoke(made, "nothing", "--data", tmp_path / "a.csv").exception, BadRequest)
    assert isinstance(invoke(made, "visits", "--data", tmp_path / "none.csv").exception, BadRequest)
    assert invoke(made, "visits").exit_code == 2
