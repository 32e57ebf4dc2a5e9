"""The author's pages: what a run would ask of whom, and submitting exactly what was shown."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from peel_ml.assurance.people import git_digest
from peel_ml.assurance.submissions import accessibility
from peel_ml.cards.build import build
from peel_ml.cards.render import render
from peel_ml.results.record import dumps
from peel_ml.settings import Settings
from tests.assurance import made_submission

RUN = "20261123T101500-ab12"
AT = f"/runs/{RUN}/submit"


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A state folder with one finished run; its use case was coded by Sue, in a repository of its own."""
    home = tmp_path_factory.mktemp("home")
    declared = made_submission.declaration("audit", {})
    record = made_submission._declaring(made_submission.made_record("audit"), declared)
    record = replace(record, mlflow=replace(record.mlflow, run_id=None))
    record = replace(record, provenance=replace(record.provenance, run_id=RUN))
    for name, content in {**render(build(record)), "record.json": dumps(record).encode()}.items():
        path = home / "runs" / record.use_case / RUN / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return home


@pytest.fixture
def author(floor: Any, finished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    report = json.dumps(accessibility.to_json(made_submission.report())).encode()
    monkeypatch.setattr(accessibility, "packaged_report", lambda: report)
    platform = Settings(tmp_path, finished, "sqlite://")
    services = floor.site.app.services
    floor.site.app.services = replace(services, settings=replace(services.settings, platform=platform))
    return floor


def test_what_was_shown_is_submitted_once(author):
    ada = author.browser("ada")
    assert AT in ada.get("/runs").text
    wrong = author.send(ada, AT, {"scope": "operational"})
    assert wrong.status_code == 422
    assert "Choose what it is to be signed for." in wrong.text
    plan = author.again(ada, AT, wrong, {"scope": "pilot"})
    assert "It can be submitted." in plan.text
    assert "Ann Approver, Ben Approver, Rob Both" in plan.text
    assert author.desk.book().matters == {}
    other = author.again(ada, AT, plan, {"step": "record", "manifest": "0" * 64})
    assert other.status_code == 409
    assert "no longer what the page showed" in other.text
    plan = author.send(ada, AT, {"scope": "pilot"})
    shown = author.hidden(plan)["manifest"]
    done = author.again(ada, AT, plan, {"step": "record"})
    assert done.status_code == 303
    (matter,) = author.desk.book().matters.values()
    assert (matter.manifest_sha256, matter.author, matter.state) == (shown, "ada", "awaiting_owner")
    assert done.headers["location"].endswith(matter.id)
    twice = author.send(ada, AT, {"scope": "pilot", "step": "record", "manifest": shown})
    assert twice.status_code == 409
    assert "Exactly this was submitted for pilot before." in twice.text
    assert "Submit for pilot" not in twice.text
    assert len(author.desk.book().matters) == 1


def test_a_gate_that_fails_is_told_and_nothing_is_submitted(author):
    ada = author.browser("ada")
    author.desk.judge = author.made.failing("G12")
    plan = author.send(ada, AT, {"scope": "pilot"})
    assert "It does not hold." in plan.text
    assert "Mend it." in plan.text
    assert "Submit for pilot" not in plan.text
    forced = author.again(ada, AT, plan, {"step": "record"})
    assert forced.status_code == 409
    assert "There is a problem" in forced.text
    assert author.desk.book().matters == {}


@pytest.mark.parametrize("user", ["rae", "adm", "aud"])
def test_only_an_author_submits(author, user):
    browser = author.browser(user)
    for path in ("/runs", AT):
        assert browser.get(path).status_code == 403
    assert browser.post(AT, {"scope": "pilot"}).status_code == 403


def test_a_supplier_sees_only_what_they_made(author, tmp_path):
    sue = author.browser("sue")
    assert RUN not in sue.get("/runs").text
    assert sue.get(AT).status_code == 403
    folder = tmp_path / "usecases" / "made-up-audit"
    folder.mkdir(parents=True)
    (folder / "usecase.yaml").write_text("schema: 1\n")
    who = ["-c", "user.name=Sue", "-c", "user.email=sue@example.org"]
    for step in (["init", "-q"], ["add", "-A"], [*who, "commit", "-qm", "A use case"]):
        subprocess.run(["git", *step], cwd=tmp_path, check=True, stdin=subprocess.DEVNULL)
    assert sue.get(AT).status_code == 403
    person = replace(author.desk.book().people["sue"], git=(git_digest("sue", "sue@example.org"),))
    author.enter(person)
    assert sue.get(AT).status_code == 200
    assert RUN in sue.get("/runs").text


@pytest.mark.parametrize("run", ["nothing", "..", "20261123T101500-ffff", "*"])
def test_a_run_that_is_none_is_not_found(author, run):
    assert author.browser("ada").get(f"/runs/{run}/submit").status_code == 404
