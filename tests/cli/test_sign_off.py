"""Deciding on the command line: everybody with their own key, and nothing recorded without one."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from peel_ml.assurance.payloads import Asks
from peel_ml.assurance.register import opening
from peel_ml.assurance.register.opening import open_desk
from peel_ml.cli import cli
from peel_ml.errors import BadRequest, FellShort, PeelError
from peel_ml.experiment.run import run
from peel_ml.settings import read_settings
from tests.assurance import made

PEOPLE = ("jo:author", "ola:owner", "rae:reviewer", "eve:equality_reviewer", "ann:approver")


def peel(*words, status=0):
    """Run a command in this process; an error of ours is its exit status and its words."""
    result = CliRunner().invoke(cli, words)
    if isinstance(result.exception, PeelError):
        assert result.exception.exit_status == status, result.exception
        return str(result.exception)
    assert result.exit_code == status, (result.output, result.exception)
    return result.output


@pytest.fixture
def register(tmp_path, monkeypatch):
    """A register with people who have keys, and a judge that lets everything pass."""
    (tmp_path / "usecases" / "visits").mkdir(parents=True)
    (tmp_path / "usecases" / "visits" / "usecase.yaml").write_text("stage: exploring\n")
    (tmp_path / "pyproject.toml").touch()
    monkeypatch.setenv("PEEL_PROJECT", str(tmp_path))
    monkeypatch.setenv("PEEL_HOME", str(tmp_path / "home"))
    for name in ("PEEL_MLFLOW_URI", "PEEL_REGISTER_URI"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(opening, "FrozenJudge", lambda submitted: made.passing)
    assert "administrator" in peel("people", "found", "adm", "--name", "Adm In")
    for one in PEOPLE:
        id_, role = one.split(":")
        peel("people", "add", id_, "--name", id_.title(), "--role", role, "--as", "adm")
        peel("keys", "create", id_)
        public = opening.read_key(tmp_path / "home" / "keys" / f"{id_}.pem").public
        peel("keys", "trust", id_, public, "--as", "adm")
    return read_settings()


def submitted(settings):
    """A matter that jo has submitted, with jo's own key."""
    signer = opening.read_key(settings.keys / "jo.pem")
    return open_desk(settings, signer).submit("jo", made.entering(asks=Asks(False, False, parts=made.PARTS)))


def test_a_review_from_countersignature_to_revocation(register):
    id_ = submitted(register).id
    assert "submitted" in peel("countersign", id_, "--as", "ola")
    assert "in review" in peel("pick-up", "visits", "--as", "rae", "--conflict", "none")
    words = [f"--{name}" for name in ("keyboard", "zoom", "screen-reader", "plain-english")]
    peel("check-by-hand", id_, *(part for word in words for part in (word, "It works.")), "--as", "rae")
    peel("attest", id_, "--statement", "I have read it.", "--as", "eve")
    answers = ("--who-could-be-hurt", "People.", "--not-known", "Much.", "--would-stop", "Errors.")
    condition = ("--condition", "Ask the panel.", "owner", "2099-01-01", "The minutes say so.")
    assert "approved with conditions" in peel("approve", id_, *answers, *condition, "--as", "ann")
    peel("meet-condition", id_, "--number", "1", "--checked", "I read the minutes.", "--as", "rae")
    peel("challenge", id_, "--on-behalf-of", "a panel", "--text", "Who was asked?", "--as", "rae")
    number = str(open_desk(register).book().seq)
    peel("respond", id_, "--challenge", number, "--text", "The panel was.", "--as", "ola")
    assert "suspended" in peel("suspend", id_, "--reason", "Look again.", "--as", "ola")
    peel("reinstate", id_, "--closed", "It was a mistake.", "--as", "rae")
    assert "approved with conditions" in peel("reinstate", id_, "--closed", "It was a mistake.", "--as", "ann")
    assert "revoked" in peel("revoke", id_, "--reason", "It was wrong.", "--as", "ann")
    every = open_desk(register).book()
    # Each decision carries the key of the person who made it.
    assert {every.keys[one.key].owner for one in every.entries if one.actor == "ann"} == {"ann"}
    assert "revoke" in peel("ledger", "list", id_)
    assert f"Every one of {every.seq} entries" in peel("ledger", "verify")
    peel("ledger", "export")
    assert f"{every.seq} entries" in peel("ledger", "verify", "--export", str(register.project / "model_cards"))


def test_who_may_not_is_told_why_and_nothing_is_recorded(register):
    id_ = submitted(register).id
    before = open_desk(register).book().seq
    assert "holds no role" in peel("countersign", id_, "--as", "ann", status=2)
    assert "There is no key" in peel("countersign", id_, "--as", "kim", status=2)
    assert "does not lead from" in peel("reject", id_, "--reason", "It is wrong.", "--as", "ann", status=2)
    assert "Nothing was submitted" in peel("countersign", "another", "--as", "ola", status=2)
    key = str(register.keys / "rae.pem")
    assert "key" in peel("countersign", id_, "--as", "ola", "--key", key, status=2)
    assert open_desk(register).book().seq == before


def test_a_changed_entry_is_named_with_exit_3(register):
    submitted(register)
    peel("ledger", "export")
    path = register.project / "model_cards" / "ledger.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    entry = json.loads(lines[-1])
    entry["reason"] = "Because."
    path.write_bytes(b"".join([*lines[:-1], json.dumps(entry).encode() + b"\n"]))
    said = peel("ledger", "verify", "--export", str(path.parent), status=FellShort.exit_status)
    assert f"Entry {len(lines)}" in said


def test_a_use_case_moves_in_the_problem_book(register):
    assert "exploring to proven" in peel("stage", "visits", "proven", "--reason", "A final run.", "--as", "jo")
    refused = peel("stage", "visits", "signed_off", "--reason", "We want to.", "--as", "ann", status=2)
    assert "no approval" in refused
    assert open_desk(register).book().stages == {"visits": "proven"}


def test_a_retired_key_decides_nothing(register):
    id_ = submitted(register).id
    own = next(one.id for one in open_desk(register).book().keys.values() if one.owner == "ola")
    peel("keys", "retire", own[:12], "--reason", "A new laptop.", "--as", "ola")
    assert "retired" in peel("countersign", id_, "--as", "ola", status=BadRequest.exit_status)
    assert "retired" in peel("keys", "list")


def test_a_dry_run_says_what_it_takes_and_records_nothing(project, monkeypatch):
    monkeypatch.setenv("PEEL_PROJECT", str(project))
    monkeypatch.setenv("PEEL_HOME", str(project / ".peel"))
    monkeypatch.delenv("PEEL_MLFLOW_URI", raising=False)
    monkeypatch.delenv("PEEL_REGISTER_URI", raising=False)
    settings = read_settings()
    run("visits", orchestrate=False, settings=settings)
    said = peel("submit", "visits", "--scope", "rehearsal", "--dry-run", status=3)
    for words in ("approver: nobody in the register may be", "G02 ✗ failed", "G05 ✓ passed", "with --as PERSON"):
        assert words in said
    assert "made-up data can be submitted as a rehearsal only" not in said
    assert open_desk(settings).book().seq == 0
    assert "Say who you are" in peel("submit", "visits", "--scope", "rehearsal", status=2)
