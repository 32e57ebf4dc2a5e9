import sys
from pathlib import Path

import pytest

# Before any test imports prefect: its settings are read once.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))


@pytest.fixture(scope="session")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("peel-home")


@pytest.fixture(scope="session")
def server(home):
    """One Prefect server a session: starting one takes seconds."""
    from flows.server import begin

    running = begin(home)
    assert running.ready() is not None
    yield running
    running.end()


def pytest_collection_modifyitems(items):
    # prefect 3.8's own imports and connections; can go as they mend them.
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.enable_socket)
