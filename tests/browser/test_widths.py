"""Readable at every width, zoom and spacing: nothing beyond the edge, nothing cut off, no words over words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-bottom: 2em !important }"""
"""What a reader may set (WCAG 1.4.12)."""
SIZES = {
    "reflow": (320, 256),
    "a desktop at 400%": (320, 200),
    "a desktop at 200%": (640, 400),
    "MLflow": (600, 800),
    "between": (900, 700),
    "wide": (1920, 1080),
}
WHERE = [pytest.param(size, id=name) for name, size in SIZES.items()]


def faults(one: Any) -> list[str]:
    one.open_all()
    return [*one.measure("spills"), *one.measure("overlaps")]


@pytest.mark.parametrize("size", WHERE)
def test_nothing_is_cut_off_or_covered(opened: Callable[..., Any], main_page: str, size: tuple[int, int]) -> None:
    assert faults(opened(main_page, *size)) == []


def test_every_page_reflows(opened: Callable[..., Any], any_page: str) -> None:
    assert faults(opened(any_page, 320, 256)) == []


@pytest.mark.parametrize("width", [320, 1280])
def test_a_reader_may_set_the_spacing(opened: Callable[..., Any], main_page: str, width: int) -> None:
    one = opened(main_page, width, policy=False)
    one.page.add_style_tag(content=SPACING)
    assert faults(one) == []


@pytest.mark.parametrize("width", [320, 1280])
def test_large_and_wide_text_at_once(opened: Callable[..., Any], main_page: str, width: int) -> None:
    one = opened(main_page, width)
    one.run("document.getElementById('fs-large').checked = document.getElementById('sp-wide').checked = true")
    assert faults(one) == []


def test_words_over_words_would_be_found(opened: Callable[..., Any]) -> None:
    one = opened("prohibited", policy=False)
    one.page.add_style_tag(content=".cap { margin-bottom: -2em } .lede { height: 1em; overflow: hidden }")
    found = faults(one)
    assert any(" | " in fault for fault in found)
    assert any(fault.startswith("cut off") for fault in found)


def test_what_is_too_wide_would_be_found(opened: Callable[..., Any]) -> None:
    one = opened("prohibited", 320, policy=False)
    one.page.add_style_tag(content=".lede { width: 400px }")
    assert any(fault.startswith("beyond the edge") for fault in faults(one))


@pytest.mark.parametrize("width", [320, 1280])
def test_targets_are_large_enough(opened: Callable[..., Any], main_page: str, width: int) -> None:
    one = opened(main_page, width)
    one.open_all()
    assert one.measure("targets") == []


def test_small_targets_would_be_found(opened: Callable[..., Any]) -> None:
    one = opened("prohibited", policy=False)
    one.page.add_style_tag(content="nav a, nav li::before { padding: 0 !important; font-size: 9px }")
    assert one.measure("targets") != []


def test_summary_comes_before_the_contents_when_narrow(opened: Callable[..., Any], main_page: str) -> None:
    one = opened(main_page, 390)
    top = "document.querySelector('{}').getBoundingClientRect().top"
    places = [one.run(top.format(part)) for part in ("h1", ".tags", "#summary", "nav", "#key-facts")]
    assert places == sorted(places)


def test_contents_stay_in_sight_when_wide(opened: Callable[..., Any]) -> None:
    one = opened("real_final")
    one.run("document.getElementById('data').scrollIntoView()")
    assert 0 <= one.run("document.querySelector('.side').getBoundingClientRect().top") < 100


@pytest.mark.parametrize("width", [320, 600, 1280])
def test_marks_stand_beside_their_words(opened: Callable[..., Any], width: int) -> None:
    """Every strip is as wide as the space behind it, so that a mark stands where the ticks say."""
    apart = opened("real_final", width).run(
        """[...document.querySelectorAll('.intervals > div')].flatMap(chart => {
            const behind = chart.querySelector('.bg').getBoundingClientRect();
            return [...chart.querySelectorAll('p svg')].map(strip => {
                const one = strip.getBoundingClientRect();
                return Math.abs(one.left - behind.left) + Math.abs(one.right - behind.right); }); })"""
    )
    assert len(apart) > 20
    assert max(apart) < 2
