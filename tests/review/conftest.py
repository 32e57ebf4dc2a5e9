"""The pages over a desk and users that are made up."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

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


def _assurance() -> ModuleType:
    path = HERE.parent / "assurance" / "made.py"
    spec = importlib.util.spec_from_file_location("assurance_made_for_review", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def assurance_made() -> ModuleType:
    return _assurance()


class DecidingSite:
    def __init__(self, make: Callable[..., made.Site]) -> None:
        self.make = make

    def users(self, names: list[str]) -> made.MadeUsers:
        return made.MadeUsers(dict.fromkeys(names, made.PASSWORD))


@pytest.fixture
def deciding_site(site: Callable[..., made.Site]) -> DecidingSite:
    return DecidingSite(site)
