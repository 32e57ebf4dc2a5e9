"""What stays of an audit, and that nothing of it is ever half there."""

import errno
import json
from pathlib import Path
from urllib.parse import unquote, urlparse

import pytest

import peel_ml
from peel_ml.errors import BadRequest, PeelError
from peel_ml.store import find
from peel_ml.tracking.library import opened

FILES = {"record.json", "card.json", "card.html", "card.md"}


def run_of(settings, record):
    with opened(settings.tracking_uri, "reading") as store:
        return store.get_run(record.mlflow.run_id), store.get_experiment(record.mlflow.experiment_id)


def artefacts(run):
    root = Path(unquote(urlparse(run.info.artifact_uri).path))
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


def test_record_and_card_are_kept_like_a_runs(kept):
    record, settings = kept
    folder = settings.runs / "audit-service_need" / record.run_id
    assert {path.name for path in folder.iterdir()} >= FILES
    assert json.loads((folder / "record.json").read_text())["groups"][0]["tn"] == 100
    assert find(settings.runs, record.run_id) == find(settings.runs, "audit-service_need") == folder
    assert not list(settings.runs.rglob(".*"))


def test_it_is_no_run_and_that_is_said(kept):
    record, settings = kept
    with pytest.raises(BadRequest, match=r"is an audit and no run\. Read .*record\.json with peel_ml\.results\.audit"):
        peel_ml.load(record.run_id, settings=settings)


def test_it_is_tracked(kept):
    record, settings = kept
    run, experiment = run_of(settings, record)
    assert experiment.name == "peel/audit-service_need"
    assert run.info.status == "FINISHED"
    assert {"card/card.html", "card/card.json", "card/card.md", "record.json"} <= artefacts(run)
    assert run.data.metrics["data.rows_used"] == 1220
    assert run.data.metrics["fpr"] == pytest.approx(113 / 770)
    assert run.data.params["metric"] == "true_positive_rate"
    assert run.data.tags["submittable"] == "true"
    assert run.data.tags["peel_run"] == record.run_id


def test_the_record_of_people_stays_at_home_and_withheld_figures_are_no_metrics(audit, made, good, settings):
    few = made.sample(60, seed=3)
    record = audit(few, **good, data_class="D3")
    run, _ = run_of(settings, record)
    assert "record.json" not in artefacts(run)
    everybody = next(one for one in record.groups if one.group == "All")
    for name in ("fpr", "fnr", "ppv"):
        assert (name in run.data.metrics) == (getattr(everybody, name) is not None)


def test_the_command_names_no_path_and_makes_the_same_audit(audit, made, good, tmp_path):
    path = tmp_path / "rows of a supplier.csv"
    made.write_csv(path)
    record = audit(path, **good, data_class="D1", intersect=[("race", "sex")])
    assert record.command == (
        "peel audit 'rows of a supplier.csv' --label y --decision flag --positive yes --protected race=race "
        "--protected sex=sex --intersect race,sex --purpose service_need --data-class D1"
    )
    assert str(tmp_path) not in json.dumps(record.command + str(record.audited))


def test_out_gets_a_copy(audit, made, good, tmp_path):
    empty = tmp_path / "empty"
    empty.mkdir()
    for out in (tmp_path / "new" / "place", empty):
        record = audit(made, **good, out=out)
        assert json.loads((out / "record.json").read_text())["run_id"] == record.run_id
    assert {path.name for path in tmp_path.iterdir()} >= {"new", "empty"}
    assert not list(tmp_path.rglob(".*"))


def fails(folder, files):
    """Write one file, and then there is no space."""
    folder.mkdir(parents=True)
    (folder / "card.md").write_bytes(files["record.json"][:10])
    raise OSError(errno.ENOSPC, "No space left on device")


def test_out_that_cannot_be_written_leaves_nothing_there_and_the_audit_is_kept(
    audit, made, good, tmp_path, settings, monkeypatch
):
    monkeypatch.setattr("peel_ml.auditing.written.write_all", fails)
    with pytest.raises(PeelError, match="The audit is finished and kept as") as raised:
        audit(made, **good, out=tmp_path / "there")
    assert raised.value.exit_status == 1
    assert not list(tmp_path.glob("*there*"))
    assert not list(tmp_path.glob(".there*"))
    assert find(settings.runs, "audit-service_need").is_dir()


def test_a_full_disk_leaves_nothing_half_written_and_mlflow_says_why(audit, made, good, settings, monkeypatch):
    monkeypatch.setattr("peel_ml.store.write_all", fails)
    with pytest.raises(PeelError, match="could not be written"):
        audit(made, **good)
    assert not list(settings.runs.rglob("*.md"))
    with opened(settings.tracking_uri, "reading") as store:
        (experiment,) = store.search_experiments(filter_string="name = 'peel/audit-service_need'")
        (run,) = store.search_runs([experiment.experiment_id])
    assert run.info.status == "FAILED"
    assert "could not be written" in run.data.tags["mlflow.note.content"]


def test_an_audit_that_somebody_stops_is_marked_as_stopped(audit, made, good, settings, monkeypatch):
    def stopped(record):
        raise KeyboardInterrupt

    monkeypatch.setattr("peel_ml.auditing.written.documents", stopped)
    with pytest.raises(KeyboardInterrupt):
        audit(made, **good)
    with opened(settings.tracking_uri, "reading") as store:
        (experiment,) = store.search_experiments(filter_string="name = 'peel/audit-service_need'")
        (run,) = store.search_runs([experiment.experiment_id])
    assert run.info.status == "KILLED"


def test_what_is_wrong_leaves_no_state(audit, made, good, settings):
    with pytest.raises(BadRequest):
        audit(made, **(good | {"purpose": "nothing"}))
    assert not settings.home.exists()


def test_what_lies_behind_the_answers_is_worked_out(known):
    assert known.missing is not None
    assert known.label_bias is not None
    assert known.planning is not None
    assert known.within_groups is not None
    # These are of scores, and there are none.
    assert known.within_groups.calibration == ()
    assert known.within_groups.curves == ()
