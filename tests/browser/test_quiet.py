"""The page needs nothing but itself: no request, no complaint, no script, and it works inside MLflow's frame."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


def test_opens_quietly_and_asks_for_nothing(opened: Callable[..., Any], any_page: str) -> None:
    one = opened(any_page)
    one.page.wait_for_load_state("load")
    assert one.run("document.fonts.check('700 16px \"Atkinson Hyperlegible Next\"')")
    assert one.said == []


def test_a_request_would_be_seen(opened: Callable[..., Any]) -> None:
    one = opened("prohibited", policy=False)
    one.run("fetch('https://example.org/x').catch(() => 0)")
    assert "https://example.org/x" in one.said


ADDRESSES = re.compile(
    r"""(?:src|href|action|poster|data|srcset|cite|background|formaction)\s*=\s*["']?(?!\#|data:)[^\s"'>]+"""
    r"""|url\((?!\#|["']?data:)|@import|<(?:link|base|iframe|object|embed|img|form)\b""",
    re.I,
)


def test_nothing_outside_is_referred_to(file_of: Callable[[str], Path], any_page: str) -> None:
    """Cards refer to nothing; a register may link to the cards beside it, never further."""
    page = file_of(any_page).read_text(encoding="utf-8")
    found = {one.group() for one in ADDRESSES.finditer(re.sub(r"base64,[\w+/=]+", "", page))}
    assert not [
        one for one in found if not re.fullmatch(r'href="(?![a-z]+:|//|/)[\w./#-]+\.(?:html|md|json|csv|pdf)', one)
    ]
    assert not re.search(r"https?://|//[a-z0-9-]+\.[a-z]{2,}", page.replace("http://www.w3.org/2000/svg", ""))


@pytest.mark.parametrize("wrong", ['<a href="https://e.org">', "<img src=x>", '<a href="/etc">', "url(x.png)"])
def test_a_reference_would_be_found(wrong: str) -> None:
    assert ADDRESSES.search(wrong)


def test_everything_can_be_read_without_script(opened: Callable[..., Any], main_page: str) -> None:
    with_script, without = opened(main_page), opened(main_page, script=False)
    assert without.page.locator("body").inner_text() == with_script.page.locator("body").inner_text()
    without.page.locator("details:not(.prefs) > summary").first.click()
    assert without.page.locator("details[open]").count() == 1


@pytest.mark.parametrize(
    ("choice", "part", "style", "expected"),
    [
        ("bg-cream", "body", "backgroundColor", "rgb(253, 246, 227)"),
        ("bg-dark", "body", "backgroundColor", "rgb(18, 22, 27)"),
        ("fs-large", "main p", "fontSize", "23px"),
        ("sp-wide", "main p", "letterSpacing", "1.14px"),
    ],
)
def test_reading_preferences_work_without_script(
    opened: Callable[..., Any], choice: str, part: str, style: str, expected: str
) -> None:
    one = opened("real_final", script=False)
    one.page.locator(".prefs summary").click()
    one.page.locator(f"label[for={choice}]").click()
    # Without script the style is settled when a frame was drawn.
    one.page.locator(f"label[for={choice}]").screenshot()
    assert one.page.locator(part).first.evaluate(f"part => getComputedStyle(part).{style}") == expected


@pytest.fixture
def framed(opened: Callable[..., Any], file_of: Callable[[str], Path]) -> Callable[[str], Any]:
    """Show a page the way MLflow does: a sandboxed frame of a blob, in a pane 600 pixels wide."""

    def framed(name: str) -> Any:
        one = opened(name, 640)
        one.page.goto("about:blank")
        one.run(
            """html => { const frame = document.createElement('iframe'); frame.sandbox = 'allow-scripts';
            frame.width = 600; frame.height = 800;
            frame.src = URL.createObjectURL(new Blob([html], {type: 'text/html'}));
            document.body.append(frame); }""",
            file_of(name).read_text(encoding="utf-8"),
        )
        one.page.frame_locator("iframe").locator("h1").wait_for()
        return one

    return framed


def test_every_link_moves_and_focuses_in_a_sandboxed_frame(framed: Callable[[str], Any], main_page: str) -> None:
    one = framed(main_page)
    frame = one.page.frame_locator("iframe")
    links = frame.locator("main a[href^='#']:visible")
    places = [links.nth(number).get_attribute("href") for number in range(links.count())]
    assert len(places) >= 8
    for number, place in enumerate(places):
        links.nth(number).click()
        found = frame.locator(place).evaluate(
            "part => [part === document.activeElement, part.getBoundingClientRect().top,"
            " scrollY + innerHeight >= document.documentElement.scrollHeight - 2]"
        )
        assert found[0], place
        assert found[2] or -2 <= found[1] < 60, place
    assert one.said == []


def test_the_frame_shows_all_of_it(framed: Callable[[str], Any]) -> None:
    one = framed("real_final")
    body = one.page.frame_locator("iframe").locator("body")
    assert body.evaluate("body => document.documentElement.scrollWidth <= innerWidth")
    assert body.evaluate("body => getComputedStyle(document.querySelector('.page')).display") == "block"
    assert "Atkinson" in body.evaluate("body => getComputedStyle(body).fontFamily")


def test_what_is_prohibited_is_seen_first(opened: Callable[..., Any]) -> None:
    page = opened("prohibited", 320).page
    banner = page.locator(".banner")
    assert banner.inner_text() == "Disparity audit of a prohibited use. Not evidence for adopting it."
    assert banner.bounding_box()["y"] < 400
    assert page.title().startswith("Disparity audit of a prohibited use. Not evidence for adopting it.")
    page.emulate_media(media="print")
    assert banner.is_visible()
