"""Contrast as rendered, in every theme: 4.5 to 1 for text (3 if large), 3 to 1 for marks that mean something."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

THEMES = ("light", "dark", "cream", "chosen dark")


def measured(one: Any) -> dict[str, list[list[Any]]]:
    one.open_all()
    found: dict[str, list[list[Any]]] = one.measure("contrast")
    return found


@pytest.mark.parametrize("theme", THEMES)
def test_words_and_marks_stand_out(opened: Callable[..., Any], theme: str) -> None:
    for name, width in (("service", 1280), ("prohibited", 320)):
        found = measured(opened(name, width, theme=theme))
        assert len(found["texts"]) > 500
        assert len(found["marks"]) > 20
        assert [one for one in found["texts"] if one[0] < 1] == []
        assert [one for one in found["marks"] if one[0] < 1] == []


def test_every_page_stands_out(opened: Callable[..., Any], any_page: str) -> None:
    found = measured(opened(any_page, theme=THEMES[sum(any_page.encode()) % len(THEMES)]))
    assert [one for kind in found.values() for one in kind if one[0] < 1] == []


@pytest.mark.full
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("width", [320, 1280])
def test_every_page_stands_out_in_every_theme(
    opened: Callable[..., Any], any_page: str, theme: str, width: int
) -> None:
    found = measured(opened(any_page, width, theme=theme))
    assert [one for kind in found.values() for one in kind if one[0] < 1] == []


def test_pale_words_would_be_found(opened: Callable[..., Any]) -> None:
    one = opened("prohibited")
    one.run("document.querySelector('.chart text').style.fill = document.querySelector('.cap').style.color = '#999'")
    assert {kind for share, _, kind in measured(one)["texts"] if share < 1} >= {"text", "P"}


@pytest.mark.parametrize("theme", THEMES)
def test_focus_is_seen_on_every_ground(opened: Callable[..., Any], theme: str) -> None:
    """The focus ring has two colours far apart: one of them stands out on any ground."""
    one = opened("prohibited", theme=theme)
    for part in ("nav a", "summary", ".scroll"):
        one.page.locator(part).first.evaluate(
            "part => part.closest('details') && (part.closest('details').open = true)"
        )
        one.page.keyboard.press("Tab")
        one.page.locator(part).first.focus()
        ring = one.run(
            "(style => style.outlineColor + style.boxShadow + style.backgroundColor)"
            "(getComputedStyle(document.activeElement))"
        )
        assert "rgb(255, 221, 0)" in ring
        assert "rgb(11, 12, 12)" in ring
