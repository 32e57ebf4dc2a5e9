import stat

import pytest

from peel_ml.errors import BadRequest, PeelError
from peel_ml.settings import ensure_home, read_settings


@pytest.fixture
def project(tmp_path):
    (tmp_path / "usecases").mkdir()
    (tmp_path / "pyproject.toml").touch()
    return tmp_path


def test_state_is_below_the_project_by_default(project):
    settings = read_settings({}, start=project / "usecases")
    assert settings.home == project / ".peel"
    assert settings.tracking_uri.endswith("/.peel/mlflow.db")


def test_the_environment_moves_it(project, tmp_path):
    settings = read_settings(
        {"PEEL_HOME": str(tmp_path / "x"), "PEEL_THREADS": "2", "PEEL_MLFLOW_URI": "http://127.0.0.1:5000"},
        start=project,
    )
    assert (settings.home, settings.threads, settings.tracking_uri) == (tmp_path / "x", 2, "http://127.0.0.1:5000")


@pytest.mark.parametrize("threads", ["0", "two", "-1"])
def test_threads_that_are_no_number_are_refused(project, threads):
    with pytest.raises(BadRequest, match="PEEL_THREADS"):
        read_settings({"PEEL_THREADS": threads}, start=project)


def test_no_project_says_what_to_do(tmp_path):
    with pytest.raises(BadRequest, match="PEEL_PROJECT"):
        read_settings({}, start=tmp_path)


def test_what_needs_no_use_case_needs_no_project(tmp_path):
    assert read_settings({}, start=tmp_path, anywhere=True).home == tmp_path / ".peel"
    with pytest.raises(BadRequest, match="PEEL_PROJECT names"):
        read_settings({"PEEL_PROJECT": str(tmp_path)}, start=tmp_path, anywhere=True)


def test_the_state_folder_is_private_and_versioned(tmp_path):
    ensure_home(tmp_path / "home")
    assert stat.S_IMODE((tmp_path / "home").stat().st_mode) == 0o700
    ensure_home(tmp_path / "home")
    (tmp_path / "home" / "layout").write_text("99")
    with pytest.raises(BadRequest, match="layout '99'"):
        ensure_home(tmp_path / "home")


def test_a_state_folder_that_cannot_be_made_is_a_failure_of_the_work(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(PeelError, match="PEEL_HOME") as caught:
        ensure_home(tmp_path / "file" / "home")
    assert caught.value.exit_status == 1


def test_the_shared_study_is_on_postgresql_or_nowhere_and_its_password_is_not_shown(project):
    assert read_settings({}, start=project).study_uri == ""
    settings = read_settings({"PEEL_STUDY_URI": "postgresql://peel:secret@db/studies"}, start=project)
    assert settings.study_uri == "postgresql+psycopg://peel:secret@db/studies"
    assert "secret" not in repr(settings)
    with pytest.raises(BadRequest, match="PEEL_STUDY_URI") as caught:
        read_settings({"PEEL_STUDY_URI": "mysql://peel:secret@db/studies"}, start=project)
    assert "secret" not in str(caught.value)


def test_files_of_runs_are_below_the_state_folder_or_where_they_are_said_to_be(project):
    assert read_settings({}, start=project).artifacts == (project / ".peel" / "mlartifacts").as_uri()
    assert read_settings({"PEEL_ARTIFACTS": "s3://peel/runs/"}, start=project).artifacts == "s3://peel/runs"
    with pytest.raises(BadRequest, match="s3://BUCKET"):
        read_settings({"PEEL_ARTIFACTS": "somewhere"}, start=project)
