"""`peel` in this process, with a state folder and a small project of its own."""

import pytest


@pytest.fixture
def peel(here):
    """Runs `peel` in this process: what is refused needs none of its own."""
    return here


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
