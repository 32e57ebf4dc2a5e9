"""Runs in PostgreSQL and their files in S3-compatible storage, both on this machine."""

from urllib.request import Request, urlopen

import boto3
import pytest
from moto.server import ThreadedMotoServer

from peel_ml.cli.examinations import servers, stores
from peel_ml.errors import PeelError
from peel_ml.tracking import CardWords, open_run, write_run
from peel_ml.tracking.library import client

WORDS = CardWords(("Exploring",), "Works better than today.", "No group is outside.")
BUCKET = "peel"


@pytest.fixture
def s3(monkeypatch):
    """Address of an empty bucket; a client of the storage."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    for name, value in {
        "MLFLOW_S3_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "made",
        "AWS_SECRET_ACCESS_KEY": "up",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }.items():
        monkeypatch.setenv(name, value)
    # One storage for all servers of a process, so that a test begins by emptying it.
    urlopen(Request(f"http://{host}:{port}/moto-api/reset", method="POST")).close()
    asked = boto3.client("s3", endpoint_url=f"http://{host}:{port}")
    asked.create_bucket(Bucket=BUCKET)
    yield asked
    asked.close()
    server.stop()


def keys(s3):
    return {found["Key"].split("/artifacts/")[1] for found in s3.list_objects_v2(Bucket=BUCKET).get("Contents", ())}


def tracked(uri, made, finished):
    run = open_run(uri, "demo-case", "demo-case run1", {}, f"s3://{BUCKET}/artefacts")
    write_run(run, uri, made(run=(run.experiment_id, run.run_id)), finished, None, "top10", WORDS)
    shown = client(uri).get_run(run.run_id)
    assert shown.info.status == "FINISHED"
    assert shown.info.artifact_uri.startswith(f"s3://{BUCKET}/artefacts/demo-case/")
    assert shown.data.metrics["roc_auc_low"] == 0.58


def test_files_of_a_run_are_in_the_bucket(s3, store, made, finished):
    tracked(store[0], made, finished)
    assert {"card/card.html", "record.json"} <= keys(s3)


@pytest.mark.full
def test_and_the_run_in_postgresql(s3, postgresql, made, finished):
    uri = postgresql()
    tracked(uri, made, finished)
    assert {"card/card.html", "record.json"} <= keys(s3)
    assert len(client(uri).search_runs(["1"])) > 1


def test_a_bucket_that_is_not_there_is_said_so(s3, store, made, finished):
    s3.delete_bucket(Bucket=BUCKET)
    with pytest.raises(PeelError, match="PEEL_ARTIFACTS"):
        tracked(store[0], made, finished)


@pytest.fixture
def asked(made_settings, monkeypatch):
    """Runs an examination with these settings in the environment."""

    def ask(examination, **variables):
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return examination()

    return ask


@pytest.fixture
def made_settings(tmp_path, monkeypatch):
    (tmp_path / "usecases").mkdir()
    monkeypatch.setenv("PEEL_PROJECT", str(tmp_path))


def test_the_doctor_asks_the_bucket(s3, asked):
    assert asked(servers.artefacts, PEEL_ARTIFACTS=f"s3://{BUCKET}/artefacts").well
    found = asked(servers.artefacts, PEEL_ARTIFACTS="s3://nothing/artefacts")
    assert not found.well
    assert "404" in found.found
    assert "MLFLOW_S3_ENDPOINT_URL" in found.fix


def test_the_doctor_finds_no_storage(asked, monkeypatch):
    monkeypatch.setenv("MLFLOW_S3_ENDPOINT_URL", "http://127.0.0.1:9")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "made")
    assert "EndpointConnectionError" in asked(servers.artefacts, PEEL_ARTIFACTS="s3://peel").found


def test_the_doctor_asks_postgresql(asked, postgresql):
    uri = postgresql()
    assert asked(stores.mlflow, PEEL_MLFLOW_URI=uri).well
    assert asked(servers.study, PEEL_STUDY_URI=uri).well


def test_the_doctor_finds_no_postgresql_and_shows_no_password(asked):
    for examination, variable in ((servers.study, "PEEL_STUDY_URI"), (stores.mlflow, "PEEL_MLFLOW_URI")):
        found = asked(examination, **{variable: "postgresql+psycopg://peel:secret@127.0.0.1:9/none"})
        assert not found.well
        assert variable in found.fix
        assert "secret" not in str(found)


def test_without_servers_there_is_nothing_to_ask(asked, monkeypatch):
    for name in ("PEEL_ARTIFACTS", "PEEL_STUDY_URI"):
        monkeypatch.delenv(name, raising=False)
    assert asked(servers.artefacts).well
    assert asked(servers.study).well
