import subprocess

import pytest

from peel_ml import provenance


def git(folder, *arguments):
    author = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    subprocess.run(["git", "-C", str(folder), *author, *arguments], check=True, capture_output=True)


def test_outside_a_repository(tmp_path):
    assert provenance.code_state(tmp_path) == provenance.CodeState(provenance.NO_REPOSITORY, None)


def test_a_commit_and_whether_it_was_changed(tmp_path):
    git(tmp_path, "init")
    assert provenance.code_state(tmp_path).commit == provenance.NO_COMMIT
    (tmp_path / "a").write_text("1")
    git(tmp_path, "add", "a")
    git(tmp_path, "commit", "-m", "one")
    state = provenance.code_state(tmp_path)
    assert len(state.commit) == 40
    assert state.dirty is False
    (tmp_path / "a").write_text("2")
    assert provenance.code_state(tmp_path) == provenance.CodeState(state.commit, True)


@pytest.mark.parametrize(
    ("raised", "expected"),
    [
        (FileNotFoundError("git"), provenance.GIT_NOT_FOUND),
        (subprocess.TimeoutExpired("git", 1), provenance.GIT_SILENT),
    ],
)
def test_git_that_is_missing_or_hangs_has_its_own_value(tmp_path, monkeypatch, raised, expected):
    def run(*_, **__):
        raise raised

    monkeypatch.setattr(provenance.subprocess, "run", run)
    assert provenance.code_state(tmp_path) == provenance.CodeState(expected, None)


def test_lock_digest(tmp_path):
    assert provenance.lock_digest(tmp_path) is None
    (tmp_path / "requirements.lock").write_text("")
    assert provenance.lock_digest(tmp_path).startswith("e3b0c442")


def test_versions_come_from_metadata():
    assert provenance.package_versions(["numpy", "no-such-thing"])["no-such-thing"] == "not installed"
    assert provenance.package_versions(["mlflow"])["mlflow"][0].isdigit()


@pytest.mark.parametrize(
    ("status", "said"),
    [(-9, ""), (127, "git: libc.so.6: failed to map segment from shared object"), (128, "fatal: Out of memory")],
)
def test_a_git_that_got_no_memory_says_nothing_about_the_code(tmp_path, monkeypatch, status, said):
    done = subprocess.CompletedProcess(["git"], status, "", said)
    monkeypatch.setattr(provenance.subprocess, "run", lambda *_, **__: done)
    with pytest.raises(MemoryError):
        provenance.code_state(tmp_path)
