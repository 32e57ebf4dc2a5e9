"""How hard a card is to read: the Flesch-Kincaid grade of its sentences, for generated and for declared text apart.

The grade is 0.39 x words per sentence + 11.8 x syllables per word - 15.59 (Kincaid, Fishburne, Rogers and Chissom
1975, "Derivation of new readability formulas for Navy enlisted personnel"). It is a year at school in the United
States: grade 6 is read at age 11 to 12, so the reading age is about the grade and five.

How it is counted here:

- A sentence ends with a full stop, a question mark or an exclamation mark. Flesch also ends one at a colon and a
  semicolon; that would flatter these cards by about a grade, so here it does not. What ends with none of them is a
  heading or a label, not a sentence, and is left out.
- A bracket that holds a figure, such as "(95% range: 4.6 to 6.1; 28,757 searches)", is a figure and no prose: it is
  left out, and how many words were left out is told. Tables are left out as a whole.
- A number is one word of one syllable. So is what stands in quotation marks: a name or declared words, which are
  not ours to shorten.
- A sentence that the declaration holds word for word is declared, not generated, and is counted apart; three or more
  declared words in a row inside a generated sentence count as one quoted word.

Limits: the formula knows length, not meaning. A short word can be jargon (a list of words guards that), and a clear
long one, such as "characteristics", costs dearly. Syllables are the larger of pyphen's hyphenation points for British
English, which miss those that may not be hyphenated ("o-ver"), and the groups of vowels, which miss those that meet
("idea"): on 75 common words of these cards together 2 in 100 too few, where hyphenation alone misses 20 in 100.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pyphen

from peel_ml.cards.content import Answer, Block, Section

_FIGURES = re.compile(r"\s*\([^()]*\d[^()]*\)")
_QUOTED = re.compile(r"“[^”]*”")
_NUMBER = re.compile(r"[+\-\u2212]?\d[\d,.]*(?:%|st|nd|rd|th)?")
_ENDS = re.compile(r"(?<=[.!?])\s+(?=[^a-z])|(?<=[.!?]”)\s+|\n+")
_CLOSED = re.compile(r"[.!?]”?$")
_WORD = re.compile(r"[A-Za-z][A-Za-z’'\-]*")
_VOWELS = re.compile(r"[aeiouy]+")


@dataclass(frozen=True)
class Reading:
    """How hard a text is to read. `grade` is null where there is not one sentence."""

    grade: float | None
    words: int
    sentences: int
    left_out: int
    """Words in brackets of figures, which were not counted."""

    @property
    def age(self) -> float | None:
        """The reading age in years."""
        return None if self.grade is None else self.grade + 5


@cache
def _hyphens() -> pyphen.Pyphen:
    return pyphen.Pyphen(lang="en_GB")


@cache
def syllables(word: str) -> int:
    """Return the number of syllables of an English word; a number has one.

    Examples
    --------
    >>> [syllables(word) for word in ("search", "recorded", "ethnicity", "28,757")]
    [1, 3, 4, 1]
    """
    word = word.lower().replace("’", "'").removesuffix("'s")
    if _NUMBER.fullmatch(word):
        return 1
    return sum(_of_part(part) for part in re.split(r"[^a-z]+", word) if part) or 1


def _of_part(word: str) -> int:
    groups = len(_VOWELS.findall(word))
    silent = re.search(r"[^aeiouyl]e$", word) or (
        re.search(r"[^aeiou]es$", word) and not re.search(r"(?:s|x|z|ch|sh|c|g)es$", word)
    )
    groups -= bool(silent) + bool(re.search(r"[^tdaeiou]ed$", word))
    return max(1, groups, len(_hyphens().inserted(word).split("-")))


def sentences_of(text: str) -> list[str]:
    """Return the sentences of a text; a heading or a label is none.

    Examples
    --------
    >>> sentences_of("A difference is shown (95% range: 1.5 to 2). Is it wide? Numbers")
    ['A difference is shown (95% range: 1.5 to 2).', 'Is it wide?']
    """
    parts = (one.strip() for one in _ENDS.split(text))
    return [one for one in parts if _CLOSED.search(one) and _WORD.search(one)]


def measured(texts: Iterable[str]) -> Reading:
    """Return how hard texts are to read.

    Parameters
    ----------
    texts : iterable of str
        Each begins a new sentence.

    Examples
    --------
    >>> measured(["The cat sat on the mat."]).grade
    -1.4
    """
    words = count = spoken = left_out = 0
    for sentence in (one for text in texts for one in sentences_of(text)):
        left_out += sum(len(bracket.split()) for bracket in _FIGURES.findall(sentence))
        found = [one.strip("().,;:!?–") for one in _QUOTED.sub("name", _FIGURES.sub("", sentence)).split()]
        found = [one for one in found if one and (_WORD.search(one) or _NUMBER.search(one))]
        if found:
            count += 1
            words += len(found)
            spoken += sum(syllables(one) for one in found)
    grade = round(0.39 * words / count + 11.8 * spoken / words - 15.59, 1) if words else None
    return Reading(grade, words, count, left_out)


def said(blocks: Iterable[Block]) -> list[str]:
    """Return the prose of blocks: no tables, no names of facts, no codes; folds opened."""
    texts: list[str] = []
    for block in blocks:
        match block.kind:
            case "paragraph" | "caution":
                texts += [block.lead, block.text]
            case "heading":
                texts.append(block.text)
            case "listing":
                texts += block.items
            case "facts":
                texts += [one.text for one in block.facts]
            case "statuses":
                texts += [text for one in block.statuses for text in (one.title, one.text, one.fix)]
            case "figure":
                texts += [block.headline, block.subtitle, block.shows]
            case "fold":
                texts += [block.summary, *said(block.blocks)]
            case _:
                pass
    return [text for text in texts if text]


def of_sheet(sheet: Iterable[Answer]) -> list[str]:
    """Return the sentences of a decision sheet."""
    return [text for answer in sheet for text in (answer.question, *answer.sentences)]


def apart(texts: Iterable[str], declaration: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """Part texts into the generated sentences and those that the declaration says word for word.

    Declared words inside a generated sentence come back as one quoted word.

    Examples
    --------
    >>> apart(["It looks back. Ours is this."], {"plain_description": "It looks back. It is new."})
    (['Ours is this.'], ['It looks back.'])
    """
    declared = {_bare(one) for text in _leaves(declaration) for one in (text, *_ENDS.split(text))}
    within = sorted((one for one in declared if len(one.split()) > 2), key=len, reverse=True)
    generated: list[str] = []
    given: list[str] = []
    for text in texts:
        for one in sentences_of(text):
            if _bare(one) in declared:
                given.append(one)
                continue
            for part in within:
                # Looking for the text as it is costs a fiftieth of the pattern, and few texts hold any.
                if part in one.lower():
                    one = re.sub(rf"(?<!“){re.escape(part)}", "“declared”", one, flags=re.I)
            generated.append(one)
    return generated, given


def _bare(text: str) -> str:
    return " ".join(text.split()).strip(" .!?:;").lower()


def _leaves(value: Any) -> Iterable[str]:
    if isinstance(value, Mapping):
        for one in value.values():
            yield from _leaves(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _leaves(one)
    elif isinstance(value, str):
        yield value


def of_section(section: Section) -> list[str]:
    """Return the prose of a section with its title."""
    return [section.title, *said(section.blocks)]
