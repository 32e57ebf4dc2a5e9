"""`peel verify`: what it prints and how it exits."""

import json
import shutil
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from flows import assurance_watch
from peel_ml.assurance.payloads import Suspend
from peel_ml.assurance.register.desk import Act
from peel_ml.assurance.register.opening import SERVICE_KEY
from peel_ml.assurance.signing.keys import write_key
from peel_ml.assurance.watch.mirroring import mirror
from peel_ml.cli.verify import verify
from peel_ml.errors import BadRequest
from peel_ml.tracking.library import client
from peel_ml.tracking.registry import versions
from tests.assurance import made
from tests.assurance.holding import held, registered, tampered


@pytest.fixture
def world(tmp_path, monkeypatch):
    """A register whose decisions were made a minute ago by this machine's clock."""
    there = held(tmp_path)
    monkeypatch.setenv("PEEL_PROJECT", str(tmp_path))
    monkeypatch.setenv("PEEL_HOME", str(there.settings.home))
    monkeypatch.delenv("PEEL_MLFLOW_URI", raising=False)
    monkeypatch.delenv("PEEL_REGISTER_URI", raising=False)
    there.desk.clock.now = datetime.now(UTC).replace(second=0, microsecond=0) - made.timedelta(minutes=5)
    write_key(there.settings.keys / SERVICE_KEY, there.desk.signer)
    return there


def peel(*words, status=0):
    result = CliRunner().invoke(verify, words, catch_exceptions=False)
    assert result.exit_code == status, result.output
    return result.output


def test_a_model_is_verified_by_each_of_its_names(world):
    enter = world.freeze()
    folder = registered(world, enter)
    matter = world.approve(enter)
    mirror(world.settings.tracking_uri, world.desk.book(), matter, world.at())
    world.export()
    for name in ("models:/visits/1", "models:/visits@approved-pilot", str(folder), matter.manifest.run_id, "visits"):
        said = peel(name, "--scope", "pilot")
        assert "stands approved for pilot until" in said
        assert "✗" not in said
    assert "mlflow.pyfunc runs them" in peel("models:/visits/1", "--scope", "pilot")


def test_one_byte_anywhere_is_named_and_exits_3(world):
    enter = world.freeze()
    folder = registered(world, enter)
    matter = world.approve(enter)
    world.export()
    tampered(folder / "artifacts" / "parts" / "model.json")
    said = peel(matter.manifest.run_id[:20], "--scope", "pilot", status=3)
    assert "models:/visits/1: model/model.json was altered" in said
    assert f"submitted/{matter.manifest_sha256[:12]} stands approved" in said
    document = json.loads(peel("visits", "--scope", "pilot", "--json", status=3))
    assert not document["ok"]
    assert [one["ok"] for one in document["places"]] == [True, False]


def test_the_exported_copy_and_a_folder_are_all_it_takes(world, tmp_path):
    matter = world.approve(world.freeze())
    copy, model = world.export(), tmp_path / "model"
    shutil.copytree(world.folder(matter) / "model", model)
    shutil.rmtree(world.settings.home)
    given = ("--ledger", str(copy / "ledger.jsonl"), "--keys", str(copy / "trusted-keys.json"))
    assert "stands approved for pilot" in peel(str(model), "--scope", "pilot", *given)
    lines = (copy / "ledger.jsonl").read_bytes().splitlines(keepends=True)
    (copy / "ledger.jsonl").write_bytes(b"".join(lines[:-1]))
    assert "entries were cut off" in peel(str(model), "--scope", "pilot", *given, status=3)


def test_another_time_can_be_looked_at(world):
    matter = world.approve(world.freeze())
    before = world.at().isoformat()
    world.desk.record(Act("monitor", "monitor", "suspend", matter.id, Suspend("other"), "It is being looked into."))
    world.export()
    assert "suspended since" in peel("visits", "--scope", "pilot", status=3)
    assert "stands approved" in peel("visits", "--scope", "pilot", "--at", before)
    assert "ended on" in peel("visits", "--scope", "pilot", "--at", "2099-01-01", status=3)
    with pytest.raises(BadRequest, match="is no time"):
        peel("visits", "--scope", "pilot", "--at", "tomorrow")


@pytest.mark.parametrize("words", [(), ("visits",), ("visits", "--all"), ("visits", "--scope", "pilot", "--act")])
def test_wrong_usage_is_refused(world, words):
    with pytest.raises(BadRequest, match="--all"):
        peel(*words)


def test_everything_is_watched_and_put_right(world):
    enter = world.freeze()
    registered(world, enter)
    matter = world.approve(enter)
    mirror(world.settings.tracking_uri, world.desk.book(), matter, world.at())
    world.export()
    assert "Nothing was changed outside sign-off" in peel("--all")
    store = client(world.settings.tracking_uri)
    store.set_model_version_tag("visits", "1", "pilot.state", "approved for ever")
    assert "tag-changed visits for pilot" in peel("--all", status=3)
    tampered(world.folder(matter) / "card.json")
    said = peel("--all", "--act", status=3)
    assert f"Suspended: {matter.id}" in said
    (version,) = versions(world.settings.tracking_uri)
    assert (version.aliases, version.tags["pilot.state"]) == ((), "suspended")
    assert world.desk.matter(matter.id).state == "suspended"
    document = json.loads(peel("--all", "--json", status=3))
    assert {one["code"] for one in document["findings"]} == {"artefact-changed", "export-behind"}


def test_the_flow_makes_the_same_round(world, capsys):
    from flows.server import Server

    matter = world.approve(world.freeze(1, scope="publication"))
    world.export()
    tampered(world.folder(matter) / "card.json")

    def go():
        return assurance_watch.assurance_watch(world.settings, Server(None))

    assert assurance_watch.main(go) == 3
    told = capsys.readouterr().out
    assert "artefact-changed: " in told
    assert f"suspended: {matter.id}" in told
    assert world.desk.matter(matter.id).suspended_for.startswith("submitted/")
