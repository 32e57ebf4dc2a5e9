"""A project with four finished runs, and `peel card` in this process."""

import sys
from dataclasses import replace

import pytest

from peel_ml.cards.render import render
from peel_ml.cli import main
from peel_ml.experiment.story import documents
from peel_ml.store import save
from tests.cli.showing.runs import AUDIT, QUICK, REAL, SYNTHETIC


@pytest.fixture(scope="session")
def files(made_cards):
    """What four finished runs leave behind."""
    quick = replace(made_cards.real_final(), quick=True)
    return {
        ("made-up-audit", REAL): documents(made_cards.real_final()),
        ("made-up-audit", SYNTHETIC): documents(made_cards.synthetic()),
        ("made-up-audit", QUICK): documents(quick),
        ("audit-recidivism", AUDIT): {"record.json": b"{}", **render(made_cards.card("prohibited"))},
    }


@pytest.fixture
def root(tmp_path, monkeypatch, files):
    """A project with one use case in its problem book, and the four runs."""
    folder = tmp_path / "project"
    case = folder / "usecases" / "made-up-audit"
    case.mkdir(parents=True)
    (folder / "pyproject.toml").touch()
    (case / "usecase.yaml").write_text("title: Which searches?\nobjective: high_standards\nstage: exploring\n")
    for (name, run), content in files.items():
        save(folder / ".peel" / "runs", name, run, content)
    monkeypatch.chdir(folder)
    for name in ("PEEL_HOME", "PEEL_PROJECT"):
        monkeypatch.delenv(name, raising=False)
    return folder


@pytest.fixture
def here(root, capfdbinary, monkeypatch):
    """Runs `peel card` in this process and returns its exit status, stdout and stderr."""

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["peel", "card", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capfdbinary.readouterr()
        return ended.value.code, said.out, said.err.decode()

    return run
