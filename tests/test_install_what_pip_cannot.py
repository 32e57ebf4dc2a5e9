"""`make test-deps`: nothing to do, something to install, and every way in which that cannot be done."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("install_what_pip_cannot.sh")
TOOLS = ("bash", "grep", "dirname", "id", "cat")


@dataclass(frozen=True)
class Machine:
    """A folder of its own for everything the script looks at, and a PATH with nothing else on it."""

    home: Path

    def tool(self, name: str, body: str = "exit 0") -> None:
        made = self.home / "bin" / name
        made.write_text(f'#!{self.home}/bin/bash\necho "{name} $@" >> {self.home}/called\n{body}\n')
        made.chmod(0o755)

    def has(self, *names: str) -> None:
        for name in names:
            made = (
                self.home
                / {
                    "chromium": "chromium",
                    "postgresql": "pg/15/bin/initdb",
                    "axe": "axe/node_modules/axe-core/package.json",
                }[name]
            )
            made.parent.mkdir(parents=True, exist_ok=True)
            made.write_text('{\n  "version": "4.14.1"\n}')
            made.chmod(0o755)

    def run(self, user: int = 0) -> tuple[str, list[str]]:
        done = subprocess.run(
            [self.home / "bin" / "bash", SCRIPT],
            env={
                "PATH": str(self.home / "bin"),
                "CHROMIUM": str(self.home / "chromium"),
                "POSTGRESQL": str(self.home / "pg"),
                "AXE_FOLDER": str(self.home / "axe"),
                "AS_USER": str(user),
            },
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        called = self.home / "called"
        return done.stderr, called.read_text().splitlines() if called.exists() else []


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    (tmp_path / "bin").mkdir()
    for name in TOOLS:
        found = next(Path(p) / name for p in os.environ["PATH"].split(":") if (Path(p) / name).exists())
        (tmp_path / "bin" / name).symlink_to(found.resolve())
    return Machine(tmp_path)


def test_does_nothing_where_all_is_there(machine: Machine) -> None:
    machine.tool("apt-get")
    machine.tool("npm")
    machine.has("chromium", "postgresql", "axe")
    assert machine.run() == ("", [])


def test_installs_what_is_missing(machine: Machine) -> None:
    machine.tool("apt-get")
    machine.tool("npm")
    machine.has("postgresql")
    said, called = machine.run()
    assert said == ""
    assert [line.split()[-1] for line in called] == ["-q", "chromium", "axe-core@4.14.1"]
    assert "--ignore-scripts" in called[-1]


def test_another_version_of_axe_is_replaced(machine: Machine) -> None:
    machine.tool("npm")
    machine.has("chromium", "postgresql", "axe")
    (machine.home / "axe/node_modules/axe-core/package.json").write_text('{"version": "4.9.0"}')
    assert [line.split()[0] for line in machine.run()[1]] == ["npm"]


@pytest.mark.parametrize(
    ("tools", "user", "sentence"),
    [
        ({}, 0, "no apt-get here"),
        ({"apt-get": "exit 0", "npm": "exit 0"}, 1000, "as root, 'apt-get install chromium postgresql'"),
        ({"apt-get": "exit 100", "npm": "exit 0"}, 0, "apt-get could not install chromium"),
        ({"apt-get": "exit 100", "npm": "exit 0"}, 0, "cannot fetch Debian's list"),
        ({"apt-get": "exit 0", "npm": "exit 1"}, 0, "npm could not fetch axe-core"),
        ({"apt-get": "exit 0"}, 0, "so is npm to fetch it with"),
    ],
)
def test_says_what_cannot_be_had_and_goes_on(machine: Machine, tools: dict[str, str], user: int, sentence: str) -> None:
    for name, body in tools.items():
        machine.tool(name, body)
    said, _ = machine.run(user)
    assert sentence in said
    assert "skip" in said
