"""One Chromium a session with a new profile, and one list of every page there is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import ModuleType
from typing import Any, Literal

import pytest

from peel_ml.cards.build import build
from peel_ml.cards.card import loads
from peel_ml.cards.diff.compare import difference
from peel_ml.cards.diff.content import Side
from peel_ml.cards.diff.html import to_html as difference_to_html
from peel_ml.cards.html import to_html
from peel_ml.cards.register.build import build_register
from peel_ml.cards.register.content import Declared, Register
from peel_ml.cards.register.html import to_html as register_html
from peel_ml.cards.signed import ScopeState, with_sign_off
from peel_ml.cards.signed import to_html as signed_html
from peel_ml.disclosure import INTERNAL, PUBLIC
from tests.cards.made import signing

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = Path(__file__).parent / "scripts"
MADE = (
    "real_final",
    "service",
    "synthetic",
    "hollow",
    "bare",
    "prohibited",
    "allowed",
    "hostile",
    "difference",
    "signed",
)
PUBLISHED = ("real_final", "service")
"""Made-up records of which the public view is looked at too; synthetic ones have none."""
REGISTERS = ("register", "public register")
HOSTILE = "<script>alert(1)</script>" + "x" * 90
ONE_OF_A_KIND = frozenset(
    (
        "service",
        "service public",
        "prohibited",
        "signed",
        "model_cards/stop-search-outcome/card.html",
        "docs/examples/recorded-crime-forecast/SYNTHETIC-card.html",
    )
)
"""One page of each kind; all of them are looked at by make test-all."""
MAIN = ("real_final", "service", "prohibited")
"""Between them every kind of block and chart."""


def committed() -> tuple[Path, ...]:
    """Every page the repository publishes: cards in both views, the register, differences between cards."""
    return tuple(
        sorted(path for folder in ("model_cards", "docs/examples") for path in (ROOT / folder).rglob("*.html"))
    )


def listed() -> tuple[str, ...]:
    """The names of all pages. A new use case adds its own by being published."""
    made = (*MADE, *(f"{name} public" for name in PUBLISHED), *REGISTERS)
    return (*made, *(path.relative_to(ROOT).as_posix() for path in committed()))


def _register(made: ModuleType, view: Literal["internal", "public"]) -> Register:
    """One use case with a card, one without, and one of no known objective."""
    card = build(made.RUNS["service"](), INTERNAL if view == "internal" else PUBLIC)
    book = [
        Declared(card.body.use_case, card.body.title, "more_trust", "exploring"),
        Declared("other", "Which missing people are at risk?", "less_crime", "proposed"),
        Declared("third", "Which complaints wait too long?", "", "retired"),
    ]
    sign_off = {
        card.body.use_case: (
            ScopeState("publication", "approved", signing.UNTIL),
            ScopeState("pilot", "revoked", withheld_reason="A court has asked for it."),
        ),
        "other": (ScopeState("pilot", "rejected"),),
    }
    return build_register(book, {card.body.use_case: card}, view, sign_off)


def _html(name: str, made: ModuleType) -> str:
    path = ROOT / name
    if path.suffix == ".html":
        card = path.with_name("card.json")
        # As this template renders it, so that a change of the template is seen before the card is published again.
        return to_html(loads(card.read_bytes())) if path.name == "card.html" else path.read_text(encoding="utf-8")
    if name.endswith("register"):
        return register_html(_register(made, "public" if name.startswith("public") else "internal"))
    if name == "hostile":
        return to_html(build(made.hostile(HOSTILE)))
    if name == "difference":
        return _difference(made)
    if name == "signed":
        return signed_html(
            with_sign_off(made.card("real_final"), signing.signed("suspended", reason="A figure moved."))
        )
    if name.endswith(" public"):
        return to_html(build(made.RUNS[name.split()[0]](), PUBLIC))
    return to_html(made.card(name))


def _difference(made: ModuleType) -> str:
    before = Side("before", made.card("synthetic"), made.synthetic())
    after = replace(made.real_final(), use_case=made.synthetic().use_case)
    return difference_to_html(difference(before, Side("after", build(after), after)))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "any_page" in metafunc.fixturenames:
        metafunc.parametrize("any_page", _kinds(listed()))
    if "main_page" in metafunc.fixturenames:
        metafunc.parametrize("main_page", _kinds(MAIN))


def _kinds(names: Iterable[str]) -> list[Any]:
    """Return pages to look at: one of each kind, and the others where there is time for all of them."""
    return [pytest.param(name, marks=() if name in ONE_OF_A_KIND else pytest.mark.full) for name in names]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.enable_socket)


@pytest.fixture(scope="session")
def main_pages() -> tuple[str, ...]:
    return MAIN


@pytest.fixture(scope="session")
def file_of(made_cards: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    folder = tmp_path_factory.mktemp("pages")

    def file_of(name: str) -> Path:
        path = folder / f"{name.replace('/', '_').removesuffix('.html')}.html"
        if not path.exists():
            path.write_text(_html(name, made_cards), encoding="utf-8")
        return path

    return file_of


@dataclass(frozen=True)
class Opened:
    """A page in the browser, and everything it said or asked for."""

    page: Any
    said: list[str] = field(default_factory=list)

    def run(self, script: str, *given: Any) -> Any:
        """Evaluate JavaScript in the page."""
        return self.page.evaluate(script, *given)

    def measure(self, name: str, *given: Any) -> Any:
        """Evaluate one of `scripts/`: a function of the page."""
        return self.run((SCRIPTS / f"{name}.js").read_text(encoding="utf-8"), *given)

    def open_all(self) -> None:
        self.run("document.querySelectorAll('details').forEach(part => part.open = true)")


@pytest.fixture
def opened(chromium: Any, file_of: Callable[[str], Path]) -> Iterator[Callable[..., Opened]]:
    """Open a page by name: width, height, theme, and whether its script and its content policy are on."""
    contexts = []

    def open_(
        name: str,
        width: int = 1280,
        height: int = 900,
        theme: str = "light",
        script: bool = True,
        policy: bool = True,
    ) -> Opened:
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if theme == "dark" else "light",
            reduced_motion="reduce",
            java_script_enabled=script,
            bypass_csp=not policy,
        )
        contexts.append(context)
        opened = Opened(context.new_page())
        opened.page.on("console", lambda message: opened.said.append(message.text))
        opened.page.on("pageerror", lambda error: opened.said.append(str(error)))
        file = file_of(name).as_uri()
        # Everything but the page itself is noted and refused.
        context.route(
            lambda url: url.split("#")[0] != file, lambda route: (opened.said.append(route.request.url), route.abort())
        )
        opened.page.goto(file)
        if theme in ("cream", "chosen dark"):
            opened.run(f"document.getElementById('bg-{theme.split()[-1]}').checked = true")
        return opened

    yield open_
    for context in contexts:
        context.close()
