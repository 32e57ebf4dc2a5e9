"""`peel` in this process, with a state folder and a small project of its own."""

import sys

import pytest

from peel_ml.cli import main


@pytest.fixture
def home(tmp_path, monkeypatch, root):
    folder = tmp_path / "home"
    monkeypatch.setenv("PEEL_HOME", str(folder))
    monkeypatch.chdir(root)
    return folder


@pytest.fixture
def peel(capsys, monkeypatch):
    """Runs `peel` in this process as a person would and returns its exit status, stdout and stderr."""

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["peel", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return ended.value.code, said.out, said.err

    return run


@pytest.fixture
def project(tmp_path, made, monkeypatch):
    """Makes the small project with these rows (a frame, or the CSV's bytes) and returns its use case's folder."""

    def make(data=None, text=None, **declared):
        root = made.make(tmp_path / "project", data=data, **declared)
        folder = root / "usecases" / "visits"
        if text is not None:
            (folder / "cases.csv").write_bytes(text)
        monkeypatch.setenv("PEEL_PROJECT", str(root))
        return folder

    return make
