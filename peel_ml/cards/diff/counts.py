"""Counts of people that lie so close together that their difference would point at someone."""

from __future__ import annotations

import re

from peel_ml.cards.words import count

HIDDEN = "[not shown]"

_WHOLE = re.compile(
    r"(?<![\w.,\-/])(\d{1,3}(?:,\d{3})+|\d+)(?![\w.,\-/]*\d)(?!\s*(?:%|in 100|in 1,000|points?\b|out of 100))"
)
"""A whole number that may count people: no decimal, percentage, date, code or version."""
_NOT_PEOPLE = re.compile(
    r"\s+(?:where we\b|(?:shown|outside|within)\b|(?:of\s+)?(?:other\s+|further\s+|more\s+|protected\s+)*"
    r"(?:answers?|areas?|boroughs?|characteristics?|checks?|columns?|comparisons?|days?|facts?|findings?|folds?|"
    r"groups?|kinds?|measures?|models?|months?|parts?|periods?|quarters?|questions?|runs?|seconds?|settings?|steps?|"
    r"times?|trees?|trials?|warnings?|weeks?|years?|January|February|March|April|May|June|July|August|September|"
    r"October|November|December)\b)",
    re.I,
)


def counts(before: int | None, after: int | None, minimum: int) -> tuple[str, str, str]:
    """Return two counts as texts and what is to be said about them.

    Two counts that differ by fewer than `minimum` people are both left out: who knows one of them would learn that
    a few people came or went.

    Examples
    --------
    >>> counts(1200, 1500, 5)
    ('1,200', '1,500', '')
    >>> counts(1200, 1201, 5)
    ('[not shown]', '[not shown]', 'The two differ by fewer than 5.')
    """
    if before is not None and after is not None and 0 < abs(before - after) < minimum:
        return HIDDEN, HIDDEN, f"The two differ by fewer than {minimum}."
    return count(before), count(after), ""


def close_hidden(before: str, after: str, minimum: int) -> tuple[str, str]:
    """Return two texts without the counts of people in which they differ by fewer than `minimum`.

    Numbers are taken for people unless the word behind them says otherwise. A number below `minimum` never is one:
    no card shows so small a count.

    Examples
    --------
    >>> close_hidden("12 of 40 people", "13 of 90 people", 5)
    ('[not shown] of 40 people', '[not shown] of 90 people')
    >>> close_hidden("12 groups, 3 of 9", "13 groups, 4 of 9", 5)
    ('12 groups, 3 of 9', '13 groups, 4 of 9')
    """
    old, new = _numbers(before, minimum), _numbers(after, minimum)
    if len(old) == len(new) and _WHOLE.sub("#", before) == _WHOLE.sub("#", after):
        pairs = list(zip(old, new, strict=True))
    else:
        pairs = [(one, other) for one in old for other in new]
    close = [(one, other) for one, other in pairs if 0 < abs(one[1] - other[1]) < minimum]
    return _without(before, {one[0] for one, _ in close}), _without(after, {other[0] for _, other in close})


def _numbers(text: str, minimum: int) -> list[tuple[tuple[int, int], int]]:
    """Return where each number that may count people stands, and the number."""
    found = ((match.span(), int(match[1].replace(",", ""))) for match in _WHOLE.finditer(text))
    return [
        (place, number)
        for place, number in found
        if number >= minimum and not _year(text[slice(*place)]) and not _NOT_PEOPLE.match(text, place[1])
    ]


def _year(text: str) -> bool:
    """Tell whether a number is a year: a count of that size has a comma."""
    return text.isdigit() and 1900 <= int(text) < 2100


def _without(text: str, places: set[tuple[int, int]]) -> str:
    for start, end in sorted(places, reverse=True):
        text = text[:start] + HIDDEN + text[end:]
    return text
