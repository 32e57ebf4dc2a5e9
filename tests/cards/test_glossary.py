"""Every word of the glossary that a card uses is explained on it, once, and none that it does not use."""

from __future__ import annotations

import html
import re
from types import ModuleType

import pytest

from peel_ml.cards.content import Fold, Section
from peel_ml.cards.glossary import TERMS, TITLE, TITLE_FIRST, explained
from peel_ml.cards.html import to_html

CARDS = ("real_final", "synthetic", "service", "hollow", "bare", "prohibited", "allowed")
FOLDS = re.compile(rf"<details><summary>(?:{TITLE}|{TITLE_FIRST})</summary>(.*?)</details>", re.S)


def seen(page: str) -> str:
    page = page[page.index("<main") : page.index('<section id="annex"')]
    page = re.sub(r"<(script|style|nav|title|desc)\b.*?</\1>", " ", page, flags=re.S)
    return html.unescape(re.sub(r"<[^>]+>", " ", page))


@pytest.mark.parametrize("name", CARDS)
def test_words_are_explained_where_they_are_used_and_nowhere_else(made: ModuleType, name: str) -> None:
    page = to_html(made.card(name))
    folds = FOLDS.findall(page)
    assert folds
    told = [html.unescape(word) for fold in folds for word in re.findall(r"<dt>(.*?)<dd", fold)]
    assert len(told) == len(set(told))
    text = seen(FOLDS.sub(" ", page))
    meanings = {term.word: term.meaning for term in TERMS}
    used = {term.word for term in TERMS if term.used_in(text)}
    within = {term.word for term in TERMS if any(term.used_in(meanings[word]) for word in used)}
    assert used <= set(told)
    assert set(told) <= used | within


@pytest.mark.parametrize("name", CARDS)
def test_a_word_is_explained_before_a_later_section_uses_it(made: ModuleType, name: str) -> None:
    known: set[str] = set()
    card = made.card(name)
    for section in card.body.sections:
        if section.technical:
            continue
        folds = [one for one in section.blocks if isinstance(one, Fold) and one.summary in (TITLE, TITLE_FIRST)]
        known |= {fact.term for fold in folds for part in fold.blocks for fact in part.facts}
        text = f"{section.title} {made.reading.texts(tuple(one for one in section.blocks if one not in folds))}"
        assert {term.word for term in TERMS if term.used_in(text)} <= known


def test_each_word_is_found_and_its_meaning_is_short_and_plain() -> None:
    for term in TERMS:
        assert term.meaning.endswith(".")
        assert len(term.meaning.split()) <= 25
    assert len({term.word for term in TERMS}) == len(TERMS)


def test_a_section_without_such_words_gets_no_list() -> None:
    section = Section("a", "A title", ())
    assert explained((), (section,)) == (section,)
    assert explained(("Too few",), (section,))[0].blocks != ()
