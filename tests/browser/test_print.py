"""On paper: the decision sheet alone on the first page, no heading away from what it heads, nothing folded away."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pypdf
import pytest


def pages_of(one: Any, pages: str = "") -> list[str]:
    """The text of every page, as Chromium prints it."""
    printed = one.page.pdf(prefer_css_page_size=True, print_background=True, page_ranges=pages)
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(printed)).pages]


def flat(text: str) -> str:
    return re.sub(r"\s+", "", text)


def stranded(pages: list[str], heads: list[str]) -> list[str]:
    """Headings that end a page."""
    ends = [flat(page)[-200:] for page in pages[:-1]]
    return [f"page {number}: {head}" for number, end in enumerate(ends, 1) for head in heads if end.endswith(head)]


def test_the_decision_sheet_stands_alone_on_the_first_page(opened: Callable[..., Any], any_page: str) -> None:
    """Title, where the card stands, and the questions with their answers."""
    one = opened(any_page, 800)
    if not one.run("!!document.getElementById('key-facts')"):
        pytest.skip("a register or a difference has no decision sheet")
    if any_page == "hostile":
        pytest.skip("a title of a hundred letters in one word may take more than a page")
    first, second = pages_of(one, "1-2")
    words = one.run(
        "[...document.querySelectorAll('h1, .tags .tag, .first .box :is(h3, p, li)')].map(p => p.innerText)"
    )
    assert one.page.locator(".first .box h3").count() == (4 if any_page in ("prohibited", "allowed") else 5)
    assert [text for text in words if flat(text) not in flat(first)] == []
    assert "Keyfacts" not in flat(first)
    assert flat(second).startswith("Keyfacts")


def test_no_heading_is_stranded_and_nothing_folded_away(opened: Callable[..., Any], main_page: str) -> None:
    one = opened(main_page, 800)
    pages = pages_of(one)
    texts = "[...document.querySelectorAll('{}')].map(part => part.textContent)"
    heads = one.run(texts.format("h2, h3, h4, figcaption b, caption, th[colspan]"))
    others = {flat(text) for text in one.run(texts.format("dd, li"))}
    assert len(heads) > 30
    # Some headings are also an answer, such as "Not yet answered".
    assert stranded(pages, [flat(head) for head in heads if flat(head) not in others]) == []
    folds = one.run(
        "[...document.querySelectorAll('details:not(.prefs) caption, :not(figure) > details:not(.prefs) > summary')]"
        ".map(part => part.textContent)"
    )
    assert len(folds) > 8
    assert [fold for fold in folds if flat(fold)[:40] not in flat("".join(pages))] == []


def test_a_stranded_heading_would_be_found(opened: Callable[..., Any]) -> None:
    one = opened("prohibited", 800)
    one.run("document.querySelector('#limits h2').style.breakAfter = 'page'")
    head = flat(one.run("document.querySelector('#limits h2').innerText"))
    assert len(stranded(pages_of(one), [head])) == 1


def test_print_opens_every_table_without_script(opened: Callable[..., Any]) -> None:
    page = opened("real_final", 800, script=False).page
    page.emulate_media(media="print")
    heights = page.locator("figure details table").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().height)"
    )
    assert heights
    assert all(height > 20 for height in heights)


def test_print_is_black_on_white_whatever_was_chosen(opened: Callable[..., Any]) -> None:
    one = opened("real_final", theme="dark")
    one.page.emulate_media(media="print", color_scheme="dark")
    assert one.run("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert one.run("getComputedStyle(document.body).color") == "rgb(11, 12, 12)"
    assert not one.page.locator("nav").is_visible()
    assert not one.page.locator(".prefs").is_visible()
