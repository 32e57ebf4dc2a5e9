"""Words that a reader may not know, each explained once, in the section that uses it first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from peel_ml.cards.content import Fact, Facts, Fold, Section

TITLE = "Words used here"
TITLE_FIRST = "Words used up to here"


@dataclass(frozen=True)
class Term:
    """A word, how it is recognised in a text, and what it means here."""

    word: str
    pattern: str
    meaning: str

    def used_in(self, text: str) -> bool:
        """Return whether a text uses the word."""
        return re.search(rf"(?<![\w-])(?:{self.pattern})(?![\w-])", text, re.I) is not None


TERMS: tuple[Term, ...] = (
    Term(
        "95% range",
        r"95% ranges?",
        "How sure a figure is. Done again and again, 95 such ranges in 100 would hold the true figure.",
    ),
    Term(
        "Difference shown",
        r"differences? (?:is|are|remains?) shown|difference shown|shown (?:higher|lower)",
        "Chance alone would hardly make so large a difference, even with so many comparisons.",
    ),
    Term(
        "Limit",
        r"the (?:agreed )?limit",
        "How far apart two groups may be before it counts as too far. People agree it; the law sets none.",
    ),
    Term("Cannot tell", r"cannot (?:tell|be told)", "The data leave both answers open. It is not a pass."),
    Term(
        "Points",
        r"\d points|percentage points|in points",
        "The gap between two shares in 100. From 30 in 100 to 35 in 100 is 5 points.",
    ),
    Term(
        "Expected",
        r"(?:was|than|beside what was|minus) expected|would expect",
        "The share that the other recorded facts would lead one to expect.",
    ),
    Term(
        "Protected characteristic",
        r"protected characteristics?",
        "One of nine facts about people that the Equality Act 2010 protects, such as age, race and sex.",
    ),
    Term(
        "Right pick",
        r"right picks?|picks the right one",
        "Of two cases, one with the outcome and one without, the model rates the one with it higher.",
    ),
    Term(
        "Held-out period",
        r"held[- ]out(?: period)?",
        "The last part of the data. It was kept back while the model was made, to test it.",
    ),
    Term(
        "Validation period",
        r"validation(?: period)?",
        "A part of the data that the model did not learn from. It served to compare versions of it.",
    ),
    Term("Training", r"training", "The part of the data that the model learnt from."),
    Term(
        "Too few",
        r"too few(?: to report)?",
        "Figures on a handful of people are held back, so that nobody can be recognised.",
    ),
    Term("Score", r"the score|scores?", "The number that the model gives a case: how likely the outcome is."),
    Term("Cut-off", r"cut-offs?|operating point", "The score from which a case is flagged."),
    Term("Flagged", r"flagged", "Picked out by the model, because its score reaches the cut-off."),
    Term("Disparity", r"disparit(?:y|ies)", "A measured difference between groups. It does not say why it is there."),
    Term("Steepness and offset", r"steepness", "How far percentages must be stretched and moved to match events."),
    Term("Audit", r"enforcement audit|audit", "A look back at what was done or scored. Nobody is selected."),
    Term(
        "Equality impact assessment",
        r"equality impact assessment",
        "A record of how a plan may affect people with protected characteristics.",
    ),
    Term(
        "Data protection impact assessment",
        r"data protection impact assessment",
        "A record of the risks to people whose data are used, and of what is done about them.",
    ),
    Term(
        "Disclosure control",
        r"disclosure control",
        "Rules that hold back or round figures, so that nobody can be recognised.",
    ),
    Term("Digest", r"digests?|SHA-256", "A fingerprint of a file or text: it changes if anything in it changes."),
    Term("Synthetic", r"synthetic", "Made up by a computer. It describes no real person."),
)


def explained(before: Iterable[str], sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """Return the sections, each with the meaning of the words that are used in it first.

    Parameters
    ----------
    before : iterable of str
        What a reader meets before the sections; its words are explained in the first of them.
    sections : tuple of Section
        In reading order. A technical section is left as it is.
    """
    open_ = list(TERMS)
    text = "\n".join(before)
    made = []
    for section in sections:
        if section.technical:
            made.append(section)
            continue
        text += "\n" + "\n".join(strings(section))
        here = [term for term in open_ if term.used_in(text)]
        # A meaning may use another word of the list, which is then explained as well.
        more = [term for term in open_ if term not in here and any(term.used_in(one.meaning) for one in here)]
        title = TITLE if made else TITLE_FIRST
        words = tuple(Fact(term.word, term.meaning) for term in TERMS if term in here or term in more)
        fold = (Fold(title, (Facts(words),)),) if words else ()
        made.append(replace(section, blocks=(*section.blocks, *fold)))
        open_ = [term for term in open_ if term not in here and term not in more]
        text = ""
    return tuple(made)


_HIDDEN = ("id", "kind", "code", "chart")


def strings(value: Any) -> Iterator[str]:
    """Return every text of a piece of content that a reader sees."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple | list):
        for one in value:
            yield from strings(one)
    elif is_dataclass(value):
        for one in fields(value):
            if one.name not in _HIDDEN:
                yield from strings(getattr(value, one.name))
            elif one.name == "chart":
                yield from _labels(getattr(value, one.name))


def _labels(chart: Any) -> Iterator[str]:
    """Return the words of a chart: everything in it that is a text of more than a code."""
    if isinstance(chart, str):
        if " " in chart or chart[:1].isupper():
            yield chart
    elif isinstance(chart, tuple | list):
        for one in chart:
            yield from _labels(one)
    elif is_dataclass(chart):
        for one in fields(chart):
            if one.name != "kind":
                yield from _labels(getattr(chart, one.name))
