import importlib.util
import sys
from pathlib import Path

import pytest

_SPEC = importlib.util.spec_from_file_location("made_project", Path(__file__).parents[1] / "made_project.py")
made_project = importlib.util.module_from_spec(_SPEC)
sys.modules["made_project"] = made_project
_SPEC.loader.exec_module(made_project)

from peel_ml.settings import read_settings


@pytest.fixture(scope="session")
def made():
    """Makes small projects."""
    return made_project


@pytest.fixture(scope="session")
def finished(tmp_path_factory, made):
    """One finished run of a service use case: its record and its settings."""
    from peel_ml import run

    settings = read_settings({}, start=made.make(tmp_path_factory.mktemp("service")))
    return run("visits", settings=settings, orchestrate=False), settings
