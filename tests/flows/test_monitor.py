import numpy as np
import pytest

from flows import monitor as flow
from flows.run_use_case import StepFailed
from peel_ml.errors import BadRequest
from peel_ml.monitoring import story
from tests.monitoring.made import World, new, project, year


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    root, rng = tmp_path_factory.mktemp("monitored"), np.random.default_rng(9)
    settings, _ = project(root, year(rng, World()).frame)
    files = {"steady": World(), "moved": World(rate=0.6)}
    for name, world in files.items():
        new(rng, world).frame.write_csv(root / f"{name}.csv")
    return settings, root


def test_a_look_is_a_flow_with_a_task_for_every_step(made, server):
    settings, root = made
    told, before = [], dict(server.expected)
    report = flow.monitor(
        "visits", str(root / "moved.csv"), settings=settings, server=server, suspend=lambda *given: told.append(given)
    )
    assert report.breached
    assert [digest for _, digest in told] == [report.digest]
    ended = [count for run, count in server.expected.items() if run not in before]
    assert ended == [len(flow.STEPS)]


def test_the_command_exits_as_peel_monitor_does(made, capsys):
    settings, root = made

    def plainly(run, data):
        return story.monitor(run, data, settings=settings)

    assert flow.main(["visits", str(root / "steady.csv")], plainly) == 0
    assert flow.main(["visits", str(root / "moved.csv")], plainly) == 3
    assert "Monitoring found a breach." in capsys.readouterr().err
    assert flow.main(["visits"]) == 2

    def refused(*given):
        raise BadRequest("No finished run.")

    assert flow.main(["visits", "x.csv"], refused) == 2


def test_the_deployed_flow_fails_on_a_breach_and_says_no_more_than_the_digest(made, server, monkeypatch):
    from flows import deployed

    assert deployed.monitor.name == "monitor"
    monkeypatch.setattr(
        deployed.looking,
        "monitor",
        lambda *given, **more: type("R", (), {"breached": True, "counts": {"breach": 2}, "digest": "d"}),
    )
    with pytest.raises(StepFailed, match="2 breached; report d"):
        deployed.monitor.fn("visits", "data.csv")
