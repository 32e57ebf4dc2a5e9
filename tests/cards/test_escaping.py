"""Words that come from data and declarations stay words, in pages and in tables."""

from __future__ import annotations

import re
from types import ModuleType

import pytest

from peel_ml.cards.build import build
from peel_ml.cards.html import to_html
from peel_ml.cards.markdown import to_markdown
from tests.cards.made.reading import visible

HOSTILE = (
    "<script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "a | b `c` *d* [e](javascript:alert(1)) <img src=x>",
    '"><svg onload=alert(1)>',
    "{{ 7*7 }}{% raw %}",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_words_from_data_and_declarations_are_escaped(made: ModuleType, text: str) -> None:
    card = build(made.hostile(text))
    page = to_html(card)
    body = page[page.index("<body>") :]
    assert body.count("<script>") == 1
    assert not re.search(r"<(?:img|iframe)|<svg onload|\son\w+=", re.sub(r">[^<]*<", "><", body))
    assert " ".join(text.split()) in " ".join(visible(page).split())
    for line in to_markdown(card).splitlines():
        if not line.startswith("|"):
            assert not re.search(r"(?<!\\)<\w|(?<!\\)\]\(", line)


def test_markdown_tables_keep_their_columns(made: ModuleType) -> None:
    for record in (made.hostile("a | b"), made.real_final()):
        width = None
        for line in to_markdown(build(record)).splitlines():
            if not line.startswith("|"):
                width = None
                continue
            bars = len(re.findall(r"(?<!\\)\|", line))
            width = width or bars
            assert bars == width, line
