"""Every page is valid HTML: a strict parser has nothing to report, and what is nested may be nested there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest
from types import ModuleType
from typing import Any

import html5lib
import pytest

from peel_ml.cards.html import to_html

NAMES = ("real_final", "service", "synthetic", "hollow", "bare", "prohibited", "allowed")
PHRASING = {"a", "b", "bdi", "br", "code", "em", "i", "label", "small", "span", "strong", "svg", "input"}
ONLY_PHRASING = {"p", "h1", "h2", "h3", "h4", "span", "b", "strong", "small", "code", "summary", "caption", "label"}
INSIDE = {
    "ul": {"li"},
    "ol": {"li"},
    "dl": {"div"},
    "table": {"caption", "thead", "tbody"},
    "tr": {"th", "td"},
    "thead": {"tr"},
    "tbody": {"tr"},
}


def parsed(page: str) -> Any:
    """Parse strictly: the first error of the HTML standard's parsing rules is raised."""
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)


def misplaced(tree: Any) -> Iterator[str]:
    """What the parser lets pass and the standard's content models do not."""
    for element in tree.iter():
        if not isinstance(element.tag, str) or element.tag.startswith("{"):
            continue
        children = [child.tag for child in element if isinstance(child.tag, str) and not child.tag.startswith("{")]
        allowed = PHRASING if element.tag in ONLY_PHRASING else INSIDE.get(element.tag)
        if element.tag == "summary":
            allowed = PHRASING | {"h3", "h4"}
        yield from (f"{child} in {element.tag}" for child in children if allowed is not None and child not in allowed)
        yield from (
            f"nothing under {''.join(child.itertext())!r}"
            for child, after in zip_longest(element, list(element)[1:])
            if child.tag in ("h2", "h3", "h4") and (after is None or after.tag in ("h2", child.tag))
        )
        if element.tag == "details" and (not children or children[0] != "summary"):
            yield "details without a summary first"
        if element.tag in ("li", "dd", "dt", "h1", "h2", "h3", "caption", "summary", "p") and not (
            "".join(element.itertext()).strip()
        ):
            yield f"empty {element.tag}"


def faults(page: str) -> list[str]:
    tree = parsed(page)
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    pointed = [
        one
        for element in tree.iter()
        for name in ("aria-labelledby", "aria-describedby", "for")
        for one in (element.get(name) or "").split()
    ]
    return [
        *misplaced(tree),
        *(f"id {one} twice" for one in sorted({one for one in ids if ids.count(one) > 1})),
        *(f"nothing has the id {one}" for one in pointed if one not in ids),
        *(f"no id may be written {one!r}" for one in ids if not re.fullmatch(r"\S+", one)),
    ]


@pytest.mark.parametrize("name", NAMES)
def test_card_is_valid(made: ModuleType, name: str) -> None:
    assert faults(to_html(made.card(name))) == []


@pytest.mark.parametrize("name", ["real_final", "service", "bare"])
def test_public_card_is_valid(made: ModuleType, name: str) -> None:
    assert faults(to_html(made.public_card(name))) == []


def test_published_pages_are_valid(root: Any) -> None:
    pages = [path for folder in ("model_cards", "docs/examples") for path in (root / folder).rglob("*.html")]
    assert {path.name: faults(path.read_text(encoding="utf-8")) for path in pages} == {path.name: [] for path in pages}


@pytest.mark.parametrize("wrong", ["</div></main>", "<p><div></p>", '<a href="#x" href="#y">x</a>', "&nosuch;"])
def test_what_is_not_valid_is_found(made: ModuleType, wrong: str) -> None:
    page = to_html(made.card("hollow"))
    with pytest.raises(html5lib.html5parser.ParseError):
        parsed(page.replace("</h1>", f"</h1>{wrong}"))


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ("<ul><p>x</ul>", "p in ul"),
        ("<p></p>", "empty p"),
        ("<div><h3>Alone</h3></div>", "nothing under 'Alone'"),
        ('<p id="main">x</p>', "id main twice"),
        ('<p aria-labelledby="gone">x</p>', "nothing has the id gone"),
    ],
)
def test_what_is_misplaced_is_found(made: ModuleType, wrong: str, fault: str) -> None:
    assert fault in faults(to_html(made.card("hollow")).replace("</h1>", f"</h1>{wrong}"))
