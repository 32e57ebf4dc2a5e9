"""The watcher: each change outside sign-off and each date by its own code, and what it does about them."""

import json
from datetime import date, timedelta

import pytest

from peel_ml.assurance.payloads import Challenge, Respond, Suspend
from peel_ml.assurance.register.desk import Act
from peel_ml.assurance.verification.found import Found
from peel_ml.assurance.watch.mirroring import mirror, reflected
from peel_ml.assurance.watch.rounds import act_on, gathered
from peel_ml.assurance.watch.watched import Watched
from peel_ml.assurance.watch.watching import watch
from peel_ml.errors import Problem
from peel_ml.tracking.library import client
from peel_ml.tracking.registry import versions
from tests.assurance import made
from tests.assurance.holding import PILOT_ENDS, held, model_files, registered, tampered


@pytest.fixture
def world(tmp_path):
    return held(tmp_path)


@pytest.fixture
def matter(world):
    return world.approve(world.freeze())


def seen(world, at=None, **more):
    return {one.code: one for one in watch(Watched(world.desk.book(), at or world.at(), **more))}


def test_nothing_is_found_where_nothing_changed(world, matter):
    assert seen(world, files={matter.id: (world.found(matter),)}) == {}


@pytest.mark.parametrize(
    ("days", "code"),
    [(61, None), (60, "expires-within-60-days"), (30, "expires-within-30-days"), (7, "expires-within-7-days")],
)
def test_an_expiry_is_said_as_it_comes_near(world, matter, days, code):
    found = seen(world, PILOT_ENDS - timedelta(days=days))
    assert set(found) == ({code} if code else set())
    assert not any(one.broken for one in found.values())


def test_a_short_approval_is_not_warned_of_from_its_first_day_on(world):
    matter = world.approve(world.freeze(1, scope="rehearsal"))
    assert matter.valid_until.startswith("2026-04-02")
    assert seen(world) == {}
    assert set(seen(world, made.START + timedelta(days=25))) == {"expires-within-7-days"}


def test_what_has_expired_is_said_until_a_newer_approval(world, matter):
    assert set(seen(world, PILOT_ENDS)) == {"expired"}
    world.desk.clock.now = PILOT_ENDS
    world.approve(world.freeze(2, model_files(1)))
    assert seen(world) == {}


def test_an_overdue_condition_suspends(world):
    matter = world.approve(world.freeze(), (made.condition(date(2026, 4, 1)),))
    late = made.START + timedelta(days=31)
    found = seen(world, late)
    assert set(found) == {"condition-overdue"}
    assert found["condition-overdue"].cause == "overdue_condition"
    assert found["condition-overdue"].matter == matter.id
    assert seen(world, late - timedelta(days=1)) == {}


def test_a_challenge_past_its_clock_is_said_until_it_is_answered(world, matter):
    what = Challenge("an ethics panel", "Why are ages missing?")
    world.desk.record(Act("aud", "auditor", "challenge", matter.id, what))
    late = world.at() + timedelta(days=world.desk.book().policy.challenge_days)
    assert seen(world, late - timedelta(hours=1)) == {}
    assert set(seen(world, late)) == {"challenge-overdue"}
    (one,) = world.desk.matter(matter.id).challenges
    world.desk.record(Act("rae", "reviewer", "respond", matter.id, Respond(one.seq, "Because.", False)))
    assert seen(world, late) == {}


def test_a_lapsed_assessment_suspends(world, matter):
    today = world.at().date()
    assert seen(world, reviews={"visits": today}) == {}
    found = seen(world, reviews={"visits": today - timedelta(days=1), "other": date(2000, 1, 1)})
    assert set(found) == {"assessment-lapsed"}
    assert found["assessment-lapsed"].cause == "lapsed_assessment"


def test_an_altered_file_suspends_and_is_named(world, matter):
    tampered(world.folder(matter) / "model" / "model.json")
    found = seen(world, files={matter.id: (world.found(matter), Found("elsewhere"))})
    assert found["artefact-changed"].cause == "hash_mismatch"
    texts = [
        one.text for one in watch(Watched(world.desk.book(), world.at(), files={matter.id: (world.found(matter),)}))
    ]
    assert any("model/model.json was altered" in text for text in texts)


def test_missing_files_a_broken_ledger_and_an_old_copy_are_said(world, matter):
    found = seen(world, absent=frozenset({matter.id}), ledger=(Problem("it was changed", where="entry 3"),))
    assert set(found) == {"artefact-missing", "ledger-broken"}
    assert set(seen(world, exported=3)) == {"export-behind"}
    assert set(seen(world, exported=world.desk.book().seq)) == set()
    assert set(seen(world, export=(Problem("forged"),))) == {"export-forged"}
    assert set(seen(world, unread=("visits",))) == {"declaration-unread"}


# With a real store.


@pytest.fixture
def mirrored(world):
    """An approved model that MLflow shows as it should, and a second version that nobody approved."""
    enter = world.freeze()
    registered(world, enter)
    registered(world, world.freeze(2, model_files(1)), model_files(1))
    matter = world.approve(enter)
    result = mirror(world.settings.tracking_uri, world.desk.book(), matter, world.at())
    assert "alias approved-pilot set on version 1 of visits" in result.done
    world.export()
    return matter


def round_(world, at=None):
    return watch(gathered(world.settings, at or world.at()))


def found_codes(findings):
    return {one.code for one in findings}


def test_a_mirrored_approval_is_quiet_and_mirrored_once(world, mirrored):
    assert round_(world) == ()
    assert mirror(world.settings.tracking_uri, world.desk.book(), mirrored, world.at()).done == ()
    (version, _) = versions(world.settings.tracking_uri)
    assert version.tags["pilot.approval"] == mirrored.approval_id
    assert "Approved for pilot, and for nothing else, until 2026-06-02" in version.description
    assert f"/peel/cards/{mirrored.manifest.run_id}" in version.description


def test_an_alias_moved_by_the_api_is_reported_and_put_right(world, mirrored):
    api = client(world.settings.tracking_uri)
    api.set_registered_model_alias("visits", "approved-pilot", "2")
    findings = round_(world)
    assert found_codes(findings) == {"alias-moved", "alias-missing"}
    assert "points at version 2 of visits, which nobody approved for pilot" in str(findings)
    acted = act_on(world.desk, world.settings.tracking_uri, findings, world.at())
    assert acted.suspended == ()
    assert (
        api.get_model_version_by_alias("visits", "approved-pilot").run_id
        == versions(world.settings.tracking_uri)[0].mlflow_run
    )
    assert round_(world) == ()


def test_an_alias_of_another_name_tags_and_descriptions_are_reported(world, mirrored):
    api = client(world.settings.tracking_uri)
    api.set_registered_model_alias("visits", "champion", "2")
    api.set_model_version_tag("visits", "1", "pilot.valid_until", "2099-01-01")
    api.set_model_version_tag("visits", "2", "pilot.approval", "f" * 64)
    api.update_model_version("visits", "1", "Approved for everything.")
    findings = round_(world)
    assert found_codes(findings) == {"alias-unknown", "tag-changed", "description-changed"}
    assert "names an approval there never was" in str(findings)
    act_on(world.desk, world.settings.tracking_uri, findings, world.at())
    again = round_(world)
    # What sign-off never wrote it does not take away.
    assert {one.text for one in again} == {
        "The alias champion on version 2 of visits was set outside sign-off and approves nothing.",
        "The tag pilot.approval on version 2 of visits names an approval there never was.",
    }


def test_altered_bytes_in_mlflow_suspend_and_take_the_alias_off(world, mirrored):
    (path,) = (
        one
        for one in (world.settings.home / "mlartifacts").rglob("parts/model.json")
        if one.read_bytes() == model_files()["model/model.json"]
    )
    tampered(path)
    findings = round_(world)
    assert found_codes(findings) == {"artefact-changed"}
    acted = act_on(world.desk, world.settings.tracking_uri, findings, world.at())
    assert acted.suspended == (mirrored.id,)
    assert world.desk.matter(mirrored.id).state == "suspended"
    entry = world.desk.book().entries[-1]
    assert (entry.actor, entry.role, entry.payload["cause"]) == ("monitor", "monitor", "hash_mismatch")
    assert "model/model.json was altered" in entry.reason
    version = versions(world.settings.tracking_uri)[0]
    assert version.aliases == ()
    assert version.tags["pilot.state"] == "suspended"
    assert "Not approved for any use" in version.description
    # Acting again adds nothing.
    assert act_on(world.desk, world.settings.tracking_uri, round_(world), world.at()).suspended == ()


def test_an_expired_approval_loses_its_alias(world, mirrored):
    world.desk.clock.now = PILOT_ENDS
    assert found_codes(round_(world)) >= {"expired", "alias-stale"}
    act_on(world.desk, world.settings.tracking_uri, round_(world), world.at())
    assert versions(world.settings.tracking_uri)[0].aliases == ()
    assert found_codes(round_(world)) == {"expired"}


def test_a_withdrawn_approval_is_mirrored(world, mirrored):
    what = Suspend("other")
    world.desk.record(Act("rae", "reviewer", "suspend", mirrored.id, what, "It is being *looked* into."))
    result = mirror(world.settings.tracking_uri, world.desk.book(), world.desk.matter(mirrored.id), world.at())
    assert "alias approved-pilot taken off version 1 of visits" in result.done
    assert "being \\*looked\\* into" in versions(world.settings.tracking_uri)[0].description


def test_an_altered_version_gets_no_alias(world):
    enter = world.freeze()
    registered(world, enter, model_files(1))
    matter = world.approve(enter)
    result = mirror(world.settings.tracking_uri, world.desk.book(), matter, world.at())
    assert any("model/model.json was altered" in str(one) for one in result.problems)
    assert versions(world.settings.tracking_uri)[0].aliases == ()


def test_an_audit_registers_nothing_and_says_so(world):
    matter = world.approve(world.freeze(1, {}, "publication", model_released=False))
    result = mirror(world.settings.tracking_uri, world.desk.book(), matter, world.at())
    assert result.done == ()
    assert "No model is released" in result.nothing
    world.export()
    assert round_(world) == ()


def test_an_overdue_condition_and_a_lapsed_assessment_are_acted_on(world):
    enter = world.freeze()
    registered(world, enter)
    matter = world.approve(enter, (made.condition(date(2026, 4, 1)),))
    folder = world.settings.usecases / "visits"
    folder.mkdir()
    (folder / "usecase.yaml").write_text("data: {dpia: {review_by: 2026-03-15}, eqia: {review_by: not yet known}}\n")
    world.desk.clock.now = made.START + timedelta(days=31)
    world.export()
    findings = round_(world)
    assert found_codes(findings) >= {"condition-overdue", "assessment-lapsed"}
    acted = act_on(world.desk, world.settings.tracking_uri, findings, world.at())
    assert acted.suspended == (matter.id,)
    assert "condition 1 was due" in world.desk.book().entries[-1].reason.lower()


def test_a_forged_copy_stops_the_watcher_from_acting(world, mirrored):
    path = world.settings.project / "model_cards" / "ledger.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    changed = json.loads(lines[3]) | {"reason": "Another."}
    path.write_bytes(b"".join([*lines[:3], json.dumps(changed).encode() + b"\n", *lines[4:]]))
    findings = round_(world)
    assert "export-forged" in found_codes(findings)
    acted = act_on(world.desk, world.settings.tracking_uri, findings, world.at())
    assert acted.refused


def test_a_decision_is_reflected_for_the_whole_use_case_and_never_depends_on_mlflow(world, mirrored):
    uri, book = world.settings.tracking_uri, world.desk.book()
    assert reflected(uri, book, "visits", world.at()) == ()
    newer = world.approve(world.freeze(2, model_files(1)))
    done = reflected(uri, world.desk.book(), "visits", world.at())
    assert "alias approved-pilot set on version 2 of visits" in done
    first, second = versions(uri)
    assert (first.aliases, second.aliases) == ((), ("approved-pilot",))
    assert first.tags["pilot.state"] == "superseded"
    world.desk.revoke("ann", newer.id, "It was wrong.")
    assert "alias approved-pilot taken off version 2 of visits" in reflected(
        uri, world.desk.book(), "visits", world.at()
    )
    (no_store,) = reflected(f"sqlite:///{world.settings.home / 'none.db'}", book, "visits", world.at())
    assert "nothing was mirrored" in no_store
    (world.settings.home / "broken.db").write_text("no database")
    (broken,) = reflected(f"sqlite:///{world.settings.home / 'broken.db'}", book, "visits", world.at())
    assert broken.startswith("The decision stands. MLflow was not told of it")
