import pytest

from flows import assurance_watch
from flows.run_use_case import StepFailed
from peel_ml.errors import BadRequest
from tests.assurance.holding import held, tampered


def test_a_round_is_a_flow_with_a_task_for_every_step(server, tmp_path):
    world = held(tmp_path)
    matter = world.approve(world.freeze())
    world.export()
    tampered(world.folder(matter) / "card.json")
    before = [*server.expected]
    findings, acted = assurance_watch.assurance_watch(world.settings, server)
    assert "artefact-changed" in {one.code for one in findings}
    assert acted.mirrors == ()
    ended = [count for run, count in server.expected.items() if run not in before]
    assert ended == [len(assurance_watch.STEPS)]


def test_a_round_that_cannot_be_made_is_told_by_its_kind_alone(server, monkeypatch):
    from flows import deployed

    assert deployed.assurance_watch.name == "assurance-watch"

    def refused():
        raise BadRequest("There is no register.")

    monkeypatch.setattr(deployed.watching, "assurance_watch", refused)
    with pytest.raises(StepFailed, match="BadRequest: There is no register"):
        deployed.assurance_watch.fn()
    assert assurance_watch.main(refused) == 2
