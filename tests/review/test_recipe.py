"""The recipe for a team's server says what the code does."""

from __future__ import annotations

import re

import pytest
import yaml
from click.testing import CliRunner

from peel_ml.cli.ui import ui


@pytest.fixture(scope="module")
def folder(root):
    return root / "mlflow"


def test_only_the_proxy_can_be_reached(folder):
    services = yaml.safe_load((folder / "compose.yaml").read_text())["services"]
    assert [name for name, service in services.items() if service.get("ports")] == ["proxy"]
    assert all("privileged" not in service for service in services.values())


def test_every_secret_is_asked_for_and_none_is_given(folder):
    text = (folder / "compose.yaml").read_text()
    example = (folder / "server.env.example").read_text()
    for name in set(re.findall(r"\${(\w+)", text)):
        assert re.search(rf"^{name}=", example, re.M), name
    for name in ("PEEL_DATABASE_PASSWORD", "PEEL_STORE_SECRET"):
        assert re.search(rf"^{name}=$", example, re.M)


def test_commands_have_options_that_exist(folder):
    known = CliRunner().invoke(ui, ["--help"]).output
    service = (folder / "peel-ui.service").read_text()
    command = yaml.safe_load((folder / "compose.yaml").read_text())["services"]["server"]["command"]
    options = [word for word in (*command, *service.split()) if word.startswith("--")]
    assert options
    assert all(option in known for option in options)


def test_every_file_that_the_page_names_is_there_and_the_other_way_round(folder):
    text = (folder / "README.md").read_text().partition("## For a team")[2]
    named = set(re.findall(r"^\| `([\w.-]+)` \|", text, re.M))
    kept_out = {"README.md", ".gitignore", ".env", "s3.json", "certificates"}
    assert {path.name for path in folder.iterdir()} - kept_out == named


def test_no_python_and_no_host_of_a_registry(folder):
    for path in folder.iterdir():
        assert path.suffix != ".py"
        if path.is_file():
            assert not re.search(r"(docker|ghcr|quay|gcr)\.io", path.read_text())
