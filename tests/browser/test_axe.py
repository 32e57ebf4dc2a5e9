"""axe-core finds nothing to complain about: WCAG 2.2 A and AA and its best practice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
THEMES = ("light", "dark", "cream")
WIDTHS = (1280, 320)
LOOKS = tuple((theme, width) for theme in THEMES for width in WIDTHS)


def violations(page: Any, axe: str) -> list[tuple[str, str]]:
    """What axe-core says of the page as it stands, everything open."""
    page.open_all()
    page.run(axe)
    found = page.run(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})", TAGS
    )
    return [
        (one["id"], f"{node['html'][:200]} {node['failureSummary'][:200]}")
        for one in found["violations"]
        for node in one["nodes"]
    ]


def test_every_page_is_clean_in_one_look(opened: Callable[..., Any], axe: str, any_page: str) -> None:
    """Looks take turns, so that the suite stays short; the long grid has all of them for every page."""
    theme, width = LOOKS[sum(any_page.encode()) % len(LOOKS)]
    assert violations(opened(any_page, width, theme=theme, policy=False), axe) == []


@pytest.mark.parametrize(("theme", "width"), [("dark", 1280), ("light", 320), ("cream", 320)])
def test_a_card_is_clean_in_every_look(opened: Callable[..., Any], axe: str, theme: str, width: int) -> None:
    assert violations(opened("prohibited", width, theme=theme, policy=False), axe) == []


@pytest.mark.full
@pytest.mark.parametrize(("theme", "width"), LOOKS)
def test_every_page_is_clean_in_every_look(
    opened: Callable[..., Any], axe: str, any_page: str, theme: str, width: int
) -> None:
    assert violations(opened(any_page, width, theme=theme, policy=False), axe) == []


def test_axe_sees_what_is_wrong(opened: Callable[..., Any], axe: str) -> None:
    page = opened("prohibited", policy=False)
    page.run("document.documentElement.removeAttribute('lang'); document.querySelector('.cap').style.color = '#ccc'")
    assert {code for code, _ in violations(page, axe)} == {"html-has-lang", "color-contrast"}
