"""The card in a real browser: quiet, reachable by keyboard, and readable at every width."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from peel_ml.cards.build import build
from peel_ml.cards.render import render

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = [
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no /usr/bin/chromium on this machine"),
    pytest.mark.enable_socket,
]


@pytest.fixture(scope="module")
def cards(made: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cards")
    for name in ("real_final", "synthetic", "service", "prohibited", "hostile"):
        hostile = "<script>alert(1)</script>" + "x" * 90
        card = build(made.hostile(hostile)) if name == "hostile" else made.card(name)
        (folder / f"{name}.html").write_bytes(render(card)["card.html"])
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def opened(browser: Any, cards: Path) -> Iterator[Any]:
    contexts = []

    def open_(name: str, width: int, scheme: str = "light", script: bool = True) -> tuple[Any, list[str]]:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            reduced_motion="reduce",
            java_script_enabled=script,
        )
        contexts.append(context)
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: said.append(request.url) if request.url.startswith("http") else None)
        page.goto((cards / f"{name}.html").as_uri())
        return page, said

    yield open_
    for context in contexts:
        context.close()


@pytest.mark.parametrize("name", ["real_final", "synthetic", "service", "prohibited", "hostile"])
def test_opens_quietly_and_asks_for_nothing(opened: Any, name: str) -> None:
    page, said = opened(name, 1280)
    page.wait_for_load_state("load")
    assert page.evaluate("document.fonts.check('700 16px \"Atkinson Hyperlegible Next\"')")
    assert page.evaluate("getComputedStyle(document.querySelector('.page')).display") == "grid"
    assert said == []


@pytest.mark.parametrize("width", [320, 600, 1280])
@pytest.mark.parametrize("name", ["real_final", "service", "prohibited", "hostile"])
def test_no_sideways_scrolling(opened: Any, name: str, width: int) -> None:
    page, _ = opened(name, width)
    page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_no_sideways_scrolling_with_large_and_wide_text(opened: Any) -> None:
    page, _ = opened("real_final", 320)
    page.evaluate("document.getElementById('fs-large').checked = document.getElementById('sp-wide').checked = true")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_headings_step_down_one_at_a_time(opened: Any) -> None:
    page, _ = opened("real_final", 1280)
    levels = [int(tag[1]) for tag in page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map(h => h.tagName)")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_skip_link_comes_first_and_leads_to_the_content(opened: Any) -> None:
    page, _ = opened("real_final", 1280)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_summary_comes_before_the_contents_when_narrow(opened: Any) -> None:
    page, _ = opened("real_final", 390)
    top = "document.querySelector('{}').getBoundingClientRect().top"
    places = [page.evaluate(top.format(one)) for one in ("h1", ".tags", "#summary", "nav", "#key-facts")]
    assert places == sorted(places)


def test_contents_stay_in_sight_when_wide(opened: Any) -> None:
    page, _ = opened("real_final", 1280)
    page.evaluate("document.getElementById('data').scrollIntoView()")
    assert 0 <= page.evaluate("document.querySelector('.side').getBoundingClientRect().top") < 100


def test_page_colour_works_without_script(opened: Any) -> None:
    page, _ = opened("real_final", 1280, script=False)
    page.locator(".prefs summary").click()
    page.locator("label[for=bg-cream]").click()
    page.locator("label[for=bg-cream]").screenshot()
    colour = page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
    assert colour == "rgb(253, 246, 227)"


def test_links_move_and_focus_in_a_sandboxed_frame(opened: Any, cards: Path) -> None:
    page, said = opened("real_final", 600)
    page.goto("about:blank")
    page.evaluate(
        """html => { const frame = document.createElement('iframe'); frame.sandbox = 'allow-scripts';
        frame.width = 600; frame.height = 800;
        frame.src = URL.createObjectURL(new Blob([html], {type: 'text/html'}));
        document.body.append(frame); }""",
        (cards / "real_final.html").read_text(encoding="utf-8"),
    )
    frame = page.frame_locator("iframe")
    frame.locator("a[href='#groups']").click()
    assert frame.locator("#groups").evaluate("part => part === document.activeElement")
    assert abs(frame.locator("#groups").evaluate("part => part.getBoundingClientRect().top")) < 60
    assert said == []


def test_print_opens_every_table(opened: Any) -> None:
    page, _ = opened("real_final", 800, script=False)
    page.emulate_media(media="print")
    heights = page.locator("figure details table").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().height)"
    )
    assert heights
    assert all(height > 20 for height in heights)


@pytest.mark.parametrize("width", [320, 600, 1280])
def test_marks_stand_beside_their_words(opened: Any, width: int) -> None:
    """Every strip is as wide as the space behind it, so that a mark stands where the ticks say."""
    page, _ = opened("real_final", width)
    apart = page.evaluate(
        """[...document.querySelectorAll('.intervals > div')].flatMap(chart => {
            const behind = chart.querySelector('.bg').getBoundingClientRect();
            return [...chart.querySelectorAll('p svg')].map(strip => {
                const one = strip.getBoundingClientRect();
                return Math.abs(one.left - behind.left) + Math.abs(one.right - behind.right); }); })"""
    )
    assert len(apart) > 20
    assert max(apart) < 2


def test_what_is_prohibited_is_seen_first(opened: Any) -> None:
    page, _ = opened("prohibited", 320)
    banner = page.locator(".banner")
    assert banner.inner_text() == "Disparity audit of a prohibited use. Not evidence for adopting it."
    assert banner.bounding_box()["y"] < 400
    assert page.title().startswith("Disparity audit of a prohibited use. Not evidence for adopting it.")
    page.emulate_media(media="print")
    assert banner.is_visible()
