"""The pages over a desk and users that are made up."""

from __future__ import annotations

import importlib.util
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from html import unescape
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from peel_ml.assurance.ledger.storage import Storage
from peel_ml.assurance.payloads import SetPerson
from peel_ml.assurance.people import Person
from peel_ml.assurance.register.desk import Act, Desk
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


@pytest.fixture(scope="session")
def run() -> Callable[..., Any]:
    """Runs a coroutine, also beside a running loop."""
    return made.run


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


class Floor:
    """The pages over a real register: one app for all tests of a module, and a register of each test's own."""

    def __init__(self, made: ModuleType, site: made.Site, template: Path) -> None:
        self.made, self.site, self._template = made, site, template
        desk = made.desk_at(template.parent)
        self._signer = desk.signer
        # Closed, so that all of it stands in the one file.
        desk.storage.close()

    def begin(self, folder: Path) -> None:
        """Start with a register that has people and no matters."""
        folder.mkdir(exist_ok=True)
        shutil.copy(self._template, folder / "register.db")
        self.clock = self.made.Clock()
        self.clock.now += timedelta(minutes=5)
        storage = Storage(f"sqlite:///{folder / 'register.db'}")
        self.desk = Desk(storage, self._signer, self.made.passing, self.clock)
        self.site.app.services = replace(self.site.app.services, desk=self.desk, people=RegisterPeople(self.desk))
        self.site.now = self.clock.now.timestamp()

    def browser(self, user: str) -> made.Browser:
        return self.site.browser(user)

    def enter(self, person: Person) -> None:
        self.desk.record(Act("adm", "administrator", "person", person.id, SetPerson(person)))

    def form(self, browser: made.Browser, path: str) -> dict[str, str]:
        """Return the hidden fields of a form, with its token."""
        page = browser.get(path)
        assert page.status_code == 200, page.text
        return self.hidden(page)

    def hidden(self, page: Any) -> dict[str, str]:
        """Return the hidden fields of the last form on a page."""
        form = page.text.rpartition("<form")[2]
        found = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)
        return {name: unescape(value) for name, value in found}

    def send(self, browser: made.Browser, path: str, typed: dict[str, str] | None = None, **more: str) -> Any:
        """Open a form, fill it in and send it."""
        return self.again(browser, path, browser.get(path), {**(typed or {}), **more})

    def again(self, browser: made.Browser, path: str, page: Any, typed: dict[str, str]) -> Any:
        """Send a form that stands on a page already."""
        hidden = self.hidden(page)
        token = hidden.pop("form_token")
        return browser.post(path, {**hidden, **typed}, token=token)


@pytest.fixture(scope="module")
def house(assurance_made: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Floor]:
    folder = tmp_path_factory.mktemp("house")
    users = made.MadeUsers(dict.fromkeys(("adm", *(one.id for one in assurance_made.PEOPLE)), made.PASSWORD))
    site = made.Site(folder / "state.db", users=users, home=folder)
    yield Floor(assurance_made, site, folder / "register.db")
    site.close()


@pytest.fixture
def floor(house: Floor, tmp_path: Path) -> Iterator[Floor]:
    house.begin(tmp_path)
    yield house
    house.desk.storage.close()
