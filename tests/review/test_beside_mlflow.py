"""The pages beside MLflow's server: each behind its own door, one start and one end."""

from __future__ import annotations

import base64
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from peel_ml.review.server import Beside

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = "from peel_ml.cli import main; main()"
PASSWORD = "jam violin gravel"
API = "/api/2.0/mlflow/experiments/search?max_results=1"
MLFLOW = ("/", API, "/graphql", "/signup", "/peelx", "//peel/", "/get-artifact")


@pytest.mark.parametrize(
    ("kind", "path", "goes"),
    [
        ("http", "/peel", "pages"),
        ("http", "/peel/", "pages"),
        ("http", "/peel/cards/x", "pages"),
        ("websocket", "/peel/x", "pages"),
        ("http", "/", "mlflow"),
        ("http", "/peelx", "mlflow"),
        ("http", "/PEEL/", "mlflow"),
        ("http", "//peel/", "mlflow"),
        ("http", "/api/peel/", "mlflow"),
        ("websocket", "/x", "mlflow"),
        ("lifespan", "", "mlflow"),
    ],
)
def test_each_address_goes_to_one_of_the_two(kind, path, goes, run):
    went = []

    def app(name):
        async def called(scope, receive, send):
            went.append(name)

        return called

    run(Beside(app("pages"), app("mlflow"))({"type": kind, "path": path}, None, None))
    assert went == [goes]


class Server:
    """`peel ui` in a process of its own, knowing the entry point as an installation would."""

    def __init__(self, folder, *options):
        site = folder / "site" / "peel_entry-0.0.dist-info"
        site.mkdir(parents=True, exist_ok=True)
        (site / "METADATA").write_text("Metadata-Version: 2.1\nName: peel-entry\nVersion: 0.0\n")
        (site / "entry_points.txt").write_text("[mlflow.app]\npeel = peel_ml.review.server:server\n")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.log = folder / f"log{self.port}"
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PEEL", "MLFLOW"))}
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", PROGRAM, "ui", "--port", str(self.port), *options],
                env={**kept, "PYTHONPATH": f"{ROOT}:{site.parent}", "PEEL_HOME": str(folder / "home")},
                cwd=ROOT,
                stdout=log,
                stderr=log,
            )

    @property
    def said(self):
        return self.log.read_text()

    @property
    def address(self):
        return f"http://127.0.0.1:{self.port}"

    def wait(self):
        for _ in range(600):
            if "Ctrl-C ends" in self.said:
                return self
            assert self.process.poll() is None, self.said
            time.sleep(0.2)
        raise AssertionError(self.said)

    def client(self):
        return httpx.Client(base_url=self.address, headers={"origin": self.address}, timeout=30)

    def listens(self):
        with socket.socket() as tried:
            return tried.connect_ex(("127.0.0.1", self.port)) == 0

    def gone(self):
        for _ in range(150):
            if not self.listens():
                return True
            time.sleep(0.2)
        return False


@pytest.fixture
def ui(tmp_path):
    started = []

    def start(*options):
        started.append(Server(tmp_path, *options))
        return started[-1]

    yield start
    for one in started:
        one.process.terminate()
        one.process.wait(30)


def set_up(client, said):
    code = re.search(r"([A-Z2-7]{4}-){3}[A-Z2-7]{4}", said)[0]
    form = {"code": code, "name": "Jo Private", "user": "jo-private", "password": PASSWORD, "again": PASSWORD}
    assert client.post("/peel/set-up", data={**form, **token(client.get("/peel/set-up"))}).status_code == 303


def token(page):
    return {"form_token": re.search(r'name="form_token" value="([^"]+)"', page.text)[1]}


def sign_in(client):
    form = {"user": "jo-private", "password": PASSWORD, **token(client.get("/peel/sign-in"))}
    assert client.post("/peel/sign-in", data=form).status_code == 303


@pytest.mark.enable_socket
def test_one_server_with_two_doors(ui, tmp_path):
    server = ui().wait()
    with server.client() as client:
        for path in MLFLOW:
            assert client.get(path).status_code == 401, path
        assert client.get("/peel/").headers["location"] == "/peel/set-up"
        set_up(client, server.said)
        for path in MLFLOW:
            assert client.get(path).status_code == 401, path
        assert client.get("/peel/").status_code == 401
        sign_in(client)
        assert "Jo Private" in client.get("/peel/").text
        for path in MLFLOW:
            assert client.get(path).status_code == 401, f"a session of the pages opens {path} of MLflow"
        basic = base64.b64encode(f"jo-private:{PASSWORD}".encode()).decode()
        with_password = {"authorization": f"Basic {basic}"}
        assert client.get(API, headers=with_password).json()["experiments"]
        client.cookies.clear()
        assert client.get("/peel/", headers=with_password).status_code == 401, "MLflow's password opens a page"
        assert client.get("/peel/", headers={"host": "evil.example"}).status_code == 421

        second = Server(tmp_path)
        assert second.process.wait(120) == 2
        assert re.search(r"Process \d+ serves the register .*register\.db already", second.said)

    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(30) == 0
    assert not server.listens()
    for private in ("jo-private", "Private", PASSWORD, "GET /", "POST", "Traceback"):
        assert private not in server.said
    home = tmp_path / "home"
    for secret in (home / "secrets").iterdir():
        assert secret.stat().st_mode & 0o077 == 0
    assert not (home / "secrets" / "set-up-code").exists()


@pytest.mark.enable_socket
@pytest.mark.full
def test_the_pages_alone_serve_nothing_else_and_keep_their_sessions_over_a_restart(ui):
    server = ui("--review-only").wait()
    with server.client() as client:
        assert client.get("/").status_code == 404
        assert client.get(API).status_code == 404
        set_up(client, server.said)
        sign_in(client)
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(30) == 0
        cookies = client.cookies
    again = ui("--review-only").wait()
    assert "set-up" not in again.said
    with again.client() as client:
        client.cookies = cookies
        assert "Jo Private" in client.get("/peel/").text


@pytest.mark.enable_socket
@pytest.mark.full
def test_a_killed_start_leaves_no_server(ui):
    server = ui().wait()
    server.process.kill()
    server.process.wait()
    assert server.gone()


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--host", "0.0.0.0"], "--behind-tls-proxy review.example.org"),
        (["--host", "::"], "can be reached from other machines"),
        (["--host", "review.example.org"], "expected an address"),
        (["--host", "0.0.0.0", "--behind-tls-proxy", "https://x/"], "expected a bare name"),
    ],
)
def test_passwords_never_cross_a_network_without_tls(options, says, tmp_path, monkeypatch):
    from click.testing import CliRunner

    from peel_ml.cli.ui import ui
    from peel_ml.errors import BadRequest

    monkeypatch.setenv("PEEL_HOME", str(tmp_path / "home"))
    answer = CliRunner().invoke(ui, options)
    assert isinstance(answer.exception, BadRequest)
    assert says in str(answer.exception)
    assert not (tmp_path / "home").exists()
