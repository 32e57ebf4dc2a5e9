"""The registry says what it is told, whole or not at all, and nothing twice."""

from dataclasses import replace

import pytest

from peel_ml.errors import BadRequest
from peel_ml.tracking import CardWords, ModelExport, open_run, write_run
from peel_ml.tracking.addresses import version_at
from peel_ml.tracking.library import client
from peel_ml.tracking.registry import ALIASES, Mirrored, downloaded, point, versions, withdraw

WORDS = CardWords(("Exploring",), "Works.", "No group is outside.")
SAID = Mirrored("a" * 64, "b" * 64, "approved", "2026-06-02T23:59:59.999999Z")


@pytest.fixture
def write(store, made, finished, fitted):
    """Registers a version of a use case, of a run with an id of its own."""
    uri, artifacts = store
    model, features = fitted

    def one(peel_run):
        run = open_run(uri, "demo-case", peel_run, {"peel_run": peel_run}, artifacts)
        record = made(run=(run.experiment_id, run.run_id))
        record = replace(record, provenance=replace(record.provenance, run_id=peel_run))
        write_run(run, uri, record, finished, ModelExport(model.to_json(), features.protected), "none", WORDS)
        return run.run_id

    return one


def test_an_approval_is_mirrored_once_and_withdrawn_once(store, write):
    uri, _ = store
    write("run-a")
    (version,) = versions(uri)
    assert (version.name, version.peel_run, version.aliases) == ("demo-case", "run-a", ())
    assert version.model_sha256 == "cd" * 32
    done = point(uri, version, "pilot", SAID, "**Approved for pilot.**")
    assert "alias approved-pilot set on version 1 of demo-case" in done
    (after,) = versions(uri, "demo-case")
    assert after.aliases == ("approved-pilot",)
    assert after.tags["pilot.approval"] == "a" * 64
    assert after.tags["pilot.valid_until"] == SAID.valid_until
    assert after.description == "**Approved for pilot.**"
    assert point(uri, after, "pilot", SAID, "**Approved for pilot.**") == ()
    gone = replace(SAID, state="suspended")
    assert "alias approved-pilot taken off version 1 of demo-case" in withdraw(uri, after, "pilot", gone, "Suspended.")
    (last,) = versions(uri)
    assert last.aliases == ()
    assert (last.tags["pilot.state"], last.description) == ("suspended", "Suspended.")
    assert withdraw(uri, last, "pilot", gone, "Suspended.") == ()


def test_scopes_do_not_disturb_each_other(store, write):
    uri, _ = store
    write("run-a")
    point(uri, versions(uri)[0], "publication", SAID, "Both.")
    point(uri, versions(uri)[0], "pilot", SAID, "Both.")
    withdraw(uri, versions(uri)[0], "pilot", replace(SAID, state="expired"), "One.")
    (last,) = versions(uri)
    assert last.aliases == ("approved-publication",)
    assert (last.tags["publication.state"], last.tags["pilot.state"]) == ("approved", "expired")


def test_the_alias_moves_to_the_newer_version_and_the_older_keeps_out_of_its_way(store, write):
    uri, _ = store
    write("run-a")
    write("run-b")
    first, second = versions(uri)
    point(uri, first, "pilot", SAID, "First.")
    point(uri, second, "pilot", SAID, "Second.")
    first, second = versions(uri)
    assert (first.aliases, second.aliases) == ((), ("approved-pilot",))
    withdraw(uri, first, "pilot", replace(SAID, state="superseded"), "Superseded.")
    assert versions(uri)[1].aliases == ("approved-pilot",)


def test_addresses_name_versions(store, write):
    uri, _ = store
    run = write("run-a")
    point(uri, versions(uri)[0], "pilot", SAID, "First.")
    for address in ("models:/demo-case/1", "models:/demo-case@approved-pilot", f"runs:/{run}", f"runs:/{run}/model"):
        assert version_at(uri, address).peel_run == "run-a"


@pytest.mark.parametrize("address", ["models:/demo-case/2", "models:/demo-case@nobody", "runs:/123", "models:/demo"])
def test_nothing_at_an_address_is_said(store, write, address):
    write("run-a")
    with pytest.raises(BadRequest, match=r"Nothing is registered|is no address"):
        version_at(store[0], address)


def test_the_files_of_a_version_are_copied_and_not_loaded(store, write, fitted):
    uri, _ = store
    write("run-a")
    with downloaded(uri, versions(uri)[0]) as folder:
        assert (folder / "artifacts/parts/model.json").read_text() == fitted[0].to_json()
    assert not folder.exists()


def test_a_store_without_models_has_no_versions(store):
    assert versions(store[0]) == ()
    assert not client(store[0]).search_registered_models()


def test_every_scope_that_can_be_approved_has_an_alias_that_mlflow_takes():
    from mlflow.utils.validation import _validate_model_alias_name

    from peel_ml.assurance.policy import policy

    can = {scope for scope, rule in policy().scopes.items() if rule.people and not rule.refused}
    assert set(ALIASES) == can
    for alias in ALIASES.values():
        _validate_model_alias_name(alias)
