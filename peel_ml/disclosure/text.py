"""Numbers in generated sentences, as a view may say them."""

from __future__ import annotations

import re
from functools import cache

from peel_ml.disclosure.rounding import people
from peel_ml.disclosure.view import View

_GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d.]*%)")
_SMALL = r"(?<![\d.,+\-\u2013/])\d{1,3}"
_PLACES = (
    r"(?= (?:of|to) (?:the )?[\d,]+ (?:{noun})\b)",
    r"(?= (?:evaluated )?(?:{noun})\b)",
    r"(?= in the group\b)",
)
"""Where a number below 1,000 counts people: before what a row is, or before a number that is."""
_ALONE = r"(?<=\bn )\d{1,3}(?![\d.,]*\d|%)|(?<=\()\d{1,3}(?=\))|(?<=\bmonths of )\d{1,3}(?= )|" + (
    r"(?<=\bmonths of \d\d to )\d{1,3}\b|(?<=\bmonths of \d\d\d to )\d{1,3}\b"
)
"""Where it stands without a noun: ``n 943``, a count in brackets, the smallest and the largest month."""
_NOUNS = ("rows?", "records?", "cells?", "searches", "cases", "people", "copies")
_POINTS = re.compile(r"(?<![\d.,])\d+\.\d(?!\d)")


@cache
def _counting(units: str) -> re.Pattern[str]:
    noun = "|".join((*_NOUNS, *([re.escape(units)] if units else ())))
    return re.compile("|".join([*(_SMALL + place.format(noun=noun) for place in _PLACES), _ALONE]))


def rounded_numbers(text: str, view: View, units: str = "") -> str:
    """Return a sentence with counts of people rounded as the view rounds them; `units` is what rows are called.

    Numbers of columns, groups, trials, months and days are no counts of people and stay as they are.

    Examples
    --------
    >>> from peel_ml.disclosure.view import PUBLIC
    >>> rounded_numbers("7,442 of 322,832 rows (2.3%) in 2022, and 12 rows since.", PUBLIC)
    '7,440 of 322,830 rows (2.3%) in 2022, and 10 rows since.'
    >>> rounded_numbers("Of 943 journeys 17 of 312 rows. By era: 18+1 (818). 13 columns, n 57.", PUBLIC, "journeys")
    'Of 945 journeys 15 of 310 rows. By era: 18+1 (820). 13 columns, n 55.'
    """

    def counted(match: re.Match[str]) -> str:
        return f"{people(int(match.group().replace(',', '')), view):,}"

    return _counting(units).sub(counted, _GROUPED.sub(counted, text))


def rounded_points(text: str, size: float) -> str:
    """Return a sentence with points and percentages on whole steps of this share of 1.

    Examples
    --------
    >>> rounded_points("2.4 points less often (95% interval 0.6 to 4.3)", 0.02)
    '2 points less often (95% interval 0 to 4)'
    """
    if not size:
        return text
    points = 100 * size
    digits = 0 if points >= 1 else 1
    return _POINTS.sub(lambda match: f"{round(float(match.group()) / points) * points:.{digits}f}", text)


def without_brackets(text: str) -> str:
    """Return a sentence without the figures it gives in brackets.

    Examples
    --------
    >>> without_brackets("For them it is too high (intercept 0.18 (0.10 to 0.26); 95% intervals, 2,968 searches).")
    'For them it is too high.'
    """
    while (shorter := re.sub(r"\s*\([^()]*\)", "", text)) != text:
        text = shorter
    return text
