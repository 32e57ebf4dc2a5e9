"""Contrast computed from the style sheet, and what every page and figure must have."""

from __future__ import annotations

import re
from importlib.resources import files
from types import ModuleType

import pytest

from peel_ml.cards.content import Figure
from peel_ml.cards.html import css, to_html

THEMES = ("light", "cream", "dark", "device-dark")
TEXT = (
    ("ink", "bg"),
    ("mute", "bg"),
    ("link", "bg"),
    ("link-h", "bg"),
    ("ink", "surface"),
    ("mute", "surface"),
    ("ink", "band"),
    ("mute", "band"),
    ("head-ink", "head"),
    ("ok-ink", "ok-bg"),
    ("am-ink", "am-bg"),
    ("bad-ink", "bad-bg"),
    ("no-ink", "no-bg"),
    ("note-ink", "note-bg"),
)
GRAPHICS = (
    ("main", "bg"),
    ("alt", "bg"),
    ("mute", "bg"),
    ("main", "band"),
    ("alt", "band"),
    ("mute", "band"),
    ("band-e", "bg"),
    ("dim", "bg"),
    ("surface-b", "surface"),
)


def variables(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z\-]+):(#[0-9a-f]{3,6})\b", block))


def theme(name: str) -> dict[str, str]:
    style = css()
    blocks = re.findall(r":root(?:[^{]*)\{(?:color-scheme|--bg)[^}]*\}", style)
    light = variables(blocks[0])
    chosen = {
        "light": lambda block: False,
        "cream": lambda block: "bg-cream:checked)" in block.split("{")[0] and ":not" not in block.split("{")[0],
        "dark": lambda block: "bg-dark:checked" in block.split("{")[0],
        "device-dark": lambda block: ":not(" in block.split("{")[0],
    }[name]
    found = [block for block in blocks if chosen(block)]
    assert bool(found) == (name != "light")
    return {**light, **(variables(found[0]) if found else {})}


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(c * 2 for c in digits) if len(digits) == 3 else digits
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast ratio."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_contrast_formula() -> None:
    assert contrast("#fff", "#000") == pytest.approx(21)
    assert contrast("#767676", "#fff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize(("front", "back"), TEXT)
def test_text_contrast(name: str, front: str, back: str) -> None:
    colours = theme(name)
    assert contrast(colours[front], colours[back]) >= 4.5


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize(("front", "back"), GRAPHICS)
def test_graphics_contrast(name: str, front: str, back: str) -> None:
    colours = theme(name)
    assert contrast(colours[front], colours[back]) >= 3


def test_both_dark_themes_are_one() -> None:
    assert theme("dark") == theme("device-dark")


@pytest.mark.parametrize("name", ["real_final", "synthetic", "service", "prohibited", "allowed"])
def test_every_figure_is_complete(made: ModuleType, name: str) -> None:
    card = made.card(name)
    page = to_html(card)
    drawn = dict(re.findall(r'<figure id="([^"]+)"(.*?)</figure>', page, re.S))
    told = [block for section in card.body.sections for block in section.blocks if isinstance(block, Figure)]
    assert len(told) >= 4
    assert set(drawn) == {figure.id for figure in told}
    for figure in told:
        assert figure.headline
        assert figure.subtitle
        assert figure.shows
        assert figure.description
        assert figure.table.rows
        # A row of one text is a heading for the rows below it.
        assert all(len(row) in (1, len(figure.table.columns)) for row in figure.table.rows)
        inside = drawn[figure.id]
        # From one picture to the next: what it is named and described by, and what is drawn, in it or in its rows.
        images = re.split(r'<svg[^>]*role="img"', inside[: inside.index("<details")])[1:]
        assert images
        for image in images:
            named = re.match(r' aria-labelledby="(\S+)" aria-describedby="(\S+)">', image)
            assert named
            assert re.search(r"<(?:path|rect|circle|line|use)\b", image)
            # Panels after the first are part of one picture.
            assert re.search(rf'<figcaption id="{re.escape(named[1])}"><b>.+?</b>', inside)
            assert re.search(rf'id="{re.escape(named[2])}"><p><strong>What this shows.</strong> [^<]+', inside)
        assert "What this shows." in inside
        assert "<table" in inside[inside.index("<details") :]
        assert "nan" not in inside.lower().replace("finance", "")


@pytest.mark.parametrize("name", ["real_final", "hollow", "prohibited"])
def test_page_needs_nothing_but_itself(made: ModuleType, name: str) -> None:
    page = to_html(made.card(name))
    assert '<html lang="en-GB">' in page
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy is not None
    assert "default-src 'none'" in policy[1]
    assert "unsafe" not in policy[1]
    assert not re.search(r"https?://", page)
    assert not re.search(r"\sstyle=|\son\w+=\"", page[page.index("<body>") :])
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


def test_nothing_of_the_government_brand_is_used(made: ModuleType) -> None:
    page = to_html(made.card("real_final")).lower()
    for taken in ("gds transport", "govuk", "gov.uk", "crown"):
        assert taken not in page


def test_colours_stand_in_classes_not_in_drawings(made: ModuleType) -> None:
    drawings = re.findall(r"<svg.*?</svg>", to_html(made.card("service")), re.S)
    assert not [drawing for drawing in drawings if re.search(r"(?:fill|stroke)=|#[0-9a-f]{3,6}\b(?!\w)", drawing)]


def test_every_shape_that_is_used_is_defined_once(made: ModuleType) -> None:
    page = to_html(made.card("service"))
    used = set(re.findall(r'<use href="#([^"]+)"', page))
    assert {"s-pt", "s-open", "s-ring", "i-met", "f-cutoffs-f"} <= used
    for name in used:
        assert page.count(f'id="{name}"') == 1


def test_strips_keep_every_mark_on_their_scale(made: ModuleType) -> None:
    page = to_html(made.card("service"))
    places = [float(place) for place in re.findall(r" x[12]?=([\d.\-]+)%", page)]
    assert len(places) > 100
    assert all(0 <= place <= 102 for place in places)


def test_words_on_a_chart_keep_their_classes_when_a_panel_reuses_them(made: ModuleType) -> None:
    page = to_html(made.card("service"))
    assert '<g class=chart id="f-cutoffs-f">' in page


def test_every_class_of_the_style_sheet_is_drawn_or_written(made: ModuleType) -> None:
    styled = set(re.findall(r"\.([a-z][\w-]*)", re.sub(r"\{[^{}]*\}", "{}", re.sub(r'"[^"]*"', "", css()))))
    pages = [to_html(made.card(name)) for name in made.RUNS] + [to_html(made.card(name)) for name in made.AUDITS]
    templates = files("peel_ml.cards").joinpath("templates").iterdir()
    pages += [one.read_text(encoding="utf-8") for one in templates if one.name.endswith(".j2")]
    found = [one for page in pages for one in re.findall(r'class=(?:"([^"]*)"|([^\s">]+))', page)]
    written = {name for quoted, bare in found for name in f"{quoted} {bare}".split()}
    # A column's number and width are classes by its place; an outcome's and a mark's is its name, whichever cards
    # happen to have.
    assert {one for one in styled - written if not re.fullmatch(r"[nw]\d+", one)} <= {"met", "not_met", "cross"}
