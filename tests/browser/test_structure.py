"""What a screen reader is given: landmarks, headings, lists, names of charts, and headers of every cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest


@pytest.fixture
def tree(opened: Callable[..., Any]) -> Callable[[str], list[tuple[str, str]]]:
    """The accessibility tree as (role, name), in reading order, everything open."""

    def tree(name: str) -> list[tuple[str, str]]:
        one = opened(name)
        one.open_all()
        nodes = one.page.context.new_cdp_session(one.page).send("Accessibility.getFullAXTree")["nodes"]
        return [(node["role"]["value"], node.get("name", {}).get("value", "")) for node in nodes if not node["ignored"]]

    return tree


def test_landmarks_and_headings(tree: Callable[[str], list[tuple[str, str]]], main_page: str) -> None:
    found = tree(main_page)
    roles = Counter(role for role, _ in found)
    assert roles["banner"] == roles["main"] == roles["navigation"] == 1
    assert ("navigation", "On this page") in found
    assert ("region", "Decision sheet") in found
    regions = [name for role, name in found if role == "region"]
    assert len(regions) == len(set(regions)) >= 8
    assert all(regions)
    headings = [name for role, name in found if role == "heading"]
    assert all(headings)
    # A section is named by its own heading.
    assert set(regions) <= set(headings)


def test_every_chart_and_every_table_has_a_name(tree: Callable[[str], list[tuple[str, str]]], main_page: str) -> None:
    found = tree(main_page)
    for role in ("image", "graphics-document", "table", "figure"):
        assert [name for one, name in found if one == role and not name.strip()] == [], role
    assert sum(role == "figure" for role, _ in found) >= 4
    assert sum(role in ("image", "graphics-document") for role, _ in found) >= 4


def test_every_cell_has_its_headers(opened: Callable[..., Any], tree: Callable[[str], list[tuple[str, str]]]) -> None:
    roles = Counter(role for role, _ in tree("service"))
    one = opened("service")
    one.open_all()
    columns = one.run("document.querySelectorAll('thead th').length")
    rows = one.run("document.querySelectorAll('tbody th:not([colspan])').length")
    assert roles["columnheader"] >= columns > 50
    assert roles["rowheader"] >= rows > 100
    assert one.run("[...document.querySelectorAll('tbody tr')].every(row => row.cells[0].localName === 'th')")


def test_lists_are_lists(tree: Callable[[str], list[tuple[str, str]]]) -> None:
    roles = Counter(role for role, _ in tree("real_final"))
    assert roles["list"] > 8
    assert roles["listitem"] > 40
    assert roles["term"] == roles["definition"] > 20


def test_headings_step_down_one_at_a_time(opened: Callable[..., Any], any_page: str) -> None:
    one = opened(any_page)
    levels = [int(tag[1]) for tag in one.run("[...document.querySelectorAll('h1,h2,h3,h4')].map(h => h.tagName)")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_marks_and_drawings_say_nothing_twice(opened: Callable[..., Any]) -> None:
    """A drawing is one picture with a name, or hidden: its words stand beside it."""
    loose = opened("real_final").run(
        "[...document.querySelectorAll('svg')].filter(one => !one.closest('[aria-hidden=true]')"
        " && !one.parentElement.closest('[role=img]')"
        " && one.getAttribute('role') !== 'img' && !(one.getAttribute('role') === 'none' && !one.textContent.trim()))"
        ".length"
    )
    assert loose == 0


def test_says_whom_it_is_for(opened: Callable[..., Any]) -> None:
    assert "Internal view" in opened("real_final").page.locator(".tags").inner_text()
    assert "Public view" in opened("real_final public").page.locator(".tags").inner_text()
