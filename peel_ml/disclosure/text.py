"""Numbers in generated sentences, as a view may say them."""

from __future__ import annotations

import re

from peel_ml.disclosure.rounding import people
from peel_ml.disclosure.view import View

_GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d.]*%)")
_WITH_NOUN = re.compile(r"(?<![\d.,\-–/])(\d{1,3})(?= (?:rows?|records?|cells?|searches|cases|people|copies)\b)")
_POINTS = re.compile(r"(?<![\d.,])\d+\.\d(?!\d)")


def rounded_numbers(text: str, view: View) -> str:
    """Return a sentence with counts of rows rounded as the view rounds them.

    Examples
    --------
    >>> from peel_ml.disclosure.view import PUBLIC
    >>> rounded_numbers("7,442 of 322,832 rows (2.3%) in 2022, and 12 rows since.", PUBLIC)
    '7,440 of 322,830 rows (2.3%) in 2022, and 10 rows since.'
    """

    def counted(match: re.Match[str]) -> str:
        return f"{people(int(match.group().replace(',', '')), view):,}"

    return _WITH_NOUN.sub(counted, _GROUPED.sub(counted, text))


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
