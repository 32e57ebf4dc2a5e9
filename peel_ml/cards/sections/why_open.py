"""Why it cannot be told whether a group is within the limit: a table of reasons in a few plain words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from peel_ml.cards.words import plain
from peel_ml.results.fairness import FairnessRow

REASONS: tuple[tuple[str, str, str], ...] = (
    ("people without a recorded group", "some people have no recorded group", "missing records"),
    ("the interval reaches across", "the range is too wide", "wide range"),
    ("it is beyond the limit, but", "it is not sure enough", "not sure enough"),
    ("too few to report", "there are too few to report", "too few"),
    ("fewer than", "there are too few to be sure", "too few to be sure"),
    ("the ratio cannot be computed", "the ratio cannot be worked out", "no ratio"),
)
"""(how the recorded reason begins, the reason in a sentence, the reason in two or three words)."""
OTHER = ("there is some other reason", "other reason")


def _known(row: FairnessRow) -> tuple[str, str]:
    return next(((said, short) for start, said, short in REASONS if row.reason.startswith(start)), OTHER)


def why(row: FairnessRow) -> str:
    """Return why nothing can be said of one group; a reason no table knows as it was recorded."""
    known = _known(row)
    return plain(row.reason).rstrip(".") if known is OTHER and row.reason else known[0]


def in_short(row: FairnessRow) -> str:
    """Return the same in two or three words."""
    return _known(row)[1]


def mostly(rows: Iterable[FairnessRow]) -> str:
    """Return the two most frequent reasons, each with the number of rows it holds for.

    Examples
    --------
    >>> mostly(())
    'there is some other reason'
    """
    found = Counter(_known(row)[0] for row in rows if row.verdict == "cannot_tell")
    return " or ".join(f"{reason} ({n})" for reason, n in found.most_common(2)) or OTHER[0]
