"""Which protected characteristic a column may stand for, guessed from its name alone; a person confirms it."""

from __future__ import annotations

import re

GUESSES: tuple[tuple[str, str], ...] = (
    ("sexual_orientation", r"orientation|sexuality"),
    ("gender_reassignment", r"reassign\w*|trans|transgender"),
    ("marriage_and_civil_partnership", r"marital|marriage|married|civil partner\w*"),
    ("pregnancy_and_maternity", r"pregnan\w*|maternity"),
    ("religion_or_belief", r"religio\w*|faith|belief"),
    ("disability", r"disab\w*|impairment"),
    ("race", r"race|racial|ethnic\w*|eth|nationality"),
    ("age", r"age|ages|agegroup|ageband"),
    ("sex", r"sex|gender"),
)
"""Characteristic and the words of a column's name that stand for it; the first that fits."""


def guess(column: str) -> str | None:
    """Return the characteristic that a column's name stands for, ``None`` for an unknown one.

    Examples
    --------
    >>> guess("ethnicOrigin"), guess("age_cat"), guess("sexual_orientation"), guess("borough")
    ('race', 'age', 'sexual_orientation', None)
    """
    spaced = re.sub(r"([a-z])([A-Z])", r"\1 \2", column)
    words = re.sub(r"[^a-z]+", " ", spaced.lower())
    return next((name for name, pattern in GUESSES if re.search(rf"\b(?:{pattern})\b", words)), None)
