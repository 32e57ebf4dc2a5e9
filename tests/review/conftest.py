"""The pages over a desk and users that are made up."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from peel_ml.assurance.desk import Desk
from peel_ml.review.wiring import RegisterPeople

HERE = Path(__file__).parent


def _load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"review_{name}", HERE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


made = _load("made")


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A real register with one person of every role."""
    opened = made.real_desk(tmp_path_factory.mktemp("register"))
    yield opened
    opened.storage.close()


@pytest.fixture(scope="session")
def whole(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[made.Site]:
    """The pages over the real register, shared by tests that change nothing in it."""
    site = made.Site(tmp_path_factory.mktemp("whole") / "state.db", people=RegisterPeople(desk), desk=desk)
    yield site
    site.close()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Callable[..., made.Site]]:
    """Make the pages over a state of this test's own."""
    sites = []

    def make(**changes: object) -> made.Site:
        sites.append(made.Site(tmp_path / f"state{len(sites)}.db", **changes))
        return sites[-1]

    yield make
    for one in sites:
        one.close()
