"""What every test stands on: no network beyond loopback, a state folder of its own, one thread a fit."""

import gc
import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType

# Before any library is imported. Two tests run side by side on two cores: more threads would only wait for one another.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "POLARS_MAX_THREADS", "NUMBA_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
for _name in ("DO_NOT_TRACK", "MLFLOW_DISABLE_TELEMETRY"):
    os.environ[_name] = "true"
os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] = "false"

import hypothesis
import pytest
import pytest_socket

# The cards and records that tests share are many objects that stay: to look through them again and again took a
# twelfth of the time of all tests.
gc.set_threshold(100_000, 20, 100)

# How long an example takes says more about what else the machine does; every test has a timeout.
hypothesis.settings.register_profile("peel", deadline=None)
hypothesis.settings.register_profile("quick", deadline=None, max_examples=15)
hypothesis.settings.load_profile("peel")

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"

pytest_plugins = ["tests.postgresql", "tests.chromium"]


def pytest_configure(config: pytest.Config) -> None:
    # make test has ten minutes; make test-all draws as many examples as Hypothesis does by itself.
    if config.option.markexpr == "not full":
        hypothesis.settings.load_profile("quick")


def pytest_runtest_setup(item: pytest.Item) -> None:
    pytest_socket.socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)
    if item.get_closest_marker("real_data") and not (SHARED / "data").is_dir():
        pytest.skip("the real public data is not beside this checkout")


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real public data; only for tests marked `real_data`."""
    return SHARED / "data"


@pytest.fixture(scope="session")
def made_cards() -> ModuleType:
    """Made-up records and audits for cards, loaded by path: the tests' folders are not packages."""
    folder, name = ROOT / "tests" / "cards" / "made", "cards_made"
    spec = importlib.util.spec_from_file_location(
        name, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
