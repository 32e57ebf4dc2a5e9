"""The whole page by keyboard alone: every stop reached in reading order, seen when reached, and left again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


def walk(one: Any, key: str, steps: int) -> list[dict[str, Any]]:
    found = []
    for _ in range(steps):
        one.page.keyboard.press(key)
        found.append(one.measure("focused"))
    return found


@pytest.mark.parametrize(("name", "width"), [("prohibited", 1280), ("prohibited", 320), ("real_final", 1280)])
def test_every_stop_is_reached_in_order_and_seen(opened: Callable[..., Any], name: str, width: int) -> None:
    one = opened(name, width)
    if name == "prohibited":
        one.open_all()
    steps = one.measure("stops")
    found = walk(one, "Tab", steps)
    assert steps > 20
    assert [each["stop"] for each in found] == list(range(steps))
    assert [each["name"] for each in found if not (each["ring"] and each["inView"] and each["clear"])] == []
    # No trap at the end: one more step leaves the page, and the way back is the same.
    assert walk(one, "Tab", 1)[0]["stop"] in (-1, 0)
    one.run("window.stops.at(-1).focus()")
    back = walk(one, "Shift+Tab", 15)
    assert [each["stop"] for each in back] == [steps - 2 - number for number in range(15)]


def test_a_stop_out_of_order_would_be_found(opened: Callable[..., Any]) -> None:
    one = opened("prohibited")
    one.run("document.querySelectorAll('nav a')[3].tabIndex = 5")
    steps = one.measure("stops")
    assert [each["stop"] for each in walk(one, "Tab", steps)] != list(range(steps))


def test_a_hidden_ring_would_be_found(opened: Callable[..., Any]) -> None:
    one = opened("prohibited", policy=False)
    one.page.add_style_tag(
        content=":focus-visible.focus-visible, nav a { outline: 0 !important; box-shadow: none !important }"
    )
    one.measure("stops")
    assert not all(each["ring"] for each in walk(one, "Tab", 4))


def test_skip_link_comes_first_and_leads_to_the_content(opened: Callable[..., Any], main_page: str) -> None:
    one = opened(main_page)
    one.page.keyboard.press("Tab")
    assert one.run("document.activeElement.className") == "skip"
    assert one.run("document.activeElement.getBoundingClientRect().left") >= 0
    one.page.keyboard.press("Enter")
    one.page.keyboard.press("Tab")
    assert one.run("document.querySelector('main').contains(document.activeElement)")


def test_folds_and_preferences_answer_to_keys(opened: Callable[..., Any]) -> None:
    one = opened("real_final")
    one.page.locator("figure summary").first.focus()
    one.page.keyboard.press("Enter")
    assert one.run("document.querySelector('figure details').open")
    one.page.keyboard.press("Space")
    assert not one.run("document.querySelector('figure details').open")
    one.page.locator(".prefs summary").focus()
    one.page.keyboard.press("Enter")
    one.page.keyboard.press("Tab")
    one.page.keyboard.press("ArrowDown")
    one.page.keyboard.press("ArrowDown")
    assert one.run("document.activeElement.id") == "bg-cream"
    assert one.run("getComputedStyle(document.body).backgroundColor") == "rgb(253, 246, 227)"


def test_a_link_of_the_contents_moves_the_focus(opened: Callable[..., Any]) -> None:
    one = opened("real_final")
    one.page.locator("nav a[href='#groups']").focus()
    one.page.keyboard.press("Enter")
    one.page.keyboard.press("Tab")
    assert one.run("document.querySelector('#groups').contains(document.activeElement)")


def test_wide_tables_scroll_by_keyboard(opened: Callable[..., Any]) -> None:
    one = opened("real_final", 320)
    one.open_all()
    wide = one.run(
        "[...document.querySelectorAll('.scroll')].findIndex(part => part.scrollWidth > part.clientWidth + 80)"
    )
    assert wide >= 0
    one.page.locator(".scroll").nth(wide).focus()
    for _ in range(3):
        one.page.keyboard.press("ArrowRight")
    one.page.wait_for_function("number => document.querySelectorAll('.scroll')[number].scrollLeft > 0", arg=wide)
